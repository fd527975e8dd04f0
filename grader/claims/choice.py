"""Which of the claims in a file is the one for an answer? By where they stand; pure."""

from collections.abc import Sequence

from grader.claims.reading import ReadClaim
from grader.claims.vocabulary import Of
from grader.results import Metric

PREFERRED: tuple[Of, ...] = ("test", "validation", "unknown")
"""An accuracy on training images is nobody's claim."""
_SWEPT = 3
"""So many values of p in one cell make a sweep of it."""


def claim_between(
    claims: Sequence[ReadClaim], first_line: int, end_line: int, metric: Metric
) -> tuple[float, str] | None:
    """Give the accuracy that is claimed for a training, and where.

    Args:
        claims: of the file that holds it.
        first_line: from which on what is said is about that training.
        end_line: first line behind that. A cell of which a part is inside counts.
        metric: the best of the last training's epochs, or the last.
    """
    return preferred(_between(claims, first_line, end_line), metric)


def preferred(claims: Sequence[ReadClaim], metric: Metric) -> tuple[float, str] | None:
    """Give the accuracy that several claims about one training come to, and where it stands."""
    inside = without_sweeps(claims)
    for of in PREFERRED:
        for in_output in (True, False):
            found = [each for each in inside if each.of == of and each.in_output == in_output]
            if found:
                chosen = _by_metric(_last_training(found), metric)
                return chosen.accuracy, chosen.where
    return None


def sweep_between(
    claims: Sequence[ReadClaim], first_line: int, end_line: int, values: Sequence[float]
) -> tuple[float, ...] | None:
    """Give the accuracies of a dropout sweep, one per value and in their order.

    Args:
        claims: of the file that holds it.
        first_line: from which on what is said is about that sweep.
        end_line: first line behind that.
        values: of p, in the rubric's order.

    Returns:
        `None` unless there is one for every value: by the p that lines name, else because one cell
        states exactly as many.
    """
    inside = [each for each in _between(claims, first_line, end_line) if each.of != "train"]
    cells = _by_place(inside)
    for group in (*reversed(cells), [each for each in inside if each.in_output], inside):
        if (found := _one_per_value(group, values)) is not None:
            return found
    for group in reversed(cells):
        for of in PREFERRED:
            kept = [each for each in group if each.of == of and not each.best]
            # Ten epochs of one training are no sweep of ten values.
            if len(kept) == len(values) and len({each.epoch for each in kept}) <= 1:
                return tuple(each.accuracy for each in kept)
    return None


def _between(claims: Sequence[ReadClaim], first_line: int, end_line: int) -> list[ReadClaim]:
    return [each for each in claims if each.line < end_line and first_line < each.end_line]


def _by_place(claims: Sequence[ReadClaim]) -> list[list[ReadClaim]]:
    """Group claims by the cell whose output they stand in; comments are one group, the first."""
    groups: dict[int, list[ReadClaim]] = {0: []}
    for each in claims:
        groups.setdefault(each.line if each.in_output else 0, []).append(each)
    return [group for group in groups.values() if group]


def without_sweeps(claims: Sequence[ReadClaim]) -> list[ReadClaim]:
    """Leave out what a cell says for several values of dropout's p; the rest by line."""
    kept: list[ReadClaim] = []
    for group in _by_place(claims):
        swept = len({each.p for each in group if each.p is not None}) >= _SWEPT
        kept += [each for each in group if not swept or each.p is None]
    return sorted(kept, key=lambda each: each.line)


def _last_training(claims: Sequence[ReadClaim]) -> Sequence[ReadClaim]:
    """Keep what is said from the last first epoch on; all of it where epochs are not told."""
    begins, last = 0, 0
    for at, each in enumerate(claims):
        if each.epoch is not None:
            if each.epoch < last:
                begins = at
            last = each.epoch
    return claims[begins:]


def _by_metric(claims: Sequence[ReadClaim], metric: Metric) -> ReadClaim:
    if metric == "best_test_accuracy":
        return max(claims, key=lambda each: each.accuracy)
    return next((each for each in reversed(claims) if not each.best), claims[-1])


def _one_per_value(
    claims: Sequence[ReadClaim], values: Sequence[float]
) -> tuple[float, ...] | None:
    apart = min((abs(a - b) for a in values for b in values if a != b), default=1.0)
    near = min(0.006, apart / 2.1)  # 1/9 is printed as 0.11
    found = []
    for value in values:
        own = [each for each in claims if each.p is not None and abs(each.p - value) <= near]
        best = next((kept for of in PREFERRED if (kept := [c for c in own if c.of == of])), None)
        if best is None:
            return None
        found.append(best[-1].accuracy)
    return tuple(found)
