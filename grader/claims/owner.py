"""Whose is a claim, where a file names problems beside numbers or trains several at once? Pure."""

from collections.abc import Sequence

from grader.claims.choice import PREFERRED, preferred, without_sweeps
from grader.claims.labels import is_about
from grader.claims.reading import ReadClaim
from grader.described_file import DescribedFile
from grader.places import cell_of
from grader.results import Metric
from grader.trained_networks import TrainedNetwork

Claimed = tuple[float, str]
"""An accuracy and where it stands."""


def settled(
    taken: Claimed | None,
    claims: Sequence[ReadClaim],
    each: DescribedFile,
    network: TrainedNetwork,
    problem_id: str,
    metric: Metric,
) -> Claimed | None:
    """Give the claim about a problem's network, however many others are spoken of beside it.

    Args:
        taken: the claim by where it stands alone.
        claims: all of the file.
        each: the file.
        network: that answers the problem.
        problem_id: "2C"; only ids of a number and a letter are looked for beside numbers.
        metric: the best of the last training's epochs, or the last.
    """
    mine = [c for c in claims if c.about is not None and is_about(c.about, problem_id)]
    together = _trained_together(each, network)
    if len(together) > 1:
        own = mine or beside(not_of_others(claims, problem_id), each, network)
        own = own or _of_place(claims, each, network, together.index(network), len(together))
        return preferred(own, metric)
    if taken is not None and not _is_others(taken, claims, problem_id):
        return taken
    if mine or taken is not None:
        return preferred(mine, metric)
    alone = [other for other in each.trained if not other.in_sweep] == [network]
    # What a script says at its top is about all of it.
    told = [c for c in claims if not c.in_output and c.about is None]
    return preferred(told, metric) if alone else None


def not_of_others(claims: Sequence[ReadClaim], problem_id: str) -> list[ReadClaim]:
    """Leave out the claims that name another problem."""
    return [c for c in claims if c.about is None or is_about(c.about, problem_id) is not False]


def beside(
    claims: Sequence[ReadClaim], each: DescribedFile, network: TrainedNetwork
) -> list[ReadClaim]:
    """Give what comments state in lines that make this network and no other, or right above it.

    Above it only where nothing is trained before: else it may be about that.

    Args:
        claims: of the file, those about other problems left out.
        each: the file.
        network: that it trained.
    """
    others = [other for other in each.trained if other is not network]
    own = set(network.lines) - {line for other in others for line in other.lines}
    comments = [c for c in claims if not c.in_output and c.end_line == c.line + 1]
    if found := [c for c in comments if c.line in own]:
        return found
    if any(other.first.statement < network.built for other in others):
        return []
    return [c for c in comments if c.heads in own and c.heads == network.built]


def _is_others(taken: Claimed, claims: Sequence[ReadClaim], problem_id: str) -> bool:
    same = [c for c in claims if (round(c.accuracy, 6), c.where) == taken]
    # The accuracy that was taken is rounded.
    return any(c.about is not None and is_about(c.about, problem_id) is False for c in same)


def _trained_together(each: DescribedFile, network: TrainedNetwork) -> list[TrainedNetwork]:
    """List the networks that one cell trained, or one statement of a script, in order."""

    def place(other: TrainedNetwork) -> int:
        cell = cell_of(other.first.statement, each.file.cells)
        return other.first.statement if cell is None else -cell.number

    return [o for o in each.trained if not o.in_sweep and place(o) == place(network)]


def _of_place(
    claims: Sequence[ReadClaim], each: DescribedFile, network: TrainedNetwork, nth: int, of: int
) -> list[ReadClaim]:
    """Give what a cell that trained several networks says of the n-th of them.

    Nothing, unless it speaks of as many trainings; the last one of a cell is told last.
    """
    told = _told_of_place(claims, each, network)
    told = without_sweeps(told)
    for images in PREFERRED:
        found = _trainings([c for c in told if c.of == images])
        if len(found) == of:
            return found[nth]
        if found and nth == of - 1:
            return found[-1]
    return []


def _told_of_place(
    claims: Sequence[ReadClaim], each: DescribedFile, network: TrainedNetwork
) -> list[ReadClaim]:
    """Give what is said where a network was trained: by its cell, or the next that says any."""
    cells = each.file.cells
    start = network.first.statement
    cell = cell_of(start, cells)
    if cell is None:
        return [c for c in claims if c.line >= start and c.about is None]
    trains = [cell_of(other.first.statement, cells) for other in each.trained]
    below = [c.first_line for c in trains if c is not None and c.number > cell.number]
    end = min(below, default=2**62)
    told = [c for c in claims if c.in_output and cell.first_line <= c.line < end]
    told = [c for c in told if c.line == told[0].line]
    return [c for c in told if c.about is None]


def _trainings(claims: Sequence[ReadClaim]) -> list[list[ReadClaim]]:
    """Cut claims where epochs begin anew; without epochs each is one of its own."""
    found: list[list[ReadClaim]] = []
    last: int | None = None
    for each in claims:
        begins = each.epoch is None or last is None or each.epoch < last
        if begins and not (each.best and found):
            found.append([])
        found[-1].append(each)
        last = each.epoch
    return found
