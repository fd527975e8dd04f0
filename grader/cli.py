"""The command line: arguments, exit codes, which report. No logic of grading."""

import io
import json
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console
from rich.logging import RichHandler
from rich.text import Text

from grader import __version__
from grader.class_command import INTERRUPTED, Output, check_class, grade_class
from grader.class_folder import grade_and_write, results_path
from grader.default_command import GradeByDefault
from grader.errors import GraderError, UsageError
from grader.hand_ins.roster import Roster, collect
from grader.machine_commands import doctor, image
from grader.picks import NO_PICKS, PICKS_NAME, Picks, find_picks, picks_of_one, read_picks
from grader.pipeline import grade_submission
from grader.records import printable
from grader.reports.gradescope import submission_document
from grader.reports.live import LiveProgress
from grader.reports.terminal import show_submission
from grader.results import Grade, NotGraded
from grader.rubric import Rubric
from grader.rubric_file import (
    DEFAULT_RUBRIC,
    RubricFile,
    bundled_rubrics,
    find_rubric,
    read_rubric,
)
from grader.sandbox.choose import CHOICES, SandboxChoice
from grader.submissions import Submission, read_submission
from grader.workplace import Settings, open_course

DEFAULT_OUTPUT = Path("results")


def main() -> None:
    """Run the command line; every ending has its exit code."""
    # Asked to end, end like Ctrl-C: trainers are stopped, what is finished is kept.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the terminal's encoding lacks must not end the run.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = grade.main(standalone_mode=False, prog_name="grade")
    except GraderError as error:
        # Paths and names stand in it, some of a student's choice.
        shown = "\n".join(printable(line) for line in str(error).split("\n"))
        errors().print(Text.assemble(("grade: ", "bold red"), shown))
        code = error.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort):
        errors().print("grade: interrupted; results of finished problems are kept")
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
            click.option("--pattern", metavar="REGEX",
                         help="Who handed in what: groups student and problem, in a file's path."),
            click.option("--pick", "picks", multiple=True, metavar="ID=PLACE",
                         help="Which network is meant, where the report asks for a person: "
                         "2C=41 (line), 2C=5:3 (cell 5, line 3). Of one submission; repeatable."),
            click.option("--picks", "picks_file", type=click.Path(path_type=Path), metavar="FILE",
                         help="The same for a class. Default: picks.toml in its folder."),
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
@click.option("-o", "--output-dir", type=click.Path(path_type=Path), default=DEFAULT_OUTPUT,
              show_default=True, help="Where results and finished trainings go.")  # fmt: skip
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto",
              show_default=True, help="What trainings compute on.")  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(1, 64),
              help="Trainings at once. Default: one per core, or one on a GPU.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), help="Instead of the rubric's seeds.")
@click.option("--force", is_flag=True, help="Train anew what is kept from an earlier run.")
@click.option("--canvas", type=click.Path(path_type=Path), metavar="FILE",
              help="A grade book exported from Canvas: a copy is filled in.")  # fmt: skip
@click.option("--canvas-column", metavar="NAME", help="Its column. Default: the rubric's title.")
def run(
    paths: tuple[Path, ...],
    rubric: str,
    problem_ids: tuple[str, ...],
    pattern: str | None,
    picks: tuple[str, ...],
    picks_file: Path | None,
    sandbox: SandboxChoice,
    data: Path | None,
    as_json: bool,
    verbose: bool,
    quiet: bool,
    output_dir: Path,
    device: Literal["auto", "cpu", "cuda"],
    jobs: int | None,
    seed: int | None,
    force: bool,
    canvas: Path | None,
    canvas_column: str | None,
) -> int:
    """Grade submissions: describe, check, train and score each PATH."""
    file = _narrowed(read_rubric(find_rubric(rubric)), problem_ids, seed)
    is_class = _is_class(paths, pattern)
    asked = _Picking(picks, picks_file, paths, is_class=is_class)
    settings = Settings(
        sandbox=sandbox,
        data=data,
        device=device,
        jobs=jobs,
        output_dir=output_dir,
        force=force,
        is_class=is_class,
        several=len(paths) > 1,
    )
    _log_to_standard_error(verbose)
    if is_class:
        if output_dir.resolve() in [path.resolve() for path in paths]:
            raise UsageError(f"{output_dir} is the class's own folder; name another for results")
        roster = collect(paths, pattern or file.rubric.submissions.pattern, output_dir)
        settings = replace(settings, picks=asked.of_class(file, roster))
        return grade_class(
            file, roster, settings, Output(as_json, verbose, quiet, canvas, canvas_column)
        )
    if canvas is not None:
        raise UsageError("--canvas fills in the grades of a class; name its folder")
    submissions = _read_all(paths)
    settings = replace(settings, picks=asked.of_files(file, submissions))
    with (
        LiveProgress(errors(), quiet=quiet) as progress,
        open_course(file, settings, progress) as course,
    ):
        grades = [grade_and_write(each, course, output_dir) for each in submissions]
    done = [grade for grade in grades if grade is not None]
    _report(done, file.rubric, as_json=as_json, verbose=verbose, output_dir=output_dir)
    return 1 if any(isinstance(each, NotGraded) for each in done) else 0


