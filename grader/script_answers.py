"""Which of the networks that a script has held answers a problem, if names alone tell? Pure.

As in a notebook, but what a name is bound to in the end is what it hands in: a script is run as a
whole. And nothing that breaks the rules is taken for want of something better.
"""

from dataclasses import replace

from grader.bindings import find_recipe, has_optimizer, straight
from grader.choosing import Answer, answer_called
from grader.description import BoundNetwork, BoundOther
from grader.notebook_answers import AnswersInNotebook, Found
from grader.variables import first_given, first_present


class AnswersInScript(AnswersInNotebook):
    """Looks for a problem's answer in one script, in one way after the other."""

    def by_own_name(self) -> Found:
        """Take what stands under a name that is this problem's alone."""
        name = first_present(self._end, self._own)
        return self._called(name) if name else None

    def by_shared_name(self) -> Found:
        """Take what stands under a name that problems share."""
        name = first_present(self._end, self._problem.names.model)
        if name is None:
            return None
        line = self._end.variables[name].line
        others = {problem.id for problem in self._others}
        if any(part.problem_id in others and line in part for part in self._sections):
            return None  # a heading has given it to another problem
        return self._called(name)

    def _called(self, name: str) -> Found:
        """Take what a name holds, with its optimizer, whatever that is called."""
        held, problem = self._end.variables[name], self._problem
        if held.kind == "network" and first_given(self._end, problem.names.optimizer) is None:
            problem = find_recipe(self._end, problem, held.index)
        return answer_called(name, self._end, problem)

    def by_rules(self) -> Found:
        """Take the last network that fits and is nobody else's."""
        # What such a name held before is not handed in any more.
        past = {name for name in self._problem.names.model if self._is_empty(name)}
        past |= {name for name in self._own if name not in self._end.variables}
        free = [b for b in self._own_work if b.key not in self._claimed and b.name not in past]
        latest = reversed(straight(free, self._loops))
        # What has an optimizer was meant to be trained.
        ordered = sorted(latest, key=lambda each: not has_optimizer(each, each.state))
        results = [self._answer(binding) for binding in ordered]
        fitting = [each for each in results if isinstance(each, Answer) and self._fits(each)]
        if not fitting:
            return None
        words = f"{fitting[0].found}: the last fitting nn.Sequential"
        return self._among(replace(fitting[0], found=words), fitting)

    def _is_empty(self, name: str) -> bool:
        """Whether a name holds nothing in the end: its answer is still to come."""
        held = self._end.variables.get(name)
        if isinstance(held, BoundNetwork) and held.index < len(self._end.networks):
            return self._end.networks[held.index].layer_count == 0
        return isinstance(held, BoundOther) and held.shown == "None"
