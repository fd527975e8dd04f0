from typing import Any

import pytest

from grader.variable_names import problem_of_variable


def named(build: Any, name: str, *ids: str) -> str | None:
    problems = build.rubric(*({"id": id_} for id_ in ids or ("2C", "2D", "2E", "3G"))).problems
    found = problem_of_variable(name, problems)
    return found.id if found else None


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("model_c", "2C"),
        ("model2d", "2D"),
        ("modelD", "2D"),
        ("net_2e", "2E"),
        ("mlp_C", "2C"),
        ("model_prob_d", "2D"),
        ("cnn_3g", "3G"),
        ("modelProblemC", "2C"),
        ("MODEL_2C", "2C"),
        ("model_c_final", "2C"),
        ("model_2_d", "2D"),
        ("model_a", None),
        ("model2", None),
        ("model_3c", None),
        ("model_4d", None),
        ("conv2d", None),
        ("model_conv_2d", None),
        ("c", None),
        ("model", None),
        ("encoder", None),
        ("model_2c_2d", None),
        ("model_c_d", None),
        ("", None),
    ],
)
def test_which_problem_a_variable_is_called_after(build: Any, name: str, id_: str | None) -> None:
    assert named(build, name) == id_


def test_a_letter_that_two_problems_have_means_neither(build: Any) -> None:
    assert named(build, "model_c", "2C", "3C") is None
    assert named(build, "model_3c", "2C", "3C") == "3C"


def test_a_number_alone_needs_a_word_before_it(build: Any) -> None:
    assert named(build, "model2", "1", "2") is None
    assert named(build, "model_problem_2", "1", "2") == "2"
    assert named(build, "q2_model", "1", "2") == "2"


def test_of_ids_within_each_other_the_longer_counts(build: Any) -> None:
    assert named(build, "model_cnn_bn", "cnn", "cnn-bn") == "cnn-bn"
    assert named(build, "model_cnn", "cnn", "cnn-bn") == "cnn"
