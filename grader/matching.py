"""Which network of a submission answers a problem, and how was it found? Pure.

Looked for in this order, in every file that may answer: names that belong to the problem alone
(`model_2c`); headings, and variables called after it, of what was trained; a notebook's headings;
what was trained and is nobody else's; names that problems share (`model`); the last network. The
first three count in any case, the others if the network fits; if none does, in the same order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from grader.bindings import loop_lines, own_names
from grader.choosing import Answer, answer_called
from grader.described_file import DescribedFile
from grader.description import Description
from grader.errors import UsageError
from grader.notebook_answers import AnswersInNotebook, Fits, Found
from grader.picks import Pick
from grader.results import Candidate, CheckResult, HowFound
from grader.rubric import Problem, Rubric
from grader.script_answers import AnswersInScript
from grader.trained_answers import TrainedAnswers
from grader.trained_choice import Choice
from grader.trained_places import Trained
from grader.trained_recipe import with_recipe
from grader.trained_rules import Judge
from grader.variables import failure_to_bind

__all__ = ["DescribedFile", "find_answers"]

_Result = tuple[DescribedFile, Answer | CheckResult]


class _Answers(Protocol):
    """Looks for a problem's answer in one file."""

    def by_own_name(self) -> Found: ...
    def by_heading(self) -> Found: ...
    def by_shared_name(self) -> Found: ...
    def by_rules(self) -> Found: ...
    def by_failure(self) -> CheckResult | None: ...
    def failure(self) -> CheckResult: ...


_Way = Callable[[_Answers], Found]
_BY_FIT: tuple[tuple[HowFound, _Way], ...] = (
    ("name", lambda answers: answers.by_shared_name()),
    ("rules", lambda answers: answers.by_rules()),
)
"""It answers the problem that it fits."""


def find_answers(
    files: Sequence[DescribedFile],
    rubric: Rubric,
    judge: Judge,
    train_images: Callable[[Problem], int],
    picks: Mapping[str, Pick] | None = None,
) -> dict[str, Answer | CheckResult]:
    """Find every problem's network in all that a student handed in, or why there is none.

    Args:
        files: of one submission, in its order.
        rubric: the whole of it: a network may be another problem's answer.
        judge: holds an answer against a problem's rules.
        train_images: images of a problem's training set.
        picks: a person's choices, by problem.

    Returns:
        Problem's id -> its answer, or the check that fails for want of one.

    Raises:
        UsageError: a pick names a place without a network.
    """
    trained = TrainedAnswers(files, rubric, judge, train_images)
    search = _Search(trained, rubric, judge, picks or {})
    found = {p.id: result for p in rubric.problems if (result := search.by_claim(p)) is not None}
    left = [p for p in rubric.problems if p.id not in found]
    for id_, choice in trained.shared_out(left).items():
        problem = next(p for p in left if p.id == id_)
        found[id_] = search.taken(choice, problem)
    for problem in left:
        if problem.id not in found:
            found[problem.id] = search.by_fit(problem)
    return found