@grade.command("check")
@_common
def check(
    paths: tuple[Path, ...],
    rubric: str,
    problem_ids: tuple[str, ...],
    pattern: str | None,
    picks: tuple[str, ...],
    picks_file: Path | None,
    sandbox: SandboxChoice,
    data: Path | None,
    as_json: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Check the rules alone, in seconds: no data, no training. Exit 1 when a rule fails."""
    file = _narrowed(read_rubric(find_rubric(rubric)), problem_ids, None)
    is_class = _is_class(paths, pattern)
    asked = _Picking(picks, picks_file, paths, is_class=is_class)
    settings = Settings(sandbox=sandbox, data=data, is_class=is_class)
    _log_to_standard_error(verbose)
    if is_class:
        roster = collect(paths, pattern or file.rubric.submissions.pattern, DEFAULT_OUTPUT)
        settings = replace(settings, picks=asked.of_class(file, roster))
        return check_class(file, roster, settings, Output(as_json, verbose, quiet))
    submissions = _read_all(paths)
    settings = replace(settings, picks=asked.of_files(file, submissions))
    with (
        LiveProgress(errors(), quiet=quiet) as progress,
        open_course(file, settings, progress) as course,
    ):
        grades = [grade_submission(each, course) for each in submissions]
    _report(grades, file.rubric, as_json=as_json, verbose=verbose, output_dir=None)
    broken = any(
        isinstance(each, NotGraded) or any(p.failed_checks for p in each.problems)
        for each in grades
    )
    return 1 if broken else 0


@dataclass(frozen=True)
class _Picking:
    """What the command line says of which networks are meant.

    Raises:
        UsageError: an option that is for one submission given for several, or both options.
    """

    given: tuple[str, ...]
    file: Path | None
    paths: tuple[Path, ...]
    is_class: bool

    def __post_init__(self) -> None:
        if self.given and self.file is not None:
            raise UsageError("--pick is for one submission and --picks for several; give one")
        if self.given and (self.is_class or len(self.paths) > 1):
            raise UsageError(
                f"--pick is for one submission. For several write them into {PICKS_NAME} in the "
                "class's folder, or into a file that --picks names, a table for each student:\n"
                "  [alice]\n  2C = 41"
            )

    def of_class(self, file: RubricFile, roster: Roster) -> Picks:
        path = self._named or find_picks([path for path in self.paths if path.is_dir()])
        students = [hand_in.student for hand_in in roster.hand_ins]
        return read_picks(path, file.whole_rubric, students) if path else NO_PICKS

    def of_files(self, file: RubricFile, submissions: Sequence[Submission]) -> Picks:
        if self._named is not None:
            # Theirs are some of a class, whose file it may be.
            return read_picks(self._named, file.whole_rubric, None)
        return picks_of_one(self.given, file.whole_rubric, submissions[0].student)

    @property
    def _named(self) -> Path | None:
        # Whoever runs this may well have named a link; one among hand-ins is not followed.
        return self.file.resolve() if self.file and self.file.is_symlink() else self.file


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
            written = results_path(output_dir, each.student)
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
    return RubricFile(path=file.path, sha256=file.sha256, rubric=rubric, whole=file.rubric)


def _is_class(paths: Sequence[Path], pattern: str | None) -> bool:
    """Whether a folder is among the paths, packed or not: then everybody in it is graded."""
    return pattern is not None or any(map(_holds_several, paths))


def _holds_several(path: Path) -> bool:
    try:
        return path.is_dir() or (path.suffix.lower() == ".zip" and path.is_file())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _log_to_standard_error(verbose: bool) -> None:
    level = logging.DEBUG if verbose else logging.ERROR
    handler = RichHandler(console=errors(), show_path=False)
    logging.basicConfig(level=level, handlers=[handler], format="%(message)s", force=True)


def errors() -> Console:
    """Open standard error, for progress and warnings."""
    return Console(stderr=True, highlight=False)
