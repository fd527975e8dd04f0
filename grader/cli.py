"""The command line: arguments, exit codes, which report. No logic of grading."""

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.logging import RichHandler
from rich.text import Text

from grader import __version__
from grader.default_command import GradeByDefault
from grader.errors import GraderError, UsageError
from grader.extraction import Describer
from grader.machine_commands import doctor, image
from grader.pipeline import Course, grade_submission
from grader.records import printable
from grader.reports.gradescope import (
    results_document,
    submission_document,
    unfinished_document,
    write_whole,
)
from grader.reports.live import LiveProgress
from grader.reports.terminal import show_submission
from grader.results import Grade, NotGraded, ProblemGrade
from grader.rubric import ImageFolder, Rubric
from grader.rubric_and_data import facts_for
from grader.rubric_file import (
    DEFAULT_RUBRIC,
    RubricFile,
    bundled_rubrics,
    find_rubric,
    read_rubric,
)
from grader.sandbox.choose import CHOICES, SandboxChoice, choose_sandbox
from grader.submissions import Submission, read_submission
from grader.training.data_folder import default_data_folder, prepare_data
from grader.training.job import Device
from grader.training.launch import TrainerPool

INTERRUPTED = 130


def main() -> None:
    """Run the command line; every ending has its exit code."""
    # Asked to end, end like Ctrl-C: trainers are stopped, what is finished is kept.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = grade.main(standalone_mode=False, prog_name="grade")
    except GraderError as error:
        # Paths and names stand in it, some of a student's choice.
        shown = "\n".join(printable(line) for line in str(error).split("\n"))
        _errors().print(Text.assemble(("grade: ", "bold red"), shown))
        code = error.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort):
        _errors().print("grade: interrupted; results of finished problems are kept")
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    sys.exit(code if isinstance(code, int) else 0)


@click.group(
    cls=GradeByDefault,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="A PATH that begins with a dash comes after --. "
    "Exit codes: 0 graded, whatever the marks; 1 not graded, or a rule fails in check; "
    "2 usage, rubric or data; 130 interrupted.",
)
@click.version_option(__version__, prog_name="grade")
def grade() -> None:
    """Grade PyTorch homework: rules on the network, training by the grader, fair thresholds.

    \b
    grade alice.py             describe, check, train and score a submission
    grade check alice.py       the rules alone: no data, no training
    grade rubric show          what an assignment asks for
    """  # noqa: D301 - click's mark for lines that are not to be wrapped


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `run` and `check` share."""
    for option in reversed(
        (
            click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path)),
            click.option("-r", "--rubric", default=DEFAULT_RUBRIC, show_default=True,
                         help="A bundled rubric's name, or a TOML file."),
            click.option("--problem", "problem_ids", multiple=True, metavar="ID",
                         help="Only this problem; may be repeated."),
            click.option("--sandbox", type=click.Choice(CHOICES), default="auto", show_default=True,
                         help="What student code runs in; auto takes the safest that works."),
            click.option("--data", type=click.Path(path_type=Path), envvar="GRADER_DATA",
                         help="Folder of data sets; else the user's cache. [env: GRADER_DATA]"),
            click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout."),
            click.option("-v", "--verbose", is_flag=True, help="Every check, and a log."),
            click.option("-q", "--quiet", is_flag=True, help="No progress."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@grade.command("run", hidden=True)
@_common
@click.option("-o", "--output-dir", type=click.Path(path_type=Path), default=Path("results"),
              show_default=True, help="Where <student>/results.json goes.")  # fmt: skip
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto",
              show_default=True, help="What trainings compute on.")  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(1, 64),
              help="Trainings at once. Default: one per core, or one on a GPU.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), help="Instead of the rubric's seeds.")
def run(
    paths: tuple[Path, ...],
    rubric: str,
    problem_ids: tuple[str, ...],
    sandbox: SandboxChoice,
    data: Path | None,
    as_json: bool,
    verbose: bool,
    quiet: bool,
    output_dir: Path,
    device: str,
    jobs: int | None,
    seed: int | None,
) -> int:
    """Grade submissions: describe, check, train and score each PATH."""
    rubric_file = _narrowed(read_rubric(find_rubric(rubric)), problem_ids, seed)
    submissions = _read_all(paths)
    with _progress(verbose, quiet) as progress:
        chosen = choose_sandbox(sandbox)
        if chosen.warning:
            progress.say(chosen.warning)
        folder = _data_folder(rubric_file, data, progress)
        on = _device(device)
        size = jobs or (1 if on == "cuda" else os.cpu_count() or 1)
        trainer = TrainerPool(chosen.sandbox, on, size, folder, rubric_file.rubric.memory_mib)
        describer = Describer(chosen.sandbox)
        course = Course(
            rubric_file=rubric_file,
            facts=facts_for(rubric_file, folder),
            describer=describer,
            trainer=trainer,
            data_folder=folder,
            progress=progress,
            several=len(submissions) > 1,
        )
        try:
            trainer.warm_up()
            grades = [_grade_one(each, course, output_dir) for each in submissions]
        finally:
            describer.close()
            trainer.close()
    _report(grades, rubric_file.rubric, as_json=as_json, verbose=verbose, output_dir=output_dir)
    return 1 if any(isinstance(each, NotGraded) for each in grades) else 0


@grade.command("check")
@_common
def check(
    paths: tuple[Path, ...],
    rubric: str,
    problem_ids: tuple[str, ...],
    sandbox: SandboxChoice,
    data: Path | None,
    as_json: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Check the rules alone, in seconds: no data, no training. Exit 1 when a rule fails."""
    rubric_file = _narrowed(read_rubric(find_rubric(rubric)), problem_ids, None)
    submissions = _read_all(paths)
    with _progress(verbose, quiet) as progress:
        chosen = choose_sandbox(sandbox)
        if chosen.warning:
            progress.say(chosen.warning)
        # Of the bundled data sets all is known without their files.
        in_files = isinstance(rubric_file.rubric.dataset, ImageFolder)
        folder = _data_folder(rubric_file, data, progress) if in_files else None
        with Describer(chosen.sandbox) as describer:
            course = Course(
                rubric_file=rubric_file,
                facts=facts_for(rubric_file, folder),
                describer=describer,
                trainer=None,
                data_folder=folder,
                progress=progress,
            )
            grades = [grade_submission(each, course) for each in submissions]
    _report(grades, rubric_file.rubric, as_json=as_json, verbose=verbose, output_dir=None)
    broken = any(
        isinstance(each, NotGraded) or any(p.failed_checks for p in each.problems)
        for each in grades
    )
    return 1 if broken else 0


