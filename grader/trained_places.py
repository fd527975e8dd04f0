"""Which networks has a submission trained, under which names and headings? Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.described_file import DescribedFile
from grader.description import BoundNetwork, BoundOther
from grader.headings import Section
from grader.places import cell_of
from grader.rubric import Rubric
from grader.trained_networks import TrainedNetwork


@dataclass(frozen=True)
class Trained:
    """A trained network in one of the files."""

    each: DescribedFile
    network: TrainedNetwork
    section: Section | None
    """The part of the file that it belongs to, if that is about a problem or an example."""
    name: str
    """Of a variable that held it; "the network" where none is known."""

    @property
    def is_demo(self) -> bool:
        """Whether it stands under the heading of a sample."""
        return self.section is not None and self.section.problem_id is None

    @property
    def where(self) -> str:
        """Where it is built: "model, cell 5, line 3"."""
        return f"{self.name}, {self.each.place(self.network.built)}"

    @property
    def own_line(self) -> int:
        """A line that tells it from all else that the file trains: where it is built, if it can.

        A function may build them all; then where it is bound, or called for.
        """
        rest = [other for other in self.each.trained if other is not self.network]
        others = {line for other in rest for line in other.lines}
        own = [line for line in self.network.lines if line not in others]
        return own[0] if own else self.network.built

    @property
    def pick(self) -> str:
        """What `--pick PROBLEM=` takes for it."""
        line = self.own_line
        cell = cell_of(line, self.each.file.cells)
        at = f"{line}" if cell is None else f"{cell.number}:{line - cell.first_line + 1}"
        return f"{self.each.file.name}:{at}" if self.each.file.name else at


def trained_in_earnest(files: Sequence[DescribedFile], rubric: Rubric) -> tuple[Trained, ...]:
    """List every network that is no part of a sweep, file by file, in the order of training."""
    found: list[Trained] = []
    for each in files:
        whole = [network for network in each.trained if not network.in_sweep]
        names = _names_by_network(each, rubric)
        sections = _sections_of(each, whole, rubric)
        found += [
            Trained(each, network, section, names[id(network)])
            for network, section in zip(whole, sections, strict=True)
        ]
    return tuple(found)


def trained_in_sweeps(files: Sequence[DescribedFile]) -> tuple[Trained, ...]:
    """List what sweeps have tried on the way."""
    return tuple(
        Trained(each, network, None, "the network")
        for each in files
        for network in each.trained
        if network.in_sweep
    )


def is_given_up(trained: Trained, rubric: Rubric) -> bool:
    """Whether the name that held a network stands empty in the end: the answer is still to come."""
    end = trained.each.extraction.description
    shared = {name for problem in rubric.problems for name in problem.names.model}
    for name in set(trained.network.first.names) & shared:
        held = end.variables.get(name)
        if isinstance(held, BoundOther) and held.shown == "None":
            return True
        if isinstance(held, BoundNetwork) and held.index < len(end.networks):
            return end.networks[held.index].layer_count == 0
    return False


def _names_by_network(each: DescribedFile, rubric: Rubric) -> dict[int, str]:
    """Give every trained network a name that a student knows it by."""
    known = [name for problem in rubric.problems for name in problem.names.model]
    found = {}
    for network in each.trained:
        names = list(network.first.names)
        named = [name for name in known if name in names] or names
        found[id(network)] = named[0] if named else "the network"
    return found


def _sections_of(
    each: DescribedFile, networks: Sequence[TrainedNetwork], rubric: Rubric
) -> list[Section | None]:
    """Find the part of the file that each network belongs to.

    In a notebook by the cell that trains it. Functions may do all the work: where all of them
    are called from one part of a script, the functions' own places tell.
    """
    sections = each.sections(rubric.problems)
    if not sections:
        return [None] * len(networks)
    outer = [_first_in(sections, [n.first.statement]) for n in networks]
    inner = [_first_in(sections, _inside_out(n)) for n in networks]
    is_script = not each.file.cells
    tells_more = len({_key(s) for s in inner}) > len({_key(s) for s in outer})
    calls = [len(n.first.spot) > 1 for n in networks]
    if is_script and any(calls) and (tells_more or len(networks) == 1):
        outer, inner = inner, outer
    return [first or second for first, second in zip(outer, inner, strict=True)]


def _first_in(sections: Sequence[Section], lines: Iterable[int]) -> Section | None:
    for line in lines:
        for section in reversed(sections):
            if line in section:
                return section
    return None


def _inside_out(network: TrainedNetwork) -> list[int]:
    """List the lines of a network's making, where it is built first, its statement last."""
    run = network.first
    callers = list(run.spot[1:])
    return [*([run.built] if run.built else []), *callers, *run.spot[:1], run.statement]


def _key(section: Section | None) -> tuple[str | None, int] | None:
    return None if section is None else (section.problem_id, section.first_line)
