"""Which of the networks that a submission has trained answers which problem? Pure.

A network is a problem's by its variable's name (`model_c`) or by the heading that it is trained or
built under. The others are shared out among the problems that are left: in order of appearance if
there are as many, else to the problem with the smallest budget that each fits. Of several for one
problem the last counts, and if that is not certain, a person is asked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from grader.bindings import own_names
from grader.choosing import Answer
from grader.claim_choice import claim_between
from grader.claims import ReadClaim, read_claims
from grader.described_file import DescribedFile
from grader.description import BoundNetwork, BoundOther, Description
from grader.headings import Section
from grader.network_size import hidden_units, network_parameters
from grader.network_spec import Conv2d, Linear, NetworkSpec
from grader.places import cell_of
from grader.results import Candidate, CheckResult, Claim, HowFound
from grader.rubric import Problem, Rubric
from grader.trained_networks import TrainedNetwork
from grader.trained_recipe import epochs_of, trained_answer
from grader.variable_names import problem_of_variable

Judge = Callable[[Answer, Problem], Sequence[CheckResult]]
"""Holds an answer against a problem's rules."""

STRUCTURE = frozenset(
    (
        *("allowed-layers", "shapes", "hidden-units"),
        *("hidden-layers", "parameters", "required-layers"),
    )
)
"""Rules about the network alone: a recipe that breaks one does not make it another's answer."""
MAX_SHOWN = 8
"""Candidates that a person is shown."""
_BETTER = 0.0005
"""Accuracy by which an earlier network must have done better to raise a doubt."""


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
    def pick(self) -> str:
        """What `--pick PROBLEM=` takes for it."""
        line = self.network.built
        cell = cell_of(line, self.each.file.cells)
        at = f"{line}" if cell is None else f"{cell.number}:{line - cell.first_line + 1}"
        return f"{self.each.file.name}:{at}" if self.each.file.name else at


@dataclass(frozen=True)
class Choice:
    """The network taken for a problem."""

    taken: Trained
    how: HowFound
    rivals: tuple[Trained, ...] = ()
    """Others that may be meant."""
    doubt: str | None = None
    """Why a person should look."""


