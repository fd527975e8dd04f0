import json
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from grader.pipeline import grade_submission
from grader.records import MalformedRecord
from grader.reports.gradescope import (
    problem_document,
    read_problem,
    results_document,
    submission_document,
    unfinished_document,
    write_whole,
)
from grader.results import CheckResult, Grade, NotGraded, ProblemGrade

Format = Literal["text", "html", "simple_format", "md", "ansi"]
Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]


class Contract(BaseModel):
    """Gradescope's own words for what it reads; anything else is a mistake of ours."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class GradescopeTest(Contract):
    score: float | None = Field(default=None, ge=0)
    max_score: float | None = None
    status: Literal["passed", "failed"]
    name: str
    name_format: Format
    number: str
    output: str
    output_format: Format
    tags: list[str]
    visibility: Visibility
    extra_data: dict[str, Any]


class Leader(Contract):
    name: str
    value: float | str
    order: Literal["asc", "desc"] = "desc"


class Results(Contract):
    score: float | None = None
    execution_time: float
    output: str
    output_format: Format
    test_output_format: Format
    test_name_format: Format
    visibility: Visibility
    stdout_visibility: Visibility
    extra_data: dict[str, Any]
    tests: list[GradescopeTest]
    leaderboard: Annotated[list[Leader], Field(default_factory=list)]


def valid(document: dict[str, Any]) -> Results:
    return Results.model_validate_json(json.dumps(document, allow_nan=False))


def check(rule: Any, outcome: str, points: float | None = None, of: float | None = None) -> Any:
    text = f"{rule} {outcome} [red]x[/red] <b>"
    return CheckResult.model_validate(
        {"rule": rule, "outcome": outcome, "message": text, "points": points, "max_points": of}
    )


def problem(id_: str, outcome: str = "graded", **more: Any) -> ProblemGrade:
    graded = outcome == "graded"
    checks = (
        check("allowed-layers", "passed"),
        check("claims", "skipped"),
        check("accuracy", "failed", 4.0 if graded else None, 10.0),
    )
    values = {"points": 4.0 if graded else None, "max_points": 10.0, "checks": checks}
    return ProblemGrade.model_validate(
        {"id": id_, "title": "", "outcome": outcome, **values, **more}
    )


@pytest.fixture
def grade(build: Any, fake_trainer: Any) -> Grade:
    """A submission graded by the pipeline itself, with two problems."""
    rubric = build.rubric({"id": "2C"}, {"id": "2D", "extra_credit": True})
    trainer = fake_trainer(lambda job: build.training(0.91, 0.95))
    course = build.course(rubric, build.sandbox(build.described()), trainer)
    done = grade_submission(build.submission, course)
    assert isinstance(done, Grade)
    return done


@pytest.fixture
def rubric(build: Any) -> Any:
    return build.rubric({"id": "2C"}, {"id": "2D", "extra_credit": True})


@pytest.fixture
def not_graded() -> NotGraded:
    return NotGraded(
        student="bob",
        reason="2C: out of memory",
        problems=(problem("2C", "not_graded", reason="out of memory"), problem("2D")),
        max_points=10.0,
        seconds=3.0,
    )


def test_a_grade_is_what_gradescope_reads(grade: Grade, rubric: Any) -> None:
    results = valid(results_document(grade, rubric))
    assert results.score == 6.0
    assert results.score == sum(test.score or 0 for test in results.tests)
    assert results.extra_data["status"] == "graded"
    assert "6 of 10 points" in results.output
    assert "2D: 0 of 10 (extra credit)" in results.output


def test_the_rubrics_leaderboard_is_one_for_gradescope(grade: Grade, build: Any) -> None:
    boards = (
        {"name": "2C accuracy", "problem": "2C", "show": "accuracy"},
        {"name": "2C size", "problem": "2C", "show": "parameters"},
    )
    rubric = build.rubric({"id": "2C"}, {"id": "2D", "extra_credit": True}, leaderboard=boards)
    results = valid(results_document(grade, rubric))
    assert [(each.name, each.value, each.order) for each in results.leaderboard] == [
        ("2C accuracy", 95.0, "desc"),
        ("2C size", 79_510, "asc"),
    ]


def test_without_a_leaderboard_or_a_grade_there_is_none(
    grade: Grade, not_graded: NotGraded, rubric: Any, build: Any
) -> None:
    assert "leaderboard" not in results_document(grade, rubric)
    boards = ({"name": "total", "show": "points"},)
    with_board = build.rubric({"id": "2C"}, {"id": "2D"}, leaderboard=boards)
    assert "leaderboard" not in results_document(not_graded, with_board)


def test_a_problem_can_be_read_back(grade: Grade, not_graded: NotGraded) -> None:
    for each in (*grade.problems, *not_graded.problems):
        assert read_problem(each.id, json.loads(json.dumps(problem_document(each)))) == each


@pytest.mark.parametrize(
    "change",
    [{"outcome": "perfect"}, {"more": 1}, {"checks": None}, {"training": [1]}, {"points": "10"}],
)
def test_what_is_no_problem_of_ours_is_refused(grade: Grade, change: dict[str, Any]) -> None:
    document = json.loads(json.dumps(problem_document(grade.problems[0])))
    with pytest.raises(MalformedRecord):
        read_problem("2C", document | change)
    with pytest.raises(MalformedRecord):
        read_problem("2C", None)


def test_how_an_answer_was_found_can_be_read_back(grade: Grade, unsettle: Any) -> None:
    unsettled = unsettle(grade.problems[0])
    document = json.loads(json.dumps(problem_document(unsettled)))
    assert read_problem("2C", document) == unsettled
    # A file of before there was anything to say of it.
    for key in ("how", "assumed", "claim", "flags", "candidates", "needs_person"):
        del document[key]
    assert read_problem("2C", document).needs_person is None


def test_the_test_of_the_model_says_how_it_was_found(
    grade: Grade, rubric: Any, unsettle: Any
) -> None:
    named = grade.problems[0].model_copy(update={"how": "name", "assumed": ()})
    plain = results_document(
        grade.model_copy(update={"problems": (named, *grade.problems[1:])}), rubric
    )
    problems = (unsettle(named, " <b>x</b>"), *grade.problems[1:])
    found = results_document(grade.model_copy(update={"problems": problems}), rubric)
    valid(found)
    ((before, after),) = [
        both for both in zip(plain["tests"], found["tests"], strict=True) if both[0] != both[1]
    ]
    assert after["name"] == "2C model"
    assert after["output"].splitlines()[0] == before["output"]
    assert "needs a person: two networks fit <b>x</b>" in after["output"].splitlines()
    assert after["output_format"] == "text"


def test_every_check_is_one_test_numbered_within_its_problem(grade: Grade, rubric: Any) -> None:
    results = valid(results_document(grade, rubric))
    expected = [
        f"{each.id}.{number}"
        for each in grade.problems
        for number in range(1, len(each.checks) + 1)
    ]
    assert [test.number for test in results.tests] == expected
    assert all(test.tags[0] == test.number.split(".")[0] for test in results.tests)


def test_the_epochs_and_the_network_stand_in_extra_data(grade: Grade, rubric: Any) -> None:
    found = valid(results_document(grade, rubric)).extra_data["problems"]["2C"]
    assert found["outcome"] == "graded"
    assert [epoch["test_accuracy"] for epoch in found["training"]["epochs"]] == [0.91, 0.95]
    assert found["training"]["final_test_accuracy"] == 0.95
    assert found["network"]["parameters"] == 79_510
    accuracy = next(each for each in found["checks"] if each["rule"] == "accuracy")
    assert {"rule", "outcome", "message", "measured", "limit", "advice"} <= set(accuracy)


def test_what_is_not_graded_has_no_score_anywhere(not_graded: NotGraded, rubric: Any) -> None:
    document = results_document(not_graded, rubric)
    results = valid(document)
    assert "score" not in document
    assert all("score" not in test for test in document["tests"])
    assert "Not graded: 2C: out of memory. This is not a zero." in results.output
    assert results.extra_data["reason"] == "2C: out of memory"


def test_only_checked_rules_make_no_score(build: Any) -> None:
    rubric = build.rubric()
    course = build.course(rubric, build.sandbox(build.described()))
    document = results_document(grade_submission(build.submission, course), rubric)
    valid(document)
    assert "score" not in document


@pytest.mark.parametrize("finished", [(), (problem("2C"),), (problem("2C", "not_graded"),)])
def test_an_unfinished_run_is_valid_from_the_first_moment(rubric: Any, finished: Any) -> None:
    results = valid(unfinished_document("alice", finished, rubric, 0.0))
    assert results.score == sum(each.points or 0 for each in finished)
    assert f"{2 - len(finished)} of 2 problems left" in results.output
    assert results.extra_data["status"] == "in_progress"


def test_an_undecided_check_is_no_pass(not_graded: NotGraded, rubric: Any) -> None:
    results = valid(results_document(not_graded, rubric))
    by_outcome = {test.tags[2]: test.status for test in results.tests}
    assert by_outcome == {"passed": "passed", "failed": "failed", "skipped": "failed"}


def test_text_of_students_is_shown_as_text(not_graded: NotGraded, rubric: Any) -> None:
    results = valid(results_document(not_graded, rubric))
    assert {test.output_format for test in results.tests} == {"text"}
    assert results.output_format == results.test_output_format == "text"
    assert "[red]x[/red] <b>" in results.tests[0].output


def test_json_has_a_status_and_a_reason_for_everyone(grade: Grade, not_graded: NotGraded) -> None:
    graded, failed = submission_document(grade), submission_document(not_graded)
    assert (graded["status"], graded["reason"], graded["points"]) == ("graded", None, 6.0)
    assert graded["max_points"] == 10.0
    assert graded["provenance"]["seeds"] == [0]
    assert (failed["status"], failed["reason"]) == ("not_graded", "2C: out of memory")
    assert failed["points"] is None
    assert failed["problems"]["2D"]["points"] == 4.0


class TestWriteWhole:
    def test_folders_are_made_and_everyone_may_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a" / "b" / "results.json"
        write_whole(path, {"score": 1.5})
        assert json.loads(path.read_text()) == {"score": 1.5}
        assert path.stat().st_mode & 0o777 == 0o644

    def test_a_newer_document_takes_the_place_of_the_old(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        write_whole(path, {"score": 1, "long": "x" * 10_000})
        write_whole(path, {"score": 2})
        assert json.loads(path.read_text()) == {"score": 2}
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("bad", [float("nan"), object()])
    def test_what_cannot_be_written_leaves_the_old_file_and_no_part(
        self, tmp_path: Path, bad: object
    ) -> None:
        path = tmp_path / "results.json"
        write_whole(path, {"score": 1})
        with pytest.raises((ValueError, TypeError)):
            write_whole(path, {"score": bad})
        assert json.loads(path.read_text()) == {"score": 1}
        assert list(tmp_path.iterdir()) == [path]

    def test_a_failure_of_the_last_step_leaves_no_part(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        path.mkdir()  # what replaces a file cannot replace a folder: the last step fails
        with pytest.raises(IsADirectoryError):
            write_whole(path, {"score": 1})
        assert list(tmp_path.iterdir()) == [path]

    def test_text_that_is_no_utf_8_can_be_written(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        write_whole(path, {"output": "\ud800 größe"})
        assert json.loads(path.read_bytes())["output"] == "\ud800 größe"
