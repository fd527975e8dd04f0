"""Grade one submission, left to right. Read this file first.

    file --describe--> Description --choose--> NetworkSpec --check--> CheckResults
         --train--> TrainingResults --score--> Grade

Every stage is a function from value to value; no stage knows the next. Student code runs in
`describe` alone, in a sandbox; from there on everything is the grader's own.
"""

import logging
import math
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader import __version__
from grader.checks.all_checks import all_passed, run_checks
from grader.checks.problem_under_test import UnderTest
from grader.choosing import Answer
from grader.claims.claimed import with_claims
from grader.errors import GraderError, UsageError
from grader.experiments import Laboratory, sweep_dropout, train_seeds
from grader.extraction import DescribesFiles
from grader.flags import find_flags
from grader.matching import DescribedFile, find_answers
from grader.network_size import (
    hidden_layers,
    hidden_units,
    multiply_adds,
    network_parameters,
)
from grader.picks import NO_PICKS, Pick, Picks
from grader.places import cell_of
from grader.progress import Progress
from grader.results import (
    CheckResult,
    Flag,
    Grade,
    NetworkSummary,
    NotGraded,
    ProblemGrade,
    Provenance,
    SweepPoint,
)
from grader.rubric import Problem, Rubric
from grader.rubric_file import RubricFile
from grader.sandbox.interface import Sandbox
from grader.scoring import (
    check_accuracy,
    check_claim,
    check_sweep,
    handed_in,
    scored_accuracy,
    untrained_checks,
)
from grader.submissions import Submission, with_modules
from grader.training.data_folder import DatasetFacts
from grader.training.job import DataSource
from grader.training.launch import Trainer

SIDE_BY_SIDE = 64
"""Trainings that may wait at once; the trainer decides how many of them run."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Course:
    """What all submissions of a run have in common."""

    rubric_file: RubricFile
    facts: DatasetFacts
    describer: DescribesFiles
    """Runs students' files, in a sandbox."""
    trainer: Trainer | None
    """`None` for `grade check`: the rules alone."""
    data_folder: Path | None
    progress: Progress
    several: bool = False
    """Whether more than one submission is graded, so that a training's label needs the student."""
    picks: Picks = NO_PICKS
    """Networks that a person has chosen."""

    @property
    def rubric(self) -> Rubric:
        """The instructor's rules."""
        return self.rubric_file.rubric

    @property
    def sandbox(self) -> Sandbox:
        """What student code runs in."""
        return self.describer.sandbox


@dataclass(frozen=True)
class Draft:
    """A problem after all that can be known without training."""

    problem: Problem
    checks: tuple[CheckResult, ...]
    answer: Answer | None = None
    """`None`: the file gave no network, and `checks` says why."""
    under_test: UnderTest | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def work(self) -> int:
        """Multiplications of the training, to start the longest first."""
        if self.under_test is None:
            return 0
        per_image = multiply_adds(self.under_test.network, self.under_test.shapes)
        return per_image * self.under_test.epochs