class TrainedAnswers:
    """All that a submission has trained, and which problem each of it may answer.

    Args:
        files: of the submission, in its order.
        rubric: the whole of it.
        judge: holds an answer against a problem's rules.
        train_images: of a problem's data.
    """

    def __init__(
        self,
        files: Sequence[DescribedFile],
        rubric: Rubric,
        judge: Judge,
        train_images: Callable[[Problem], int],
    ) -> None:
        self.files = files
        self._rubric = rubric
        self._judge = judge
        self._train_images = train_images
        self._broken: dict[tuple[int, str], int] = {}

    @cached_property
    def all(self) -> tuple[Trained, ...]:
        """Every network trained in earnest; where all are parts of sweeps, the last of each."""
        found: list[Trained] = []
        for each in self.files:
            whole = [network for network in each.trained if not network.in_sweep]
            names = _names_by_network(each, self._rubric)
            sections = self._sections_of(each, whole)
            found += [
                Trained(each, network, section, names[id(network)])
                for network, section in zip(whole, sections, strict=True)
            ]
        return tuple(found)

    @cached_property
    def claimed(self) -> dict[int, str]:
        """Networks that are a problem's by name or heading: index in `all` -> the problem's id."""
        problems = self._rubric.problems
        named: dict[int, str] = {}
        under: dict[int, str] = {}
        for index, trained in enumerate(self.all):
            meant = {p.id for n in trained.network.first.names for p in _meant(n, problems)}
            if len(meant) == 1:
                named[index] = meant.pop()
            elif trained.section is not None and trained.section.problem_id is not None:
                under[index] = trained.section.problem_id
        return named | ({} if self.headings_mislead else under)

    @cached_property
    def headings_mislead(self) -> bool:
        """Whether headings name the problems of another edition: the rules say so for all.

        Letters shift between a course's editions. They do not count where two networks or more
        break their heading's rules, and each network keeps those of a problem of its own.
        """
        problems = {problem.id: problem for problem in self._rubric.problems}
        under = [(e, e.section.problem_id) for e in self.all if e.section is not None]
        broken = [e for e, id_ in under if id_ is not None and not self.fits(e, problems[id_])]
        if len(broken) < 2:
            return False
        meant = [self._strictest(each, self._rubric.problems) for each in self.all]
        return None not in meant and len(set(meant)) == len(meant)

    def _strictest(self, trained: Trained, problems: Sequence[Problem]) -> str | None:
        """Name the problem with the smallest budget that a network fits."""
        fitting = [problem for problem in problems if self.fits(trained, problem)]
        return min(fitting, key=_budget).id if fitting else None

    def by_claim(self, problem: Problem) -> Choice | None:
        """Take the network that is the problem's by the name of its variable, or by a heading."""
        mine = [self.all[i] for i, id_ in self.claimed.items() if id_ == problem.id]
        mine = [each for each in mine if each.each.may_answer(problem, self.files)]
        if not mine:
            return None
        problems = self._rubric.problems
        named = [e for e in mine if any(_meant(n, problems) for n in e.network.first.names)]
        choice = self._last(named or mine, problem, "heading")
        section = choice.taken.section
        if section is None or section.problem_id != problem.id:
            return replace(choice, how="name")
        return self._doubt_heading(choice, problem)

    def _doubt_heading(self, choice: Choice, problem: Problem) -> Choice:
        """Raise a doubt about a network that fits another problem than its heading names."""
        if choice.doubt is not None or self.fits(choice.taken, problem):
            return choice
        served = set(self.claimed.values())
        others = [p.id for p in self._rubric.problems if self.fits(choice.taken, p)]
        others = [id_ for id_ in others if id_ not in served]
        if not others:
            return choice
        doubt = f"it breaks the rules of {problem.id}, and keeps those of {others[0]}"
        return replace(choice, doubt=doubt)

    def free(self) -> list[Trained]:
        """List the networks that nobody has claimed, demonstrations last of all."""
        free = [each for i, each in enumerate(self.all) if i not in self.claimed]
        own = [each for each in free if not each.is_demo]
        left = own or (free if not self.claimed else [])
        return [] if len(left) == 1 and _is_given_up(left[0], self._rubric) else left

    def shared_out(self, problems: Sequence[Problem]) -> dict[str, Choice]:
        """Give the networks that nobody has claimed to the problems that have none.

        Args:
            problems: that are left, in the rubric's order.
        """
        free = self.free()
        askable = [p for p in problems if any(e.each.may_answer(p, self.files) for e in free)]
        if not free or not askable:
            return {}
        if 1 < len(free) == len(askable) and self._all_fit(free, askable):
            pairs = zip(free, askable, strict=True)
            return {p.id: Choice(each, "order") for each, p in pairs}
        meant = [self._strictest(each, askable) for each in free]
        if None not in meant and len(set(meant)) < len(meant):
            for some in combinations(askable, len(free)):
                if self._all_fit(free, some):
                    pairs = zip(free, some, strict=True)
                    return {p.id: self._in_order(each, p, askable) for each, p in pairs}
        found = {}
        for problem in askable:
            mine = [each for each, id_ in zip(free, meant, strict=True) if id_ == problem.id]
            if mine:
                choice = self._doubted(self._last(mine, problem, "rules"), askable)
                found[problem.id] = self._by_name(self._doubt_letters(choice), problem)
        if not self.claimed and len(askable) == len(self._rubric.problems):
            left = [each for each, id_ in zip(free, meant, strict=True) if id_ is None]
            found |= self._misfits(left, [p for p in askable if p.id not in found])
        return found

    def _all_fit(self, several: Sequence[Trained], problems: Sequence[Problem]) -> bool:
        return all(self.fits(e, p) for e, p in zip(several, problems, strict=True))

    def _in_order(self, trained: Trained, problem: Problem, problems: Sequence[Problem]) -> Choice:
        """Take a network for the problem that its place suggests, where it fits others as well."""
        others = [p.id for p in problems if p.id != problem.id and self.fits(trained, p)]
        also = f"it keeps the rules of {', '.join(others)} as well, and only its place tells"
        return Choice(trained, "order", doubt=also if others else None)

    def _doubt_letters(self, choice: Choice) -> Choice:
        """Raise a doubt about a network that a heading has given another letter."""
        section = choice.taken.section
        if choice.doubt is not None or section is None or section.problem_id is None:
            return choice
        return replace(choice, doubt=f"its heading is {section.heading}, whose rules it breaks")

    def of_sweep(self, problem: Problem) -> Choice | None:
        """Take what a sweep trained last, where a file has trained nothing else that fits."""
        fitting = [
            each
            for each in self._sweeps
            if each.each.may_answer(problem, self.files) and self.fits(each, problem)
        ]
        if not fitting or self.all:
            return None
        doubt = f"{len(fitting)} networks of a sweep keep the rules, and none was trained after it"
        rivals = tuple(fitting[-MAX_SHOWN:-1])
        return Choice(fitting[-1], "rules", rivals, doubt if rivals else None)

    def picked(self, problem: Problem, lines: Callable[[DescribedFile], range]) -> Choice | None:
        """Take the network that is built or trained on the lines that a person has named."""
        found = None
        for trained in (*self._sweeps, *self.all):
            meant = lines(trained.each)
            network = trained.network
            places = [network.built, network.first.statement, network.first.line]
            places += [*network.first.names.values(), network.first.built_statement or 0]
            if any(line in meant for line in places if line):
                found = Choice(trained, "picked")
        return found

    def of_binding(
        self, each: DescribedFile, name: str, line: int, *, swept: bool = False
    ) -> Trained | None:
        """Find the network that a variable held, if it was trained, be it as part of a sweep."""
        found = None
        for trained in self._sweeps if swept else self.all:
            if trained.each is each and any(
                run.names.get(name) == line for run in trained.network.runs
            ):
                found = trained
        return found

    def tried_beside(self, trained: Trained) -> tuple[Trained, ...]:
        """List what else the sweep that a network is part of has tried."""
        spot = trained.network.first.spot
        return tuple(
            each
            for each in self._sweeps
            if each.each is trained.each
            and each.network is not trained.network
            and each.network.first.spot == spot
        )

    def answer(self, choice: Choice, problem: Problem) -> Answer | CheckResult:
        """Turn what was chosen into an answer, with all that a reader should know of the choice."""
        taken = choice.taken
        answer = self._answer(taken, problem, self._found(choice))
        if isinstance(answer, CheckResult):
            return answer
        shown = tuple(self._candidate(each, problem) for each in (taken, *choice.rivals))
        own = answer.claim or _claim(self.claim_of(taken, problem))
        return replace(
            answer,
            claim=own,
            how=choice.how,
            file=taken.each,
            trained=taken.network,
            candidates=shown[:MAX_SHOWN] if choice.rivals else (),
            needs_person=choice.doubt,
        )

    def fits(self, trained: Trained, problem: Problem) -> bool:
        """Whether a network keeps the problem's rules about networks."""
        return self._faults(trained, problem) == 0

    def claim_of(self, trained: Trained, problem: Problem) -> tuple[float, str] | None:
        """Read the accuracy that the file says a network reached, and where it says so."""
        first, last = trained.network.statements
        following = self._next_training(trained, last)
        cells = trained.each.file.cells
        begin = cell_of(first, cells)
        start = begin.first_line if begin is not None else first
        claims = self._claims_in(trained.each)
        return claim_between(claims, start, following, problem.score.metric)

    @cached_property
    def _sweeps(self) -> tuple[Trained, ...]:
        return tuple(
            Trained(each, network, None, "the network")
            for each in self.files
            for network in each.trained
            if network.in_sweep
        )

    def _next_training(self, trained: Trained, last: int) -> int:
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

    def _claims_in(self, each: DescribedFile) -> Sequence[ReadClaim]:
        if id(each) not in self._read:
            self._read[id(each)] = read_claims(each.file)
        return self._read[id(each)]

    @cached_property
    def _read(self) -> dict[int, tuple[ReadClaim, ...]]:
        return {}

    def _sections_of(
        self, each: DescribedFile, networks: Sequence[TrainedNetwork]
    ) -> list[Section | None]:
        """Find the part of the file that each network belongs to.

        In a notebook by the cell that trains it. Functions may do all the work: where all of them
        are called from one part of a script, the functions' own places tell.
        """
        sections = each.sections(self._rubric.problems)
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

    def _last(self, several: Sequence[Trained], problem: Problem, how: HowFound) -> Choice:
        """Take the last network of several for one problem, and see whether that is certain."""
        fitting = [each for each in several if self.fits(each, problem)] or list(several)
        enough = fitting
        if "epochs" not in problem.training.student_sets:
            mandated = problem.training.epochs
            enough = [each for each in fitting if each.network.epochs >= mandated]
            longest = max(each.network.epochs for each in fitting)
            enough = enough or [each for each in fitting if each.network.epochs == longest]
        known = [each for each in enough if each.name in problem.names.model]
        taken = (known or enough)[-1]
        rivals = [each for each in fitting if each is not taken]
        return Choice(taken, how, tuple(rivals), self._doubt(taken, rivals, problem))

    def _doubt(self, taken: Trained, rivals: Sequence[Trained], problem: Problem) -> str | None:
        """Say why the last network may not be the one that is meant."""
        if not rivals:
            return None
        count = f"{len(rivals) + 1} networks were trained for {problem.id}"
        own = self.claim_of(taken, problem)
        claims = [(claim[0], each) for each in rivals if (claim := self.claim_of(each, problem))]
        best, winner = max(claims, key=lambda pair: pair[0], default=(0.0, taken))
        if own is not None and best > own[0] + _BETTER:
            return (
                f"{count}; the last is taken, but {winner.where} did better by its own numbers: "
                f"{100 * best:.2f}% against {100 * own[0]:.2f}%"
            )
        longer = [e for e in rivals if e.network.epochs > taken.network.epochs]
        if longer and (own is None or self.claim_of(longer[-1], problem) is None):
            return (
                f"{count}; the last is taken, but {longer[-1].where} was trained for "
                f"{longer[-1].network.epochs} epochs, and not for {taken.network.epochs}"
            )
        if taken.each is not rivals[-1].each:
            return f"{count}, in {len({id(e.each) for e in (taken, *rivals)})} files"
        return None

    def _doubted(self, choice: Choice, problems: Sequence[Problem]) -> Choice:
        """Raise a doubt about a network that other problems have just as good a claim to."""
        others = [p.id for p in problems if self.fits(choice.taken, p)]
        if choice.doubt is not None or len(others) < 2 or choice.how == "order":
            return choice
        takers = [p.id for p in problems if p.id in others]
        free = [each for each in self.free() if each is not choice.taken]
        served = [p for p in problems if any(self.fits(each, p) for each in free)]
        if len(served) >= len(takers) - 1 and free:
            return choice
        listed = " and ".join([", ".join(others[:-1]), others[-1]])
        return replace(choice, doubt=f"it keeps the rules of {listed}, and nothing says which")

    def _by_name(self, choice: Choice, problem: Problem) -> Choice:
        """Say that the name was enough, where the rubric's name held one network alone."""
        taken = choice.taken
        same = [e for e in self.all if e.each is taken.each and e.name == taken.name]
        if taken.name in problem.names.model and len(same) == 1 and choice.doubt is None:
            return replace(choice, how="name")
        return choice

    def _misfits(self, left: Sequence[Trained], problems: Sequence[Problem]) -> dict[str, Choice]:
        """Hold what fits nothing against the problem of its kind that it comes nearest."""
        found: dict[str, Choice] = {}
        for each in left:
            kind = [p for p in problems if _is_convolutional(p) == each.network.is_convolutional]
            if kind:
                nearest = min(kind, key=lambda p: (self._faults(each, p), _budget(p)))
                doubt = f"{each.where} breaks rules of every problem: which one it is meant for?"
                found[nearest.id] = Choice(each, "rules", doubt=doubt)
        return found

    def _faults(self, trained: Trained, problem: Problem) -> int:
        """Count the rules about networks that a network breaks."""
        key = (id(trained.network), problem.id)
        if key not in self._broken:
            answer = self._answer(trained, problem, "")
            self._broken[key] = (
                100
                if isinstance(answer, CheckResult)
                else sum(
                    check.rule in STRUCTURE and check.outcome != "passed"
                    for check in self._judge(answer, problem)
                )
            )
        return self._broken[key]

    def _answer(self, trained: Trained, problem: Problem, found: str) -> Answer | CheckResult:
        return trained_answer(
            trained.network,
            problem,
            _of_its_own(trained.each, problem, self._rubric),
            self._train_images(problem),
            found,
            trained.name,
        )

    def _found(self, choice: Choice) -> str:
        taken, network = choice.taken, choice.taken.network
        words = taken.where
        if len(self.files) > 1:
            words = f"{taken.each.file.name}: {words}"
        if choice.how == "heading" and taken.section is not None:
            words += f", under the heading {taken.section.heading}"
        if choice.how == "order":
            words += ", by its place among the networks trained"
        if choice.how == "rules":
            words += ": the last that fits" if choice.rivals else ": it keeps the rules"
        if choice.how == "picked":
            words += ": picked by a person"
        return f"{words}; trained in {self._trained_in(taken, network)}"

    def _trained_in(self, taken: Trained, network: TrainedNetwork) -> str:
        first, last = network.statements
        cells = taken.each.file.cells
        places = [cell_of(line, cells) for line in (first, last)]
        if places[0] is None or places[1] is None:
            lines = (network.first.line, network.runs[-1].line)
            return f"line {lines[0]}" if lines[0] == lines[1] else f"lines {lines[0]}, {lines[1]}"
        numbers = [cell.number for cell in places if cell is not None]
        return (
            f"cell {numbers[0]}"
            if numbers[0] == numbers[1]
            else f"cells {numbers[0]}, {numbers[1]}"
        )

    def _candidate(self, trained: Trained, problem: Problem) -> Candidate:
        epochs = epochs_of(trained.network, self._train_images(problem)).epochs
        many = "" if epochs is None else f", {epochs} epoch{'s' * (epochs != 1)}"
        shown = f"{trained.where}: {sizes_of(trained.network)}{many}"
        if claim := self.claim_of(trained, problem):
            shown += f", {100 * claim[0]:.2f}% by its own numbers"
        return Candidate(pick=trained.pick, shown=shown)


