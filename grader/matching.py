"""Which file of a submission answers a problem, and how was the answer found? Pure.

Looked for in this order, in every file that may answer: names that belong to the problem alone
(`model_2c`), a notebook's headings, names that problems share (`model`), the last network. The
first two count in any case, the others if the network fits; if none does, in the same order. A
script is asked for names alone: what a name is bound to in the end is what it hands in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from grader.bindings import loop_lines, own_names
from grader.choosing import Answer, answer_called, choose_network
from grader.extraction import Extraction
from grader.notebook_answers import AnswersInNotebook, Fits, Found
from grader.results import CheckResult
from grader.rubric import Problem, Rubric
from grader.submissions import SourceFile
from grader.variables import failure_to_bind, first_present


@dataclass(frozen=True)
class DescribedFile:
    """A file of a submission, and what came of running it."""

    file: SourceFile
    extraction: Extraction


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
_BY_CLAIM: tuple[_Way, ...] = (
    lambda answers: answers.by_own_name(),
    lambda answers: answers.by_heading(),
)
"""The student has said which problem it answers: so it does, whether it fits or not."""
_BY_FIT: tuple[_Way, ...] = (
    lambda answers: answers.by_shared_name(),
    lambda answers: answers.by_rules(),
)
"""It answers the problem that it fits."""


def find_answer(
    files: Sequence[DescribedFile], problem: Problem, rubric: Rubric, fits: Fits
) -> Answer | CheckResult:
    """Find a problem's network in all that a student handed in, or fail with why there is none.

    Args:
        files: of one submission, in its order.
        problem: one of the rubric's.
        rubric: whose other problems may claim a network for themselves.
        fits: tells whether an answer keeps all rules of the problem.
    """
    may_answer = _files_for(files, problem)
    if not may_answer:
        whose = ", ".join(f"{each.file.name} is for {each.file.problem}" for each in files)
        advice = f"hand in a file for {problem.id} too"
        return CheckResult.failed("model", f"no file is for {problem.id}: {whose}", advice=advice)
    if len(files) == 1 and not files[0].file.cells:
        return choose_network(files[0].extraction.description, problem)
    searched = [(each, _answers(each, problem, rubric, fits)) for each in may_answer]
    found = _search(searched, fits)
    if found:
        return found[0][1] if len(files) == 1 else _of_several(found)
    failures = [(each, answers.failure()) for each, answers in searched]
    return failures[0][1] if len(files) == 1 else _most_helpful(failures, problem)


def _search(searched: Sequence[tuple[DescribedFile, _Answers]], fits: Fits) -> list[_Result]:
    """Go one way after the other, and give what the first that leads somewhere finds."""

    def go(way: _Way) -> list[_Result]:
        tried = [(each, way(answers)) for each, answers in searched]
        return [(each, result) for each, result in tried if result is not None]

    for way in _BY_CLAIM:
        if found := go(way):
            return found
    unfit = []
    for way in _BY_FIT:
        found = go(way)
        fitting = [pair for pair in found if isinstance(pair[1], Answer) and fits(pair[1])]
        if fitting:
            return fitting
        unfit.append(found)
    # Why there is no model_2c says more than what is wrong with some other network.
    return next(filter(None, (go(lambda answers: answers.by_failure()), *unfit)), [])


def _files_for(files: Sequence[DescribedFile], problem: Problem) -> list[DescribedFile]:
    """Keep the files that may answer: those named after the problem, else those after none."""
    own = [each for each in files if (each.file.problem or "").lower() == problem.id.lower()]
    return own or [each for each in files if each.file.problem is None]


def _answers(each: DescribedFile, problem: Problem, rubric: Rubric, fits: Fits) -> _Answers:
    if not each.file.cells:
        return _AnswersInScript(each, problem, rubric)
    # A file that is for one problem holds nothing that another could claim.
    others = () if each.file.problem else tuple(p for p in rubric.problems if p.id != problem.id)
    loops = loop_lines(each.file.source)
    return AnswersInNotebook(each.extraction, problem, others, fits, loops)


def _of_several(
    found: Sequence[tuple[DescribedFile, Answer | CheckResult]],
) -> Answer | CheckResult:
    """Take the first file's answer, and name the others that would have had one."""
    answers = [(each, result) for each, result in found if isinstance(result, Answer)]
    failures = [(each, result) for each, result in found if isinstance(result, CheckResult)]
    if not answers:
        return _in_file(*failures[0])
    (each, answer), *others = answers
    how = f"{each.file.name}: {answer.found}"
    if others:
        names = ", ".join(other.file.name for other, _ in others)
        how += f"; {names} {'have' if len(others) > 1 else 'has'} one too, passed over"
    return replace(answer, found=how)


def _most_helpful(
    failures: Sequence[tuple[DescribedFile, CheckResult]], problem: Problem
) -> CheckResult:
    """Tell of a file that tried before one that could not be read; else name all that were run."""
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


def _in_file(each: DescribedFile, failure: CheckResult) -> CheckResult:
    return failure.model_copy(update={"message": f"{each.file.name}: {failure.message}"})


class _AnswersInScript:
    """Looks for a problem's answer in a script that is one of several files."""

    def __init__(self, each: DescribedFile, problem: Problem, rubric: Rubric) -> None:
        self._description = each.extraction.description
        self._problem = problem
        self._own = own_names("model", problem, rubric.problems)

    def by_own_name(self) -> Found:
        return self._called(self._own)

    def by_shared_name(self) -> Found:
        return self._called(self._problem.names.model)

    def by_heading(self) -> Found:
        return None

    def by_rules(self) -> Found:
        return None

    def by_failure(self) -> None:
        return None

    def failure(self) -> CheckResult:
        result = choose_network(self._description, self._problem)
        assert isinstance(result, CheckResult), "a name that is bound was found"
        return result

    def _called(self, names: tuple[str, ...]) -> Found:
        name = first_present(self._description, names)
        return answer_called(name, self._description, self._problem) if name else None