def grade_submission(
    submission: Submission,
    course: Course,
    on_progress: Callable[[Sequence[ProblemGrade]], None] = lambda grades: None,
) -> Grade | NotGraded:
    """Grade a student's file.

    Args:
        submission: as read from disk.
        course: rubric, sandbox and trainer.
        on_progress: told all problems graded so far whenever one more is, from any thread.

    Returns:
        `NotGraded` when anything that is not the student's fault kept a problem from being graded.
    """
    started = time.monotonic()
    torch_version = None
    course.progress.stage(
        submission.student, f"running the file in the {course.sandbox.kind} sandbox"
    )
    try:
        # Of all problems, whichever are asked for: a network may be another one's answer.
        whole = course.rubric_file.whole_rubric
        files = [
            DescribedFile(file, course.describer.describe(file, whole))
            for file in with_modules(submission.files)
        ]
        torch_version = next((t for each in files if (t := each.extraction.torch)), None)
        picks = course.picks.of(submission.student)
        answers = answer_all(files, whole, course.facts, picks)
        drafts = [draft(answers[p.id], p, whole, course.facts) for p in course.rubric.problems]
        if course.trainer is None:
            problems = [checked(d) for d in drafts]
        else:
            problems = _grade_drafts(submission.student, drafts, course, on_progress)
    except GraderError as error:
        # A pick that names no network is the caller's, who has asked for this file alone.
        if isinstance(error, UsageError) and not course.several:
            raise
        return _not_graded(submission, course, str(error), time.monotonic() - started)
    except Exception as error:
        log.exception("a bug, met while grading %s", submission.student)
        return _not_graded(submission, course, say_bug(error), time.monotonic() - started)
    provenance = _provenance(submission, course, torch_version)
    notes = (*submission.notes, *_notes(files))
    seconds = time.monotonic() - started
    if reason := _why_not_graded(problems):
        return NotGraded(
            student=submission.student,
            reason=reason,
            problems=tuple(problems),
            max_points=course.rubric.max_points,
            notes=notes,
            provenance=provenance,
            seconds=seconds,
        )
    return Grade(
        student=submission.student,
        status="checked" if course.trainer is None else "graded",
        problems=tuple(problems),
        notes=notes,
        provenance=provenance,
        seconds=seconds,
    )


def answer_all(
    files: Sequence[DescribedFile],
    rubric: Rubric,
    facts: DatasetFacts,
    picks: Mapping[str, Pick],
) -> dict[str, Answer | CheckResult]:
    """Find the answers to all problems of a rubric in what a student handed in."""

    def judge(answer: Answer, problem: Problem) -> tuple[CheckResult, ...]:
        return run_checks(answer, _under_test(answer, problem, facts))

    return find_answers(files, rubric, judge, lambda p: _train_images(p, facts), picks)


def draft(
    answer: Answer | CheckResult, problem: Problem, rubric: Rubric, facts: DatasetFacts
) -> Draft:
    """Hold every rule against a problem's answer, and note what else is to be said of it."""
    if isinstance(answer, CheckResult):
        return Draft(problem, (answer,))
    under_test = _under_test(answer, problem, facts)
    checks = run_checks(answer, under_test)
    flags = find_flags(answer, problem, rubric, _train_images(problem, facts))
    return Draft(problem, checks, with_claims(answer, problem, flags), under_test, flags)


def _under_test(answer: Answer, problem: Problem, facts: DatasetFacts) -> UnderTest:
    trained_on = replace(facts, train_images=_train_images(problem, facts))
    return UnderTest(answer.network, problem, trained_on)


def _train_images(problem: Problem, facts: DatasetFacts) -> int:
    return facts.train_images - problem.training.validation


def finish(student: str, draft: Draft, course: Course, laboratory: Laboratory) -> ProblemGrade:
    """Train what keeps the rules, and score.

    Raises:
        TrainingInterrupted: the machine gave out; says nothing about the network.
        SandboxUnavailable: no trainer can be started.
    """
    problem, answer, under_test = draft.problem, draft.answer, draft.under_test
    if answer is None or under_test is None or not all_passed(draft.checks):
        broken = next(check.rule for check in draft.checks if check.outcome != "passed")
        skipped = untrained_checks(problem, f"not trained: {broken} failed")
        return _problem_grade(draft, (*draft.checks, *skipped))
    label = f"{student} {problem.id}" if course.several else problem.id
    trainings = train_seeds(under_test, laboratory, label)
    checks = list(draft.checks)
    accuracy = scored_accuracy(problem, trainings)
    checks += check_accuracy(problem, trainings, course.facts.test_images)
    if problem.claims is not None:
        checks += check_claim(problem.claims, answer, accuracy)
    sweep: tuple[SweepPoint, ...] = ()
    if problem.sweep is not None:
        if answer.dropout_sweep is not None:
            sweep = sweep_dropout(under_test, laboratory, label, answer.dropout_sweep)
        checks.append(check_sweep(problem.sweep, answer, sweep))
    # A training that diverged fails the rule of that name, whose plan had passed.
    last_word = {check.rule: check for check in checks}
    grade = _problem_grade(draft, tuple(last_word.values()))
    return grade.model_copy(update={"trainings": trainings, "accuracy": accuracy, "sweep": sweep})


