"""Which accuracy does a file state for a network that it has trained? By where it says so; pure."""

from collections.abc import Sequence

from grader.claims.choice import claim_between, preferred
from grader.claims.owner import beside, not_of_others
from grader.claims.reading import ReadClaim, read_claims
from grader.described_file import DescribedFile
from grader.places import cell_of
from grader.rubric import Problem
from grader.trained_places import Trained


class TrainedClaims:
    """Reads what files state, each file once."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[ReadClaim, ...]] = {}

    def claim_of(self, trained: Trained, problem: Problem) -> tuple[float, str] | None:
        """Read the accuracy that the file says a network reached, and where it says so.

        Args:
            trained: the network.
            problem: it is looked at for: what names another one is passed over.
        """
        first, last = trained.network.statements
        following = _next_training(trained, last)
        cells = trained.each.file.cells
        begin = cell_of(first, cells)
        start = begin.first_line if begin is not None else first
        claims = not_of_others(self._claims_in(trained.each), problem.id)
        metric = problem.score.metric
        found = claim_between(claims, start, following, metric)
        return found or preferred(beside(claims, trained.each, trained.network), metric)

    def _claims_in(self, each: DescribedFile) -> Sequence[ReadClaim]:
        if id(each) not in self._read:
            self._read[id(each)] = read_claims(each.file)
        return self._read[id(each)]


def _next_training(trained: Trained, last: int) -> int:
    """Give the first line that is about another training."""
    cells = trained.each.file.cells
    own = cell_of(last, cells)
    starts = []
    for each in trained.each.trained:
        if each is not trained.network and each.first.statement > last:
            start = min(each.first.statement, max(each.built, last + 1))
            cell = cell_of(start, cells)
            if cell is not None and (own is None or cell.number > own.number):
                start = cell.first_line
            starts.append(start)
    section = trained.section
    if section is not None and last in section:
        starts.append(section.end)
    return min(starts, default=2**62)
