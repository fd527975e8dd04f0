import io
from typing import Any

import pytest
from rich.console import Console

from grader.pipeline import grade_submission
from grader.records import clean_text
from grader.reports.live import LiveProgress
from grader.reports.terminal import show_submission
from grader.results import CheckResult, Grade, NotGraded, ProblemGrade

HOSTILE = "[red]x[/red] [link=file:///]y[/link] \x1b[2J\x1b]0;owned\x07 :smile:"


def shown(grade: Grade | NotGraded, rubric: Any, width: int = 80, **options: Any) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False, force_terminal=False)
    show_submission(console, grade, rubric, **options)
    return stream.getvalue()


def failed_grade(build: Any, message: str = "bad", **more: Any) -> Grade:
    """A grade of the pipeline's making, with a failed check of any wording put in."""
    course = build.course(build.rubric(), build.sandbox(build.described()))
    grade = grade_submission(build.submission, course)
    assert isinstance(grade, Grade)
    problem = ProblemGrade(
        id="2C",
        title="",
        outcome="graded",
        points=0.0,
        max_points=10.0,
        checks=(CheckResult.failed("model", message, advice=message),),
    )
    return grade.model_copy(update={"status": "graded", "problems": (problem,), **more})


@pytest.fixture
def full_grade(build: Any, fake_trainer: Any) -> Grade:
    layers = build.layers(["Flatten", ("Dropout", 0.1), ("Linear", 784, 10)])
    described = build.described(layers=layers)
    described["variables"] |= {
        "dropout_sweep_2c": {"kind": "numbers", "values": [0.9, 0.1], "line": 9},
        "test_accuracy_2c": {"kind": "number", "value": 0.5, "line": 9},
    }
    grade = grade_submission(
        build.submission,
        build.course(
            sweep_rubric(build),
            build.sandbox(described),
            fake_trainer(lambda job: build.training(0.98)),
        ),
    )
    assert isinstance(grade, Grade)
    return grade