class _Search:
    """Looks for the answers of one submission.

    Args:
        trained: what it has trained.
        rubric: the whole of it.
        judge: holds an answer against a problem's rules.
        picks: a person's choices, by problem.
    """

    def __init__(
        self, trained: TrainedAnswers, rubric: Rubric, judge: Judge, picks: Mapping[str, Pick]
    ) -> None:
        self._files = trained.files
        self._trained = trained
        self._rubric = rubric
        self._judge = judge
        self._picks = picks
        self._used: set[int] = set()
        """Networks, by `id`, that answer a problem: nobody else's."""

    def by_claim(self, problem: Problem) -> Answer | CheckResult | None:
        """Take what a person, or the student, says is this problem's answer, fit or not."""
        if (pick := self._picks.get(problem.id)) is not None:
            return self._picked(problem, pick)
        if not self._asked(problem):
            whose = ", ".join(f"{e.file.name} is for {e.file.problem}" for e in self._files)
            advice = f"hand in a file for {problem.id} too"
            message = f"no file is for {problem.id}: {whose}"
            return CheckResult.failed("model", message, advice=advice)
        if found := self._go(problem, lambda answers: answers.by_own_name()):
            return self._of_several(found, problem, "name")
        if (choice := self._trained.by_claim(problem)) is not None:
            return self.taken(choice, problem)
        if self._trained.headings_mislead:
            return None
        if found := self._go(problem, lambda answers: answers.by_heading()):
            return self._of_several(found, problem, "heading")
        return None

    def by_fit(self, problem: Problem) -> Answer | CheckResult:
        """Take what fits, by a name that problems share or by the rules alone."""
        unfit: list[tuple[HowFound, list[_Result]]] = []
        for how, way in _BY_FIT:
            found = [pair for pair in self._go(problem, way) if not self._is_used(*pair)]
            fitting = [
                pair
                for pair in found
                if isinstance(pair[1], Answer) and self._fits(problem)(pair[1])
            ]
            if fitting:
                return self._of_several(fitting, problem, how)
            unfit.append((how, found))
        if (choice := self._trained.of_sweep(problem)) is not None:
            return self.taken(choice, problem)
        # Why there is no model_2c says more than what is wrong with some other network.
        failed = self._go(problem, lambda answers: answers.by_failure())
        for how, found in (("name", failed), *unfit):
            if found:
                return self._of_several(found, problem, how)
        return self._failure(problem)

    def taken(self, choice: Choice, problem: Problem) -> Answer | CheckResult:
        """Turn a choice among what was trained into an answer."""
        self._used.add(id(choice.taken.network))
        return self._trained.answer(choice, problem)

    def _asked(self, problem: Problem) -> list[DescribedFile]:
        return [each for each in self._files if each.may_answer(problem, self._files)]

    def _go(self, problem: Problem, way: _Way) -> list[_Result]:
        """Go one way in every file, and give what it finds."""
        tried = [(each, way(self._answers(each, problem))) for each in self._asked(problem)]
        return [(each, result) for each, result in tried if result is not None]

    def _answers(self, each: DescribedFile, problem: Problem) -> _Answers:
        # A file that is for one problem holds nothing that another could claim.
        problems = self._rubric.problems
        others = () if each.file.problem else tuple(p for p in problems if p.id != problem.id)
        loops = loop_lines(each.file.source)
        sections = each.sections((problem, *others))
        kind = AnswersInNotebook if each.file.cells else AnswersInScript
        return kind(each.extraction, problem, others, self._fits(problem), loops, sections)

    def _fits(self, problem: Problem) -> Fits:
        def fits(answer: Answer) -> bool:
            return all(check.outcome == "passed" for check in self._judge(answer, problem))

        return fits

    def _trained_as(self, each: DescribedFile, answer: Answer) -> Trained | None:
        return self._trained.of_binding(each, *answer.bound) if answer.bound else None

    def _is_used(self, each: DescribedFile, result: Answer | CheckResult) -> bool:
        """Whether a network answers another problem already."""
        if not isinstance(result, Answer):
            return False
        trained = self._trained_as(each, result)
        return trained is not None and id(trained.network) in self._used

    def _complete(
        self, each: DescribedFile, answer: Answer, problem: Problem, how: HowFound
    ) -> Answer:
        """Add to an answer found by its name what its training showed."""
        answer = replace(answer, how=how, file=each)
        trained = self._trained_as(each, answer)
        choice = None if trained is None else Choice(trained, how)
        if choice is None and (choice := self._part_of_sweep(each, answer, how)) is None:
            return answer
        trained = choice.taken
        self._used.add(id(trained.network))
        seen = self._trained.answer(choice, problem)
        if isinstance(seen, CheckResult):
            return answer
        own = _own_recipe(each, problem, self._rubric)
        complete = with_recipe(answer, seen, problem, own)
        # Layers as they were trained: a file may freeze or change them later.
        layers = {"layers": seen.network.layers, "layer_count": seen.network.layer_count}
        return replace(
            complete,
            network=complete.network.model_copy(update=layers),
            trained=trained.network,
            taken_as=seen.taken_as,
            claim=complete.claim or seen.claim,
            candidates=seen.candidates or complete.candidates,
            needs_person=seen.needs_person or complete.needs_person,
        )

    def _part_of_sweep(self, each: DescribedFile, answer: Answer, how: HowFound) -> Choice | None:
        """Take what a sweep left behind: a person has to say whether it is the answer."""
        if answer.bound is None:
            return None
        trained = self._trained.of_binding(each, *answer.bound, swept=True)
        if trained is None:
            return None
        beside = self._trained.tried_beside(trained)
        count = (
            f"{len(beside) + 1} networks were trained at {each.place(trained.network.first.line)}"
        )
        doubt = f"{count}, a sweep, it seems; the last of them is taken"
        return Choice(trained, how, beside[-7:], doubt if beside else None)

    def _of_several(
        self, found: Sequence[_Result], problem: Problem, how: HowFound
    ) -> Answer | CheckResult:
        """Take the first file's answer, and name the others that would have had one."""
        answers = [(each, result) for each, result in found if isinstance(result, Answer)]
        if not answers:
            each, failure = found[0]
            assert isinstance(failure, CheckResult)
            return failure if len(self._files) == 1 else _in_file(each, failure)
        (each, answer), *others = answers
        answer = self._complete(each, answer, problem, how)
        if len(self._files) == 1:
            return answer
        words = f"{each.file.name}: {answer.found}"
        here = tuple(
            c if c.pick.startswith(f"{each.file.name}:") else _in(each, c)
            for c in answer.candidates
        )
        answer = replace(answer, candidates=here)
        if others:
            names = ", ".join(other.file.name for other, _ in others)
            words += f"; {names} {'have' if len(others) > 1 else 'has'} one too, passed over"
        return replace(answer, found=words)

    def _picked(self, problem: Problem, pick: Pick) -> Answer | CheckResult:
        choice = self._trained.picked(problem, lambda each: pick.lines_in(each.file))
        if choice is not None:
            return self.taken(choice, problem)
        for each in self._files:
            lines = pick.lines_in(each.file)
            found = picked_binding(each, problem, lines)
            if found is not None:
                return self._of_several([(each, found)], problem, "picked")
        raise UsageError(
            f"{problem.id} is picked as {pick.text}, where the file builds and trains no network"
            f"{self._places()}"
        )

    def _places(self) -> str:
        shown = list(dict.fromkeys(f"{e.pick} ({e.name})" for e in self._trained.all[:8]))
        return f"; it has {', '.join(shown)}" if shown else ""

    def _failure(self, problem: Problem) -> CheckResult:
        """Say why nothing was found: of a file that tried, before one that could not be read."""
        asked = self._asked(problem)
        failures = [(each, self._answers(each, problem).failure()) for each in asked]
        if len(self._files) == 1:
            return self._others_have_all(problem) or failures[0][1]
        tried = [
            pair
            for pair in failures
            if failure_to_bind(pair[0].extraction.description, problem.names.model)
            or not pair[0].extraction.description.finished
        ]
        unread = [pair for pair in failures if pair[1].rule == "submission"]
        if tried or unread or len(failures) == 1:
            return _in_file(*[*tried, *unread, *failures][0])
        names = ", ".join(each.file.name for each, _ in failures)
        wanted = " or ".join(problem.names.model)
        advice = f"assign your nn.Sequential to {problem.names.model[0]}"
        return CheckResult.failed("model", f"none of {names} has {wanted}", advice=advice)

    def _others_have_all(self, problem: Problem) -> CheckResult | None:
        """Say that all that was trained is other problems', where something was."""
        each = self._files[0]
        if not self._trained.all or each.extraction.description.fault is not None:
            return None
        if failure_to_bind(each.extraction.description, problem.names.model):
            return None
        where = self._trained.all[-1].where
        which = "the last that was trained, " if len(self._trained.all) > 1 else ""
        message = f"there is no network for {problem.id}: {which}{where}, is another problem's"
        if not each.extraction.description.finished and each.extraction.description.notes:
            message = f"{message}; {each.extraction.description.notes[-1]}"
        advice = f"assign your nn.Sequential to {problem.names.model[0]}"
        return CheckResult.failed("model", message, advice=advice)


def picked_binding(
    each: DescribedFile, problem: Problem, lines: range
) -> Answer | CheckResult | None:
    """Find the network that a variable was bound to on the lines that a person has named."""
    found = None
    for state in each.extraction.states:
        for name, held in state.variables.items():
            if held.kind == "network" and held.line in lines:
                found = answer_called(name, state, problem)
    if isinstance(found, Answer):
        return replace(found, found=f"{found.found}: picked by a person")
    return found


def _own_recipe(each: DescribedFile, problem: Problem, rubric: Rubric) -> Description:
    """Keep of a file's variables the recipe that is this problem's alone."""
    end = each.extraction.description
    keys = ("optimizer", "scheduler", "epochs", "batch_size")
    own = {name for key in keys for name in own_names(key, problem, rubric.problems)}
    kept = {name: held for name, held in end.variables.items() if name in own}
    return end.model_copy(update={"variables": kept})


def _in(each: DescribedFile, candidate: Candidate) -> Candidate:
    return candidate.model_copy(update={"pick": f"{each.file.name}:{candidate.pick}"})


def _in_file(each: DescribedFile, failure: CheckResult) -> CheckResult:
    return failure.model_copy(update={"message": f"{each.file.name}: {failure.message}"})
