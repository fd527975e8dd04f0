"""Which of all the networks that a notebook has held answers a problem? Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from grader.bindings import (
    Binding,
    all_bindings,
    claimed_elsewhere,
    has_optimizer,
    left_over_optimizer,
    optimizer_since,
    own_names,
    straight,
    with_own_recipe,
)
from grader.choosing import Answer, answer_called, choose_network
from grader.description import Description
from grader.extraction import Extraction
from grader.headings import Section, find_sections
from grader.places import cell_of
from grader.results import Candidate, CheckResult
from grader.rubric import Problem
from grader.variables import first_present, remedy, say_failure

MAX_CANDIDATES = 8
"""Networks that a person is shown."""

Found = Answer | CheckResult | None
"""An answer, why what should be one is none, or `None`: nothing to be found this way."""
Fits = Callable[[Answer], bool]
"""Whether a network keeps all rules of the problem."""


class AnswersInNotebook:
    """Looks for a problem's answer in one notebook, in one way after the other.

    Args:
        extraction: of the notebook.
        problem: to be answered.
        others: problems that the notebook may answer too.
        fits: tells whether an answer keeps all rules of the problem.
        loops: lines of the notebook's script on which a loop begins.
        sections: parts about problems; by default, what the cells' headings say.
    """

    def __init__(
        self,
        extraction: Extraction,
        problem: Problem,
        others: Sequence[Problem],
        fits: Fits,
        loops: frozenset[int] = frozenset(),
        sections: Sequence[Section] | None = None,
    ) -> None:
        self._extraction = extraction
        self._end = extraction.description
        self._problem = problem
        self._others = others
        self._fits = fits
        self._loops = loops
        self._own = own_names("model", problem, others)
        own = find_sections(self._end.cells, (problem, *others))
        self._sections = own if sections is None else sections
        self._states = extraction.states
        self._bindings = all_bindings(self._states, extraction.began)

    def by_own_name(self) -> Found:
        """Take what stands under a name that is this problem's alone, or stood there."""
        name = first_present(self._end, self._own)
        held = [b for b in self._bindings if b.name in ((name,) if name else self._own)]
        if name is not None and not (held and held[-1].stands_in(self._end)):
            return answer_called(name, self._end, self._problem)  # it is no network: say so
        return self._answer_in_place(straight(held, self._loops)[-1]) if held else None

    def by_failure(self) -> CheckResult | None:
        """Tell of the statement that would have bound a name of this problem's own."""
        return self._failure_between(self._end, self._own, 0)

    def by_heading(self) -> Found:
        """Take what was bound under a heading that names the problem; the last such part first."""
        for section in reversed(self._sections):
            if section.problem_id != self._problem.id:
                continue
            found = self._in_section(section)
            if isinstance(found, Answer):
                return replace(found, found=f"{found.found}, under the heading {section.heading}")
            if found is not None:
                return found
        return None

    def by_shared_name(self) -> Found:
        """Take what a name that problems share was bound to, if it was bound once."""
        for name in self._problem.names.model:
            held = straight([b for b in self._own_work if b.name == name], self._loops)
            if len(held) == 1 and name in self._end.variables and held[0].key not in self._claimed:
                return self._answer(held[0])
        return None

    def by_rules(self) -> Found:
        """Take the last network that fits and is nobody else's; the last of all if none does."""
        free = [b for b in self._own_work if b.key not in self._claimed]
        passed_over = len(free)
        free = straight(free, self._loops)
        outside = " outside of loops" if len(free) < passed_over else ""
        results = [self._answer(binding) for binding in reversed(free)]
        found = self._last_fitting(results)
        if isinstance(found, Answer):
            which = "last fitting" if self._fits(found) else "last"
            found = replace(found, found=f"{found.found}: the {which} nn.Sequential{outside}")
            return self._among(found, results)
        return found

    def _among(self, taken: Answer, results: Iterable[Answer | CheckResult]) -> Answer:
        """Ask a person where several networks keep the rules, and no training tells which."""
        answers = [each for each in results if isinstance(each, Answer) and self._fits(each)]
        fitting = {each.bound: each for each in answers if each.bound is not None}
        if len(fitting) < 2:
            return taken
        others = [each for key, each in fitting.items() if key != taken.bound]
        shown = tuple(self._candidate(each) for each in (taken, *others))
        doubt = f"{len(fitting)} networks keep the rules, and none is trained; the last is taken"
        return replace(taken, candidates=shown[:MAX_CANDIDATES], needs_person=doubt)

    def _candidate(self, answer: Answer) -> Candidate:
        name, line = answer.bound or ("the network", 0)
        cell = cell_of(line, self._end.cells)
        pick = f"{line}" if cell is None else f"{cell.number}:{line - cell.first_line + 1}"
        layers = len(answer.network.layers)
        return Candidate(pick=pick, shown=f"{name}, {self._end.place(line)}: {layers} layers")

    def failure(self) -> CheckResult:
        """Say why there is no answer."""
        result = choose_network(self._end, self._problem)
        if self._extraction.dropped_snapshots and self._end.fault is None:
            message = (
                f"no network was found for {self._problem.id}; the notebook replaces so many that "
                f"{self._extraction.dropped_snapshots} of its states were not kept"
            )
            advice = f"assign your nn.Sequential to {self._own[0]}" if self._own else None
            return CheckResult.failed("model", message, advice=advice)
        if isinstance(result, CheckResult):
            return result
        whose = f"{result.found}, is another problem's"
        message = f"there is no network for {self._problem.id}: {whose}"
        if not self._end.finished and self._end.notes:
            message = f"{message}; {self._end.notes[-1]}"
        advice = f"assign your nn.Sequential to {self._problem.names.model[0]}"
        return CheckResult.failed("model", message, advice=advice)

    @cached_property
    def _own_work(self) -> Sequence[Binding]:
        """Networks outside of examples; where there are none, an example may have been edited."""
        examples = [part for part in self._sections if part.problem_id is None]
        own = [b for b in self._bindings if not any(b.line in part for part in examples)]
        return own or self._bindings

    @cached_property
    def _claimed(self) -> set[tuple[str, int]]:
        """Networks of other problems, by their own names or headings."""
        names = {name for p in self._others for name in own_names("model", p, self._all_problems)}
        ids = {problem.id for problem in self._others}
        parts = [part for part in self._sections if part.problem_id in ids]
        claimed = {
            binding.key
            for binding in self._bindings
            if binding.name in names or any(binding.line in part for part in parts)
        }
        return claimed_elsewhere(self._bindings, self._states, claimed)

    @property
    def _all_problems(self) -> tuple[Problem, ...]:
        return (self._problem, *self._others)

    def _answer_in_place(self, binding: Binding) -> Answer | CheckResult:
        """Put a network that has a name of its own together with the recipe of its section."""
        for section in reversed(self._sections):
            if section.problem_id != self._problem.id:
                continue
            state = self._extraction.before(section.end)
            is_trained_here = state is not None and optimizer_since(
                binding, state, section.first_line
            )
            if binding.line in section or is_trained_here:
                return self._answer(binding, state, section.first_line)
        return self._answer(binding)

    def _in_section(self, section: Section) -> Found:
        state = self._extraction.before(section.end)
        inside = [b for b in self._bindings if b.line in section and b.key not in self._claimed]
        inside = straight(inside, self._loops)
        names = self._problem.names.model
        for name in names:
            named = [binding for binding in inside if binding.name == name]
            if named:
                return self._answer(named[-1], state, section.first_line)
        found = self._last_fitting(
            self._answer(binding, state, section.first_line) for binding in reversed(inside)
        )
        if found is not None or state is None:
            return found
        for name in names:
            if name in state.variables and state.variables[name].line in section:
                return answer_called(name, state, self._problem)
        return self._failure_between(state, names, section.first_line, section.end)

    def _last_fitting(self, results: Iterable[Answer | CheckResult]) -> Found:
        """Take the first that fits; else the first that is a network at all."""
        seen = []
        for result in results:
            if isinstance(result, Answer) and self._fits(result):
                return result
            seen.append(result)
        return next((each for each in seen if isinstance(each, Answer)), next(iter(seen), None))

    def _answer(
        self, binding: Binding, state: Description | None = None, first_line: int = 0
    ) -> Answer | CheckResult:
        """Put a network together with its recipe.

        Args:
            binding: the network.
            state: what there was when its section ended, if it has one that is known.
            first_line: of the section.
        """
        beside = binding.state if state is None else self._beside(binding, state, first_line)
        view, problem = with_own_recipe(
            binding,
            beside,
            max(first_line, binding.since),
            self._end,
            self._problem,
            self._others,
        )
        stale = left_over_optimizer(binding, view, problem, self._others, first_line)
        if stale is None:
            return answer_called(binding.name, view, problem)
        rest = {name: held for name, held in view.variables.items() if name != stale}
        found = answer_called(binding.name, view.model_copy(update={"variables": rest}), problem)
        if isinstance(found, Answer) and "optimizer" in problem.training.student_sets:
            return replace(found, found=f"{found.found} (no optimizer for it was found)")
        return found

    def _beside(self, binding: Binding, state: Description, first_line: int) -> Description:
        """Tell what stood beside a network of a section, which may have been replaced in it.

        A sweep that replaces the network or its optimizer still ends with the sweep's results.
        """
        if binding.stands_in(state) and (
            has_optimizer(binding, state) or not has_optimizer(binding, binding.state)
        ):
            return state
        sweeps = {
            name: held
            for name, held in state.variables.items()
            if name in self._problem.names.dropout_sweep and held.line >= first_line
        }
        return binding.state.model_copy(update={"variables": binding.state.variables | sweeps})

    def _failure_between(
        self, state: Description, names: Sequence[str], first_line: int, end: int | None = None
    ) -> CheckResult | None:
        """Tell of a statement that would have bound the network, had it not failed."""
        for failure in state.failures:
            is_here = failure.line >= first_line and (end is None or failure.line < end)
            if is_here and set(failure.names) & set(names):
                message = say_failure(state, failure, " or ".join(names))
                return CheckResult.failed("model", message, advice=remedy(failure))
        return None
