"""Which of the networks that a submission has trained answers which problem? Pure.

A network is a problem's by its variable's name (`model_c`) or by the heading that it is trained or
built under. The others are shared out among the problems that are left: in order of appearance if
there are as many, else to the problem with the smallest budget that each fits. Of several for one
problem the last counts, and if that is not certain, a person is asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations

from grader.bindings import own_names
from grader.choosing import Answer
from grader.described_file import DescribedFile
from grader.headings import Section
from grader.layer_calls import are_layers
from grader.results import Candidate, CheckResult, Claim, HowFound
from grader.rubric import Problem, Rubric
from grader.trained_choice import Choice, last_trained
from grader.trained_claims import TrainedClaims
from grader.trained_doubts import built_again, cut_short
from grader.trained_places import Trained, is_given_up, trained_in_earnest, trained_in_sweeps
from grader.trained_recipe import epochs_of
from grader.trained_rules import Judge, TrainedRules
from grader.trained_words import as_candidate, say_found
from grader.variable_names import problem_of_variable

MAX_IN_ORDER = 10
"""Problems among which places in order are tried out."""
MAX_SHOWN = 8
"""Candidates that a person is shown."""


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
        self._rules = TrainedRules(rubric, judge, train_images)
        self._claims = TrainedClaims()

    @cached_property
    def all(self) -> tuple[Trained, ...]:
        """Every network that is no part of a sweep."""
        return trained_in_earnest(self.files, self._rubric)

    @cached_property
    def claimed(self) -> dict[int, str]:
        """Networks that are a problem's by name or heading: index in `all` -> the problem's id."""
        problems = self._rubric.problems
        named: dict[int, str] = {}
        under: dict[int, str] = {}
        for index, trained in enumerate(self.all):
            meant = {p.id for n in trained.network.first.names for p in _meant(n, problems)}
            heading = None if trained.section is None else trained.section.problem_id
            # A letter of a variable (c for convolution) is less than a heading.
            is_sure = heading in (None, *meant) or _says_whole_id(trained, meant)
            if len(meant) == 1 and (is_sure or trained.section in self._shared_sections):
                named[index] = meant.pop()
            elif heading is not None:
                under[index] = heading
        return named | ({} if self.headings_mislead else under)

    @cached_property
    def _shared_sections(self) -> list[Section | None]:
        """List the parts under whose one heading variables name several problems.

        As where no heading is over the second, or in words that nobody understands: its own is
        among them, and no other part is headed by one of the rest.
        """
        headed = {e.section.problem_id for e in self.all if e.section is not None}
        letters: dict[int, set[str]] = {}
        sections: dict[int, Section | None] = {}
        for trained in self.all:
            meant = {
                p.id for n in trained.network.first.names for p in _meant(n, self._rubric.problems)
            }
            sections[id(trained.section)] = trained.section
            letters.setdefault(id(trained.section), set()).update(meant if len(meant) == 1 else ())
        return [
            section
            for key, section in sections.items()
            if section is not None
            and len(letters[key]) > 1
            and letters[key] & headed == {section.problem_id}
        ]

    @cached_property
    def headings_mislead(self) -> bool:
        """Whether headings name the problems of another edition: the rules say so for all.

        Letters shift between a course's editions. They do not count where two networks or more
        break their heading's rules, and each network keeps those of a problem of its own.
        """
        problems = {problem.id: problem for problem in self._rubric.problems}
        under = [(e, e.section.problem_id) for e in self.all if e.section is not None]
        broken = [
            e for e, id_ in under if id_ is not None and not self._rules.fits(e, problems[id_])
        ]
        if len(broken) < 2:
            return False
        meant = [self._rules.strictest(each, self._rubric.problems) for each in self.all]
        return None not in meant and len(set(meant)) == len(meant)

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
        if choice.doubt is not None or self._rules.fits(choice.taken, problem):
            return choice
        served = set(self.claimed.values())
        others = [p.id for p in self._rubric.problems if self._rules.fits(choice.taken, p)]
        others = [id_ for id_ in others if id_ not in served]
        if not others:
            return choice
        doubt = f"it breaks the rules of {problem.id}, and keeps those of {others[0]}"
        return replace(choice, doubt=doubt)

    def free(self) -> list[Trained]:
        """List the networks that nobody has claimed, demonstrations last of all."""
        free = [each for i, each in enumerate(self.all) if i not in self.claimed]
        own = [each for each in free if not each.is_demo and not self._is_sample(each)]
        left = own or (free if not self.claimed else [])
        return [] if len(left) == 1 and is_given_up(left[0], self._rubric) else left

    def _is_sample(self, trained: Trained) -> bool:
        """Whether it is the network that the assignment came with."""
        sample = self._rubric.sample_layers
        return bool(sample) and are_layers(trained.network.network.layers, sample)

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
        meant = [self._rules.strictest(each, askable) for each in free]
        in_reach = len(askable) <= MAX_IN_ORDER
        if in_reach and None not in meant and len(set(meant)) < len(meant):
            for some in combinations(askable, len(free)):
                if self._all_fit(free, some):
                    return self._in_order(free, some, askable)
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
        return all(self._rules.fits(e, p) for e, p in zip(several, problems, strict=True))

    def _in_order(
        self, several: Sequence[Trained], taken: Sequence[Problem], problems: Sequence[Problem]
    ) -> dict[str, Choice]:
        """Take networks for the problems that their places suggest, where they fit others too."""
        found = {}
        for each, problem in zip(several, taken, strict=True):
            others = [p.id for p in problems if p.id != problem.id and self._rules.fits(each, p)]
            doubt = (
                f"it keeps the rules of {', '.join(others)} as well, and only its place says which"
            )
            if not others:
                doubt = "by its place among networks of which another fits several problems"
            found[problem.id] = Choice(each, "order", doubt=doubt)
        return found

    def _doubt_letters(self, choice: Choice) -> Choice:
        """Raise a doubt about a network that a heading has given another letter."""
        section = choice.taken.section
        if choice.doubt is not None or section is None or section.problem_id is None:
            return choice
        return replace(choice, doubt=f"its heading is {section.heading}, whose rules it breaks")

    def of_sweep(self, problem: Problem) -> Choice | None:
        """Take what a sweep trained last, where nothing else of the problem's kind was trained."""
        fitting = [
            each
            for each in self._sweeps
            if each.each.may_answer(problem, self.files) and self._rules.fits(each, problem)
        ]
        kinds = {each.network.is_convolutional for each in self.all}
        if not fitting or fitting[-1].network.is_convolutional in kinds:
            return None
        doubt = f"{len(fitting)} networks of a sweep keep the rules, and none was trained after it"
        rivals = tuple(fitting[-MAX_SHOWN:-1])
        return Choice(fitting[-1], "rules", rivals, doubt if rivals else None)

    def picked(self, problem: Problem, lines: Callable[[DescribedFile], range]) -> Choice | None:
        """Take the network that is built or trained on the lines that a person has named."""
        found = None
        for trained in (*self._sweeps, *self.all):
            meant = lines(trained.each)
            if any(line in meant for line in trained.network.lines):
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
        several = {
            "among_files": len(self.files) > 1,
            "among_rivals": bool(choice.rivals),
            "called_final": choice.called_final,
        }
        answer = self._rules.answer(taken, problem, say_found(taken, choice.how, **several))
        if isinstance(answer, CheckResult):
            return answer
        shown = tuple(self._candidate(each, problem) for each in (taken, *choice.rivals))
        own = answer.claim or _claim(self._claims.claim_of(taken, problem))
        return replace(
            answer,
            claim=own,
            how=choice.how,
            file=taken.each,
            trained=taken.network,
            candidates=shown[:MAX_SHOWN] if choice.rivals else (),
            needs_person=choice.doubt or self._doubt_recipe(taken, problem),
        )

    def _doubt_recipe(self, taken: Trained, problem: Problem) -> str | None:
        """Say why its training cannot be repeated as it was."""
        if any(run.beside is not None for run in taken.network.runs):
            return "two optimizers take turns on it, and only one can be graded with"
        why = cut_short(taken.each, taken.network) or built_again(taken.each, taken.network)
        if why is not None:
            return why
        epochs = epochs_of(taken.network, self._rules.train_images(problem))
        if not epochs.are_guessed:
            return None
        steps = f"{taken.network.epochs:,} batches of {epochs.batch_size}"
        return f"it goes over {steps}, which come to {epochs.epochs} epochs"

    def _candidate(self, trained: Trained, problem: Problem) -> Candidate:
        images = self._rules.train_images(problem)
        epochs = epochs_of(trained.network, images).epochs
        return as_candidate(trained, epochs, self._claims.claim_of(trained, problem))

    @cached_property
    def _sweeps(self) -> tuple[Trained, ...]:
        return trained_in_sweeps(self.files)

    def _last(self, several: Sequence[Trained], problem: Problem, how: HowFound) -> Choice:
        return last_trained(several, problem, how, self._rules, self._claims)

    def _doubted(self, choice: Choice, problems: Sequence[Problem]) -> Choice:
        """Raise a doubt about a network that other problems have just as good a claim to."""
        others = [p.id for p in problems if self._rules.fits(choice.taken, p)]
        if choice.doubt is not None or len(others) < 2 or choice.how == "order":
            return choice
        free = [each for each in self.free() if each is not choice.taken]
        served = [p for p in problems if any(self._rules.fits(each, p) for each in free)]
        if len(served) >= len(others) - 1 and free:
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
        nearest: dict[str, list[Trained]] = {}
        for each in left:
            if (id_ := self._rules.nearest(each, problems)) is not None:
                nearest.setdefault(id_, []).append(each)
        found = {}
        for id_, several in nearest.items():
            taken, rivals = several[-1], tuple(several[:-1])
            doubt = f"{taken.where}, breaks rules of every problem; it comes nearest to {id_}"
            found[id_] = Choice(taken, "rules", rivals, doubt)
        return found


def _says_whole_id(trained: Trained, ids: set[str]) -> bool:
    """Whether a variable of the network's has all of a problem's id in it: `net_2c`."""
    names = ["".join(filter(str.isalnum, n)).lower() for n in trained.network.first.names]
    wanted = ["".join(filter(str.isalnum, id_)).lower() for id_ in ids]
    return any(id_ in name for name in names for id_ in wanted if len(id_) > 1)


def _claim(found: tuple[float, str] | None) -> Claim | None:
    return None if found is None else Claim(accuracy=round(found[0], 6), where=found[1])


def _meant(name: str, problems: Sequence[Problem]) -> list[Problem]:
    """List the problems that a variable's name says it is about: one, or none."""
    for problem in problems:
        if name in own_names("model", problem, problems) and name != "model":
            return [problem]
    meant = problem_of_variable(name, problems)
    return [] if meant is None else [meant]
