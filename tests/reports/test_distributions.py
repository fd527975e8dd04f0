import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports.distributions import Histogram, accuracy_histogram, points_histogram


def edges(found: Histogram) -> list[float]:
    return [round(found.first + found.width * n, 6) for n in range(len(found.counts) + 1)]


def count_from(found: Histogram, threshold: float) -> int:
    """Sum the bars at and above a threshold."""
    return sum(
        count for edge, count in zip(edges(found), found.counts, strict=False) if edge >= threshold
    )


def test_a_bar_begins_at_the_threshold_and_who_sits_on_it_is_in_that_bar() -> None:
    found = accuracy_histogram([0.9749, 0.975, 0.9751, 0.98], [0.975])
    assert 0.975 in edges(found)
    assert count_from(found, 0.975) == 3
    assert sum(found.counts) == 4


def test_every_threshold_is_an_edge_where_a_width_allows_it() -> None:
    found = accuracy_histogram([0.96, 0.972, 0.9745, 0.985], [0.97, 0.975, 0.98])
    assert {0.97, 0.975, 0.98} <= set(edges(found))


def test_a_threshold_is_a_tick() -> None:
    found = accuracy_histogram([0.96 + n / 1000 for n in range(25)], [0.975])
    assert any(tick == pytest.approx(0.975) for tick in found.ticks)
    assert len(found.ticks) <= 5


def test_a_network_that_learned_nothing_does_not_squeeze_the_others() -> None:
    found = accuracy_histogram([0.1135, 0.98, 0.981, 0.982], [0.975])
    assert found.below == 1
    assert found.first > 0.9
    assert sum(found.counts) == 3


def test_bars_follow_the_images_of_a_small_test_set() -> None:
    # 500 images: one is 0.2%, and bars of 0.1% or 0.5% would look like a comb.
    found = accuracy_histogram([n / 500 for n in range(455, 490)], [0.94])
    assert round(found.width * 500, 6) % 1 == 0
    assert len(set(found.counts[:-1])) == 1


def test_everybody_right_has_a_bar_and_the_axis_ends_at_one() -> None:
    found = accuracy_histogram([1.0, 0.99, 0.98], [0.975])
    assert edges(found)[-1] == pytest.approx(1.0)
    assert sum(found.counts) == 3


@pytest.mark.parametrize("value", [0.0, 0.5, 0.975, 1.0])
def test_a_class_of_one_or_of_equals_has_its_bar(value: float) -> None:
    found = accuracy_histogram([value] * 3, [0.975])
    assert sum(found.counts) + found.below == 3


@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=60),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=6, unique=True),
)
def test_everyone_is_counted_once_on_the_right_side(images: list[int], bars: list[int]) -> None:
    thresholds = sorted(bar / 10_000 for bar in bars)
    accuracies = [image / 10_000 for image in images]
    found = accuracy_histogram(accuracies, thresholds)
    assert sum(found.counts) + found.below == len(images)
    assert len(found.counts) <= 60
    above = sum(accuracy >= thresholds[0] for accuracy in accuracies)
    assert count_from(found, round(thresholds[0], 6)) == above


class TestPoints:
    def test_full_marks_have_a_bar_of_their_own(self) -> None:
        found = points_histogram([0, 5, 10, 10], 10)
        assert edges(found) == list(range(12))
        assert (found.counts[0], found.counts[5], found.counts[10]) == (1, 1, 2)

    def test_points_beyond_the_rubrics_are_counted(self) -> None:
        assert points_histogram([12], 10).counts[-1] == 1

    @pytest.mark.parametrize("most", [0, 0.5, 1, 10, 44, 100, 1234, 10_000])
    def test_there_are_a_few_bars_and_fewer_ticks(self, most: float) -> None:
        found = points_histogram([0, most], most)
        assert len(found.counts) <= 26
        assert 1 <= len(found.ticks) <= 11
        assert sum(found.counts) == 2