def sweep_rubric(build: Any) -> Any:
    return build.rubric(
        {
            "id": "2C",
            "points": 14,
            "network": {"required_layers": {"Dropout": 1}, "max_hidden_units": 100},
            "claims": {"tolerance": 0.005},
            "sweep": {
                "values": (0.0, 1.0), "tolerance": 0.1, "matches_at_least": 2, "points": 4,
            },
        }
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(
    build: Any, full_grade: Grade, width: int
) -> None:
    text = shown(full_grade, sweep_rubric(build), width)
    assert max(len(line) for line in text.splitlines()) <= width
    words = "".join(text.split())
    for piece in ("alice", "2C", "10/14", "98.00%", "needs97.50%", "atleast2", "retrained"):
        assert piece in words
    assert "…" not in text


def test_points_reasons_and_totals_are_there(build: Any, full_grade: Grade) -> None:
    text = " ".join(shown(full_grade, sweep_rubric(build), 200).split())
    assert "2C 10 / 14 98.00% final test accuracy (needs 97.50%)" in text
    assert "claims failed: claimed 50.00%, retrained to 98.00%" in text
    assert "total 10 / 14" in text


@pytest.mark.parametrize("place", ["message", "note", "student", "reason", "answer"])
def test_text_of_students_is_never_markup_nor_steers_the_terminal(
    build: Any, unsettle: Any, place: str
) -> None:
    rubric = build.rubric()
    grade: Grade | NotGraded
    if place == "message":
        grade = failed_grade(build, HOSTILE)
    elif place == "reason":
        grade = NotGraded(student="bob", reason=HOSTILE, max_points=1.0, seconds=0.0)
    elif place == "answer":
        unsettled = unsettle(failed_grade(build).problems[0], clean_text(HOSTILE))
        grade = failed_grade(build, problems=(unsettled,))
    else:
        more = (
            {"notes": (clean_text(HOSTILE),)}
            if place == "note"
            else {"student": clean_text(HOSTILE)}
        )
        grade = failed_grade(build, **more)
    text = shown(grade, rubric, 300)
    assert "[red]x[/red] [link=file:///]y[/link]" in text
    assert ":smile:" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def test_not_graded_is_said_not_to_be_a_zero(build: Any) -> None:
    grade = NotGraded(student="bob", reason="no memory", max_points=1.0, seconds=0.0)
    text = shown(grade, build.rubric())
    assert "not graded: no memory" in text
    assert "Not a zero" in text
    assert "0 /" not in text


def test_verbose_shows_the_checks_that_passed(build: Any, full_grade: Grade) -> None:
    rubric = sweep_rubric(build)
    assert "hidden-units passed" not in shown(full_grade, rubric, 200)
    assert "hidden-units passed" in shown(full_grade, rubric, 200, verbose=True)


@pytest.fixture
def unsettled_grade(full_grade: Grade, unsettle: Any) -> Grade:
    return full_grade.model_copy(update={"problems": (unsettle(full_grade.problems[0]),)})


@pytest.mark.parametrize("width", [30, 60, 100, 200])
def test_how_an_answer_was_found_fits_every_terminal(
    build: Any, unsettled_grade: Grade, width: int
) -> None:
    text = shown(unsettled_grade, sweep_rubric(build), width)
    assert max(len(line) for line in text.splitlines()) <= width
    words = "".join(text.split())
    for piece in (
        "model,cell5,line3,undertheheadingProblemC",
        "batchsize32(assumed)",
        "claims97.91%,theoutputofcell7",
        "!cell7,line9:neverineval()",
        "needsaperson:twonetworksfit",
        "taken(--pick2C=5:3):model",
        "or--pick'2C=mynet.ipynb:9:2':net",
    ):
        assert piece in words


def test_it_is_said_when_verbose_and_when_only_checked(build: Any, unsettled_grade: Grade) -> None:
    rubric = sweep_rubric(build)
    assert "needs a person" in shown(unsettled_grade, rubric, 200, verbose=True)
    (problem,) = unsettled_grade.problems
    checked = problem.model_copy(update={"outcome": "checked", "points": None})
    grade = unsettled_grade.model_copy(update={"status": "checked", "problems": (checked,)})
    assert "needs a person" in shown(grade, rubric, 200)


def test_of_the_rubrics_own_names_there_is_no_more_to_say(build: Any, full_grade: Grade) -> None:
    named = full_grade.problems[0].model_copy(update={"how": "name", "assumed": ()})
    text = shown(full_grade.model_copy(update={"problems": (named,)}), sweep_rubric(build), 200)
    assert "model_2c" not in text
    assert "batch size" not in text


def test_extra_credit_is_said_to_be_in_the_total(build: Any, fake_trainer: Any) -> None:
    rubric = build.rubric({"id": "2C", "extra_credit": True}, {"id": "2D"})
    course = build.course(
        rubric, build.sandbox(build.described()), fake_trainer(lambda job: build.training(0.98))
    )
    text = " ".join(shown(grade_submission(build.submission, course), rubric).split())
    assert "total 10 / 10 of them 10 extra credit" in text


class TestLiveProgress:
    def progress(self, **options: Any) -> tuple[LiveProgress, io.StringIO]:
        stream = io.StringIO()
        terminal = options.pop("terminal", False)
        console = Console(file=stream, width=100, highlight=False, force_terminal=terminal)
        return LiveProgress(console, **options), stream

    def test_epochs_are_printed_as_students_know_them(self, build: Any) -> None:
        progress, stream = self.progress()
        with progress:
            progress.epoch_finished("2C", 10, build.epoch(1, 0.9596))
            progress.training_ended("2C")
        line = "Epoch 1/10: loss: 0.1000, acc: 0.9000, val loss: 0.2000, val acc: 0.9596"
        assert line in stream.getvalue()

    def test_quiet_is_quiet_but_for_warnings(self, build: Any) -> None:
        progress, stream = self.progress(quiet=True)
        with progress:
            progress.epoch_finished("2C", 10, build.epoch(1, 0.9596))
            progress.training_ended("2C")
        assert stream.getvalue() == ""
        progress.say("the sandbox is weak")
        assert "the sandbox is weak" in stream.getvalue()

    @pytest.mark.parametrize("terminal", [False, True])
    def test_labels_are_never_markup(self, build: Any, terminal: bool) -> None:
        progress, stream = self.progress(terminal=terminal)
        with progress:
            progress.epoch_finished("[red]x[/red] {oops} [/]", 10, build.epoch(1, 0.9))
            progress.say("[bold]y[/bold]")
            progress.training_ended("[red]x[/red] {oops} [/]")
            progress.training_ended("never began")
        assert "[red]x[/red] {oops} [/]" in stream.getvalue()
        assert "[bold]y[/bold]" in stream.getvalue()
