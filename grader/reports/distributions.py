"""How are a class's numbers spread? Histograms whose bars end where a threshold stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_UNITS = 100_000
"""Accuracies are binned as whole numbers of this part: edges in floats misplace who sits on one."""
_ACCURACY_WIDTHS = (10, 20, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000)
_COMFORTABLE_BARS = 20
_MOST_BARS = 40
_MOST_TICKS = 5


@dataclass(frozen=True)
class Histogram:
    """Bars side by side, all of one width; a bar holds its lower edge and not its upper one."""

    first: float
    """Lower edge of the first bar."""
    width: float
    counts: tuple[int, ...]
    below: int
    """Values under `first`: too far off to be drawn to scale."""
    ticks: tuple[float, ...]


def accuracy_histogram(accuracies: Sequence[float], thresholds: Sequence[float]) -> Histogram:
    """Bin accuracies, with a bar's edge at the thresholds.

    Args:
        accuracies: fractions, at least one.
        thresholds: fractions, at least one, rising.
    """
    values = [round(value * _UNITS) for value in accuracies]
    bars = [round(value * _UNITS) for value in thresholds]
    high = max(*values, *bars)
    # A network that learned nothing sits at 10%: drawn to scale it would squeeze all the others.
    reach = max(3 * (high - bars[0]), _UNITS // 100)
    near = [value for value in values if value >= bars[0] - reach]
    low = min(*near, *bars) if near else bars[0]
    width = _accuracy_width(near, bars, high - low)
    first = bars[0] - math.ceil((bars[0] - low) / width) * width
    last = max(first + width, bars[0] + ((high - bars[0]) // width + 1) * width)
    if high == _UNITS == last - width:
        last = _UNITS if last - width > first else last  # nothing lies beyond 100%
    counts = [0] * ((last - first) // width)
    for value in values:
        if value >= first:
            counts[min((value - first) // width, len(counts) - 1)] += 1
    below = sum(value < first for value in values)
    edges = range(first, last + 1, width)
    stride = math.ceil(len(edges) / _MOST_TICKS)
    at_threshold = (bars[0] - first) // width % stride
    return Histogram(
        first=first / _UNITS,
        width=width / _UNITS,
        counts=tuple(counts),
        below=below,
        ticks=tuple(edge / _UNITS for edge in edges[at_threshold::stride]),
    )


def points_histogram(points: Sequence[float], most: float) -> Histogram:
    """Bin points from 0 to the most there are; who has them all gets a bar of their own."""
    highest = max([most, *points])
    width = next(w for w in _steps() if highest / w <= _COMFORTABLE_BARS + 5)
    counts = [0] * (math.floor(highest / width) + 1)
    for value in points:
        counts[math.floor(value / width)] += 1
    step = next(w for w in _steps() if w >= width and highest / w <= 2 * _MOST_TICKS)
    ticks = tuple(step * n for n in range(math.floor(highest / step) + 1))
    return Histogram(first=0.0, width=width, counts=tuple(counts), below=0, ticks=ticks)


def _accuracy_width(values: Sequence[int], thresholds: Sequence[int], span: int) -> int:
    """Choose a width that thresholds, and where possible single images, are multiples of."""
    apart = math.gcd(*(threshold - thresholds[0] for threshold in thresholds))
    grain = math.gcd(apart, *(value - thresholds[0] for value in values))
    comfortable = [w for w in _ACCURACY_WIDTHS if span / w <= _COMFORTABLE_BARS]
    for finest in (grain, apart):
        # Bars that hold now two, now three of the possible values would look like a comb.
        fitting = [w for w in comfortable if w % finest == 0] if finest > 1 else comfortable
        aligned = [w for w in fitting if apart % w == 0]
        if aligned:
            return aligned[0]
    aligned = [w for w in _ACCURACY_WIDTHS if apart % w == 0 and span / w <= _MOST_BARS]
    return aligned[-1] if aligned else comfortable[0]


def _steps() -> "list[float]":
    return [float(m * 10**e) for e in range(6) for m in (1, 2, 5)]
