import tomllib
from typing import Any

import pytest

from grader.class_results import MAX_CANDIDATES
from grader.network_spec import RecordedSchedule
from grader.picks import read_picks
from grader.reports.answer_words import (
    answer_lines,
    picks_line,
    picks_table,
    recipe_parts,
    say_optimizer,
    say_schedule,
)
from grader.results import Candidate, Claim, Flag, NetworkSummary, ProblemGrade


def summary(build: Any, **changes: Any) -> NetworkSummary:
    network = build.network()
    return NetworkSummary(
        layers=network.layers,
        output_shapes=(),
        parameters=79_510,
        hidden_units=100,
        hidden_layers=1,
        multiply_adds=1,
        optimizer=build.adam(network, lr=0.01),
        schedule=None,
        epochs=12,
        batch_size=200,
    ).model_copy(update=changes)


@pytest.fixture
def problem(build: Any) -> ProblemGrade:
    """As it is where a script has the rubric's names."""
    return ProblemGrade(
        id="2C",
        title="",
        outcome="graded",
        points=10.0,
        max_points=10.0,
        checks=(),
        network=summary(build),
        found="model_2c, line 7",
        how="name",
        claim=Claim(accuracy=0.98, where="test_accuracy_2c, line 9"),
    )


def said(problem: ProblemGrade, **changes: Any) -> list[str]:
    return [line.text for line in answer_lines(problem.model_copy(update=changes))]


def test_of_the_rubrics_names_with_a_recipe_nothing_is_said(problem: ProblemGrade) -> None:
    assert said(problem) == []
    assert said(problem, how=None) == []


def test_what_was_found_otherwise_is_said_with_recipe_and_claim(problem: ProblemGrade) -> None:
    assert said(problem, how="order", found="net, cell 5: the first of 4") == [
        "net, cell 5: the first of 4",
        "Adam lr 0.01, 12 epochs, batch size 200",
        "claims 98.00%, test_accuracy_2c, line 9",
    ]


@pytest.mark.parametrize(
    ("assumed", "recipe"),
    [
        (("epochs",), "Adam lr 0.01, 12 epochs (assumed), batch size 200"),
        (
            ("schedule", "batch_size"),
            "Adam lr 0.01, no schedule (assumed), 12 epochs, batch size 200 (assumed)",
        ),
    ],
)
def test_of_the_rubrics_names_without_all_of_a_recipe_that_is_said(
    problem: ProblemGrade, assumed: Any, recipe: str
) -> None:
    assert said(problem, assumed=assumed) == [recipe]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"flags": (Flag(kind="never-eval", message="cell 7: never in eval()"),)},
            "! cell 7: never in eval()",
        ),
        ({"needs_person": "two networks fit"}, "needs a person: two networks fit"),
        (
            {"claim": Claim(accuracy=0.5, where="cell 7", doubt="was printed before")},
            "claims 50.00%, cell 7; the claim was printed before",
        ),
    ],
)
def test_anything_a_reader_should_know_is_said_even_of_the_rubrics_names(
    problem: ProblemGrade, changes: dict[str, Any], line: str
) -> None:
    lines = said(problem, **changes)
    assert lines[0] == "model_2c, line 7"
    assert line in lines


def test_what_may_be_meant_is_an_option_that_a_shell_takes_as_one_word(
    problem: ProblemGrade,
) -> None:
    candidates = (
        Candidate(pick="5:3", shown="model"),
        Candidate(pick="$(rm x) '.ipynb:9:2", shown="net"),
    )
    lines = said(problem, needs_person="two fit", candidates=candidates)
    assert lines[-2:] == [
        "taken (--pick 2C=5:3): model",
        """or --pick '2C=$(rm x) '"'"'.ipynb:9:2': net""",
    ]


def test_of_very_many_candidates_the_rest_is_counted(problem: ProblemGrade) -> None:
    many = tuple(Candidate(pick=str(n), shown="net") for n in range(1, MAX_CANDIDATES + 3))
    lines = said(problem, needs_person="many fit", candidates=many)
    assert lines[-1] == "and 2 more"
    assert sum("--pick" in line for line in lines) == MAX_CANDIDATES


def test_candidates_of_a_certain_choice_are_not_offered(problem: ProblemGrade) -> None:
    candidates = (Candidate(pick="5", shown="a"), Candidate(pick="9", shown="b"))
    assert not any("--pick" in line for line in said(problem, how="picked", candidates=candidates))


def test_only_options_that_differ_from_torchs_are_named(build: Any) -> None:
    network = build.network()
    assert say_optimizer(build.adam(network)) == "Adam lr 0.001"
    given = build.adam(network, lr=0.1, betas=(0.8, 0.999), weight_decay=0.0001, amsgrad=True)
    assert say_optimizer(given) == "Adam lr 0.1 betas (0.8, 0.999) weight_decay 0.0001 amsgrad"
    two = given.model_copy(update={"groups": given.groups * 2})
    assert say_optimizer(two).endswith(" (2 parameter groups)")


def test_a_schedule_is_said_up_to_the_last_epoch_that_is_trained(build: Any) -> None:
    rates: dict[str, Any] = {"lr": (0.1, 0.05, 0.01, 0.001)}
    schedule = RecordedSchedule(name="StepLR", groups=(rates,))
    assert say_schedule(schedule, 3) == "StepLR lr 0.1 to 0.01"
    parts = recipe_parts(summary(build, schedule=schedule, epochs=1))
    assert [text for _, text in parts] == [
        "Adam lr 0.01",
        "StepLR lr 0.1 to 0.1",
        "1 epoch",
        "batch size 200",
    ]


@pytest.mark.parametrize("student", ["alice", "Jane Doe_14", 'a"b\\c', "Zoë", "a.b", "שרה", "5"])
@pytest.mark.parametrize("pick", ["41", "5:3", 'my "net".py:41', "ü\\.ipynb:5:3"])
def test_lines_for_a_file_of_picks_are_read_as_they_are_meant(
    build: Any, tmp_path: Any, student: str, pick: str
) -> None:
    text = f"{picks_table(student)}\n{picks_line('2C', pick)}\n"
    assert list(tomllib.loads(text)) == [student]
    path = tmp_path / "picks.toml"
    path.write_text(text, encoding="utf-8")
    picks = read_picks(path, build.rubric(), [student])
    assert picks.of(student)["2C"].text == pick