grade.add_command(doctor)
grade.add_command(image)


@grade.group("rubric")
def rubric_group() -> None:
    """Look at rubrics and check your own."""


@rubric_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def rubric_check(file: Path) -> None:
    """Say whether FILE is a valid rubric; every mistake is named with its key."""
    found = read_rubric(file).rubric
    click.echo(f"{file}: valid. {len(found.problems)} problems, {found.max_points:g} points")


@rubric_group.command("schema")
def rubric_schema() -> None:
    """Print a JSON Schema of rubrics, for editors."""
    schema = Rubric.model_json_schema()
    click.echo(
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2)
    )


@rubric_group.command("show")
@click.argument("name", required=False)
def rubric_show(name: str | None) -> None:
    """Print the rubric NAME (or file), or list the bundled ones."""
    if name is not None:
        click.echo(find_rubric(name).read_bytes(), nl=False)
        return
    for bundled, path in bundled_rubrics().items():
        click.echo(f"{bundled:<16} {read_rubric(path).rubric.title}")


def _grade_one(submission: Submission, course: Course, output_dir: Path) -> Grade | NotGraded:
    """Grade a submission; its results file is there from the first moment, and always whole."""
    path = output_dir / submission.student / "results.json"
    started = time.monotonic()

    def write_unfinished(finished: Sequence[ProblemGrade]) -> None:
        seconds = time.monotonic() - started
        write_whole(path, unfinished_document(submission.student, finished, course.rubric, seconds))

    try:
        write_unfinished(())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    done = grade_submission(submission, course, write_unfinished)
    try:
        write_whole(path, results_document(done, course.rubric))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return done


def _report(
    grades: Sequence[Grade | NotGraded],
    rubric: Rubric,
    *,
    as_json: bool,
    verbose: bool,
    output_dir: Path | None,
) -> None:
    if as_json:
        document = {"submissions": [submission_document(each) for each in grades]}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
        return
    console = Console(highlight=False)
    for each in grades:
        show_submission(console, each, rubric, verbose=verbose)
        if output_dir is not None:
            written = output_dir / each.student / "results.json"
            console.print(Text(f"  written: {written}", style="dim"))
        console.print()


def _read_all(paths: Sequence[Path]) -> list[Submission]:
    submissions = [read_submission(path) for path in paths]
    seen: dict[str, Path] = {}
    for path, submission in zip(paths, submissions, strict=True):
        if submission.student in seen:
            other = seen[submission.student]
            raise UsageError(f"{other} and {path} are both of the student {submission.student!r}")
        seen[submission.student] = path
    return submissions


def _narrowed(file: RubricFile, problem_ids: Sequence[str], seed: int | None) -> RubricFile:
    """Keep the problems that were asked for, and train them from the seed that was asked for."""
    problems = file.rubric.problems
    known = {problem.id.lower(): problem.id for problem in problems}
    for asked in problem_ids:
        if asked.lower() not in known:
            raise UsageError(
                f"no problem {asked!r} in {file.path}; it has {', '.join(known.values())}"
            )
    if problem_ids:
        wanted = {asked.lower() for asked in problem_ids}
        problems = tuple(problem for problem in problems if problem.id.lower() in wanted)
    if seed is not None:
        problems = tuple(
            problem.model_copy(
                update={"training": problem.training.model_copy(update={"seeds": (seed,)})}
            )
            for problem in problems
        )
    rubric = file.rubric.model_copy(update={"problems": problems})
    return RubricFile(path=file.path, sha256=file.sha256, rubric=rubric)


def _data_folder(file: RubricFile, named: Path | None, progress: LiveProgress) -> Path | None:
    return prepare_data(file.rubric.dataset, named or default_data_folder(), progress.say)


def _device(choice: str) -> Device:
    if choice == "auto":
        return "cuda" if Path("/dev/nvidiactl").exists() else "cpu"
    return cast(Device, choice)


def _progress(verbose: bool, quiet: bool) -> LiveProgress:
    level = logging.DEBUG if verbose else logging.ERROR
    handler = RichHandler(console=_errors(), show_path=False)
    logging.basicConfig(level=level, handlers=[handler], format="%(message)s", force=True)
    return LiveProgress(_errors(), quiet=quiet)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)
