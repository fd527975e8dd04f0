"""Which of the networks that a script has held answers a problem, if names alone tell? Pure.

As in a notebook, but what a name is bound to in the end is what it hands in: a script is run as a
whole. And nothing that breaks the rules is taken for want of something better.
"""

from dataclasses import replace

from grader.bindings import has_optimizer, straight
from grader.choosing import Answer, answer_called
from grader.description import BoundNetwork, BoundOther
from grader.notebook_answers import AnswersInNotebook, Found
from grader.variables import first_present


class AnswersInScript(AnswersInNotebook):
    """Looks for a problem's answer in one script, in one way after the other."""

    def by_own_name(self) -> Found:
        """Take what stands under a name that is this problem's alone."""
        name = first_present(self._end, self._own)
        return answer_called(name, self._end, self._problem) if name else None

    def by_shared_name(self) -> Found:
        """Take what stands under a name that problems share."""
        name = first_present(self._end, self._problem.names.model)
        return answer_called(name, self._end, self._problem) if name else None

    def by_rules(self) -> Found:
        """Take the last network that fits and is nobody else's."""
        # What such a name held before is not handed in any more.
        past = {name for name in self._problem.names.model if self._is_empty(name)}
        past |= {name for name in self._own if name not in self._end.variables}
        free = [b for b in self._own_work if b.key not in self._claimed and b.name not in past]
        latest = reversed(straight(free, self._loops))
        # What has an optimizer was meant to be trained.
        for binding in sorted(latest, key=lambda each: not has_optimizer(each, each.state)):
            found = self._answer(binding)
            if isinstance(found, Answer) and self._fits(found):
                return replace(found, found=f"{found.found}: the last fitting nn.Sequential")
        return None

    def _is_empty(self, name: str) -> bool:
        """Whether a name holds nothing in the end: its answer is still to come."""
        held = self._end.variables.get(name)
        if isinstance(held, BoundNetwork) and held.index < len(self._end.networks):
            return self._end.networks[held.index].layer_count == 0
        return isinstance(held, BoundOther) and held.shown == "None"