def _finish_or_say_why(
    student: str, draft: Draft, course: Course, laboratory: Laboratory
) -> ProblemGrade:
    """Finish a problem; a fault of ours or a bug leaves the submission's other problems alone."""
    try:
        return finish(student, draft, course, laboratory)
    except GraderError as error:
        return unfinished(draft, "not_graded", str(error))
    except Exception as error:
        log.exception("a bug, met while grading %s %s", student, draft.problem.id)
        return unfinished(draft, "not_graded", say_bug(error))


def checked(draft: Draft) -> ProblemGrade:
    """Give what `grade check` says: the rules, and what the file lacks that is scored later."""
    missing = handed_in(draft.problem, draft.answer) if draft.answer else ()
    return unfinished(replace(draft, checks=(*draft.checks, *missing)), "checked")


def unfinished(draft: Draft, outcome: str, reason: str | None = None) -> ProblemGrade:
    """Give a problem without points: only its rules were asked for, or its training was cut off."""
    grade = _problem_grade(draft, draft.checks)
    return grade.model_copy(update={"outcome": outcome, "points": None, "reason": reason})


def _grade_drafts(
    student: str,
    drafts: Sequence[Draft],
    course: Course,
    on_progress: Callable[[Sequence[ProblemGrade]], None],
) -> list[ProblemGrade]:
    """Finish all problems side by side, the longest training first."""
    assert course.trainer is not None
    done: dict[str, ProblemGrade] = {}
    with (
        ThreadPoolExecutor(len(drafts)) as problems,
        ThreadPoolExecutor(SIDE_BY_SIDE) as trainings,
    ):
        waiting = {}
        for each in sorted(drafts, key=lambda d: d.work, reverse=True):
            laboratory = Laboratory(
                course.trainer, trainings, _source(course, each.problem), course.progress
            )
            future = problems.submit(_finish_or_say_why, student, each, course, laboratory)
            waiting[future] = each.problem.id
        try:
            for future in as_completed(waiting):
                done[waiting[future]] = future.result()
                on_progress([done[d.problem.id] for d in drafts if d.problem.id in done])
        except (KeyboardInterrupt, SystemExit):
            # Leaving waits for the threads, and they wait for trainings that nobody wants any more.
            course.trainer.close()
            raise
    return [done[each.problem.id] for each in drafts]


def _problem_grade(draft: Draft, checks: tuple[CheckResult, ...]) -> ProblemGrade:
    problem = draft.problem
    return ProblemGrade(
        id=problem.id,
        title=problem.title,
        outcome="graded",
        points=math.fsum(check.points or 0.0 for check in checks),
        max_points=problem.points,
        extra_credit=problem.extra_credit,
        checks=checks,
        network=_summary(draft.under_test) if draft.under_test else None,
        flags=draft.flags,
        **(_how_found(draft.answer, problem) if draft.answer else {}),
    )


def _how_found(answer: Answer, problem: Problem) -> dict[str, Any]:
    """Tell where an answer is from, and what the file left open."""
    network = answer.network
    told = {
        "optimizer": network.optimizer,
        "epochs": network.epochs,
        "batch_size": network.batch_size,
    }
    sets = problem.training.student_sets
    unsaid = [part for part, value in told.items() if part in sets and value is None]
    faulty = {"optimizer": "optimizer", "training": "epochs"}
    blamed = {faulty.get(fault.rule) for fault in answer.faults}
    return {
        "found": answer.found,
        "how": answer.how,
        "assumed": tuple(part for part in unsaid if part not in blamed),
        "claim": answer.claim,
        "candidates": answer.candidates,
        "needs_person": answer.needs_person,
    }