def sizes_of(network: TrainedNetwork) -> str:
    """Say in short what a network is: "784-100-10", "2 Conv2d, 38,634 parameters"."""
    spec = NetworkSpec(layers=network.network.layers, layer_count=network.network.layer_count)
    convolutions = sum(isinstance(layer, Conv2d) for layer in spec.layers)
    if convolutions:
        return f"{convolutions} Conv2d, {network_parameters(spec):,} parameters"
    linear = [layer for layer in spec.layers if isinstance(layer, Linear)]
    if not linear:
        return f"{len(spec.layers)} layers"
    if len(linear) > 6:
        return f"{len(linear)} Linear, {hidden_units(spec):,} hidden units"
    return "-".join(map(str, (linear[0].in_features, *(each.out_features for each in linear))))


def _claim(found: tuple[float, str] | None) -> Claim | None:
    return None if found is None else Claim(accuracy=found[0], where=found[1])


def _is_given_up(trained: Trained, rubric: Rubric) -> bool:
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


def _of_its_own(each: DescribedFile, problem: Problem, rubric: Rubric) -> Description:
    """Keep of a file's variables those that are this problem's alone."""
    end = each.extraction.description
    own = {
        name
        for key in ("epochs", "batch_size", "test_accuracy", "dropout_sweep")
        for name in own_names(key, problem, rubric.problems)
    }
    if len([p for p in rubric.problems if p.sweep]) == 1 and problem.sweep:
        own |= set(problem.names.dropout_sweep)
    kept = {name: held for name, held in end.variables.items() if name in own}
    return end.model_copy(update={"variables": kept})


def _meant(name: str, problems: Sequence[Problem]) -> list[Problem]:
    """List the problems that a variable's name says it is about: one, or none."""
    for problem in problems:
        if name in own_names("model", problem, problems) and name != "model":
            return [problem]
    meant = problem_of_variable(name, problems)
    return [] if meant is None else [meant]


def _budget(problem: Problem) -> tuple[float, float]:
    """Order problems by what they allow, the strictest first."""
    rules = problem.network
    units = float(rules.max_hidden_units or 2**62)
    parameters = float(rules.parameters_below or rules.parameters_exactly or 2**62)
    return units, parameters


def _is_convolutional(problem: Problem) -> bool:
    return "Conv2d" in problem.network.allowed_layers


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
