"""A file of a submission, and what came of running it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.extraction import Extraction
from grader.headings import Section, find_sections
from grader.rubric import Problem
from grader.script_headings import with_comment_sections
from grader.submissions import Cell, SourceFile
from grader.trained_networks import TrainedNetwork, trained_networks
from grader.training_runs import TrainingRun


@dataclass(frozen=True)
class DescribedFile:
    """A file of a submission, and what came of running it."""

    file: SourceFile
    extraction: Extraction

    @cached_property
    def trained(self) -> tuple[TrainedNetwork, ...]:
        """All networks that it has trained, parts of sweeps among them."""
        return trained_networks([self._as_far_as_known(run) for run in self.extraction.runs])

    def _as_far_as_known(self, run: TrainingRun) -> TrainingRun:
        """Forget how long a run took in a statement that was ended from outside."""
        if not self.is_broken_off(run):
            return run
        nothing = {"epochs": 0, "loose_steps": 0, "planned": None, "ended": None, "rates": ()}
        return run.model_copy(update=nothing)

    def is_broken_off(self, run: TrainingRun) -> bool:
        """Whether the statement that trained it last was ended from outside."""
        extraction = self.extraction
        return not extraction.description.finished and run.last_statement >= extraction.last_line

    def sections(self, problems: Sequence[Problem]) -> tuple[Section, ...]:
        """List the parts of the file that headings or comments say are about a problem."""
        return find_sections(self.parts, problems)

    @cached_property
    def parts(self) -> tuple[Cell, ...]:
        """The file cut where something stands for a heading, whatever it is about."""
        return with_comment_sections(self.file)

    def may_answer(self, problem: Problem, files: Sequence["DescribedFile"]) -> bool:
        """Whether it is asked for a problem: it is named after it, or no file is."""
        mine = (self.file.problem or "").lower()
        if mine == problem.id.lower():
            return True
        own = any((each.file.problem or "").lower() == problem.id.lower() for each in files)
        return not mine and not own

    def place(self, line: int) -> str:
        """Say where a line is, as the student sees it: "line 7", "cell 3, line 2"."""
        return self.extraction.description.place(line)