def _why_not_graded(problems: Sequence[ProblemGrade]) -> str:
    """Name the problems that are not graded, each reason once; empty when all are."""
    reasons: dict[str, list[str]] = {}
    for problem in problems:
        if problem.outcome == "not_graded":
            reasons.setdefault(problem.reason or "", []).append(problem.id)
    return "; ".join(f"{', '.join(ids)}: {reason}" for reason, ids in reasons.items())


def say_bug(error: Exception) -> str:
    """Say in a student's results that the grader is at fault."""
    return f"a bug in the grader ({type(error).__name__}); run again with -v for the details"


def _summary(under_test: UnderTest) -> NetworkSummary:
    network = under_test.network
    return NetworkSummary(
        layers=network.layers,
        output_shapes=under_test.shapes.outputs,
        parameters=network_parameters(network),
        hidden_units=hidden_units(network),
        hidden_layers=len(hidden_layers(network)),
        multiply_adds=multiply_adds(network, under_test.shapes),
        optimizer=under_test.optimizer,
        schedule=under_test.schedule,
        epochs=under_test.epochs,
        batch_size=under_test.batch_size,
    )


def _source(course: Course, problem: Problem) -> DataSource:
    return DataSource(
        dataset=course.rubric.dataset,
        folder=str(course.data_folder) if course.data_folder else None,
        standardize=problem.training.standardize,
        validation=problem.training.validation,
    )


def _notes(files: Sequence[DescribedFile]) -> tuple[str, ...]:
    """Say what of the files did not run: none of it costs points by itself."""
    if len(files) == 1:
        return tuple(_file_notes(files[0]))
    notes = []
    for each in files:
        fault = each.extraction.description.fault
        own = (f"cannot be used: {fault.message}",) if fault else ()
        notes += [f"{each.file.name}: {note}" for note in (*own, *_file_notes(each))]
    return tuple(notes)


def _file_notes(each: DescribedFile) -> Iterator[str]:
    description = each.extraction.description
    yield from description.notes
    yield from (f"cell {cell.number} {cell.fault}" for cell in each.file.cells if cell.fault)
    for failure in description.failures:
        cell = cell_of(failure.line, each.file.cells)
        if cell is None or cell.fault is None:
            place = description.place(failure.line)
            yield f"{place} failed and was passed over: {failure.error} ({failure.statement})"
    if description.failure_count > len(description.failures):
        more = description.failure_count - len(description.failures)
        yield f"and {more:,} more statements failed"


def _not_graded(submission: Submission, course: Course, reason: str, seconds: float) -> NotGraded:
    return NotGraded(
        student=submission.student,
        reason=reason,
        max_points=course.rubric.max_points,
        provenance=_provenance(submission, course, None),
        seconds=seconds,
    )


def _provenance(submission: Submission, course: Course, torch: str | None) -> Provenance:
    ready = course.trainer.ready if course.trainer else None
    data = course.trainer.data if course.trainer else None
    dataset = course.rubric.dataset
    seeds = {seed for problem in course.rubric.problems for seed in problem.training.seeds}
    return Provenance(
        grader=__version__,
        rubric=course.rubric.id,
        rubric_sha256=course.rubric_file.sha256,
        submission_sha256=submission.sha256,
        dataset=dataset if isinstance(dataset, str) else dataset.image_folder,
        dataset_sha256=data.sha256 if data else None,
        seeds=tuple(sorted(seeds)),
        sandbox=course.sandbox.kind,
        image=course.sandbox.image,
        device=ready.device if ready else None,
        device_name=ready.device_name if ready else None,
        threads=ready.threads if ready else None,
        python=ready.python if ready else platform.python_version(),
        torch=ready.torch if ready else torch,
        torchvision=ready.torchvision if ready else None,
        cuda=ready.cuda if ready else None,
    )
