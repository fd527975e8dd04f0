"""What are the instructor's rules? Records of a rubric; `rubric_file` reads them from TOML."""

import difflib
import math
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from grader.hand_ins.file_pattern import pattern_fault
from grader.network_spec import LAYER_NAMES, OptimizerSpec, ParameterGroup
from grader.optimizers import OPTIMIZERS, option_fault, options_with_defaults
from grader.records import Record, StudentText
from grader.results import Metric

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,79}$")]
"""A Python variable."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""Safe in a file name, a column heading and a URL."""

Fraction = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Points = Annotated[float, Field(ge=0, le=10_000)]

StudentSets = Literal["epochs", "batch_size", "optimizer", "scheduler"]


class ImageFolder(Record):
    """Images in `train/<class>/` and `test/<class>/`, all of one size."""

    image_folder: str
    """Path of the folder, absolute or from the data folder."""


DatasetName = Literal["mnist", "fashion-mnist", "cifar10", "digits"]


PerChannel = float | Annotated[tuple[float, ...], Field(min_length=1, max_length=3)]


class Standardize(Record):
    """Subtract a mean and divide by a standard deviation, per channel, after scaling to [0, 1]."""

    mean: PerChannel
    std: PerChannel

    @field_validator("std")
    @classmethod
    def _positive(cls, std: float | tuple[float, ...]) -> float | tuple[float, ...]:
        if any(value <= 0 for value in (std if isinstance(std, tuple) else (std,))):
            raise ValueError("a standard deviation is above 0")
        return std


class RubricOptimizer(Record):
    """The optimizer for students who hand in none: a name of `torch.optim` and its options."""

    model_config = ConfigDict(extra="allow")

    name: str

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.name not in OPTIMIZERS:
            raise ValueError(f"{self.name!r} is not one of {', '.join(sorted(OPTIMIZERS))}")
        if self.name == "Muon":
            raise ValueError("Muon takes matrices alone, and networks have biases too")
        known = options_with_defaults(self.name)
        given = self.model_extra or {}
        for key in given:
            if key not in known:
                raise ValueError(f"{self.name} has no option {key!r}; it has {', '.join(known)}")
        if fault := option_fault(self.name, known | given):
            raise ValueError(fault)
        return self

    def spec(self, parameters: tuple[str, ...]) -> OptimizerSpec:
        """Build the optimizer over all of a network's parameters, in one group."""
        options = options_with_defaults(self.name) | (self.model_extra or {})
        group = ParameterGroup(parameters=parameters, options=options)
        return OptimizerSpec(name=self.name, groups=(group,))


class TrainingRules(Record):
    """How networks are trained. A problem's own table overrides the rubric's key by key."""

    epochs: Annotated[int, Field(ge=1, le=1000)] = 10
    """Mandated; the default where `student_sets` lists "epochs"."""
    batch_size: Annotated[int, Field(ge=1, le=65_536)] = 32
    """Likewise."""
    loss: Literal["categorical_cross_entropy"] = "categorical_cross_entropy"
    seeds: Annotated[tuple[Count, ...], Field(min_length=1, max_length=20)] = (0,)
    """Each network is trained once from each."""
    optimizer: RubricOptimizer = RubricOptimizer(name="Adam")
    student_sets: tuple[StudentSets, ...] = ("optimizer", "scheduler")
    """What students choose; the rest is mandated, and their wish is reported but not followed."""
    max_epochs: Annotated[int, Field(ge=1, le=1000)] = 50
    """Only where students set epochs."""
    min_batch_size: Positive = 8
    """Only where students set the batch size."""
    max_batch_size: Positive = 10_000
    standardize: Standardize | None = None
    validation: Count = 0
    """Images held out of the end of the training set; reported per epoch, never trained on."""
    time_limit_seconds: Annotated[int, Field(ge=1, le=86_400)] = 3600
    """For one training; passing it is the machine's fault, so the problem is not graded."""
    memory_mib: Annotated[int, Field(ge=64)] = 4096
    """A network whose own numbers need more for training is refused before it starts."""

    @model_validator(mode="after")
    def _within_caps(self) -> Self:
        if "scheduler" in self.student_sets and "optimizer" not in self.student_sets:
            # A schedule is recorded as the rates of the optimizer that the student built it for.
            raise ValueError('student_sets lists "scheduler", and so must list "optimizer" too')
        if "epochs" in self.student_sets and self.epochs > self.max_epochs:
            raise ValueError(f"epochs = {self.epochs} is above max_epochs = {self.max_epochs}")
        if len(set(self.seeds)) != len(self.seeds):
            raise ValueError("seeds has a number twice")
        if "batch_size" in self.student_sets and not (
            self.min_batch_size <= self.batch_size <= self.max_batch_size
        ):
            raise ValueError(
                f"batch_size = {self.batch_size} is not between min_batch_size = "
                f"{self.min_batch_size} and max_batch_size = {self.max_batch_size}"
            )
        return self


class NetworkRules(Record):
    """What a network may be made of. A key that is absent is a rule that does not exist."""

    allowed_layers: Annotated[tuple[str, ...], Field(min_length=1)]
    max_hidden_units: Positive | None = None
    """Inclusive: the sum of `out_features` over every Linear but the last."""
    min_hidden_layers: Positive | None = None
    """Inclusive: Linear layers but the last."""
    parameters_below: Positive | None = None
    """Exclusive."""
    parameters_exactly: Positive | None = None
    required_layers: dict[str, Positive] = Field(default_factory=dict)
    """Layer -> how many of it at least. `BatchNorm` stands for both of its kinds."""
    max_layers: Annotated[int, Field(ge=1, le=1000)] = 64
    equivalents: bool = True
    """Whether a Flatten class of the file's own, a class around one `nn.Sequential` and images
    flattened in the loop count as the layers that they are seen to equal."""

    @field_validator("allowed_layers")
    @classmethod
    def _layers_exist(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            _require_layer(name, LAYER_NAMES)
        if len(set(names)) != len(names):
            raise ValueError("a layer stands twice")
        return names

    @field_validator("required_layers")
    @classmethod
    def _required_exist(cls, required: dict[str, int]) -> dict[str, int]:
        for name in required:
            _require_layer(name, (*LAYER_NAMES, "BatchNorm"))
        return required

    @model_validator(mode="after")
    def _satisfiable(self) -> Self:
        for name in self.required_layers:
            wanted = ("BatchNorm1d", "BatchNorm2d") if name == "BatchNorm" else (name,)
            if not set(wanted) & set(self.allowed_layers):
                raise ValueError(f"required_layers asks for {name}, which allowed_layers forbids")
        if self.parameters_below is not None and self.parameters_exactly is not None:
            raise ValueError("give parameters_below or parameters_exactly, not both")
        if (
            self.max_hidden_units is not None
            and self.min_hidden_layers is not None
            and self.max_hidden_units < self.min_hidden_layers
        ):
            raise ValueError(
                f"{self.min_hidden_layers} hidden layers cannot fit in "
                f"max_hidden_units = {self.max_hidden_units}"
            )
        return self


class Band(Record):
    """Points for an accuracy."""

    at_least: Fraction
    """Inclusive."""
    points: Points


class Borderline(Record):
    """More seeds for a network whose accuracy lies near a threshold."""

    within: Fraction
    more_seeds: Annotated[int, Field(ge=1, le=20)]
    take: Literal["best", "median", "mean"] = "best"
    """How the accuracies of all seeds become the one that is scored."""


class ScoreRules(Record):
    """How accuracies become points."""

    metric: Metric = "final_test_accuracy"
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    """The highest band that is reached counts, alone."""
    take: Literal["best", "median", "mean"] = "median"
    """How several `seeds` become one number, until a network is borderline (`borderline.take`)."""
    borderline: Borderline | None = None

    @field_validator("bands")
    @classmethod
    def _rising(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        ordered = tuple(sorted(bands, key=lambda band: band.at_least))
        for lower, higher in pairwise(ordered):
            if lower.at_least == higher.at_least or lower.points >= higher.points:
                raise ValueError(
                    f"the band at {higher.at_least:g} must give more points than the one at "
                    f"{lower.at_least:g}"
                )
        return ordered

    @property
    def points(self) -> float:
        """Points of the highest band."""
        return self.bands[-1].points


class ClaimRules(Record):
    """Points for a claimed test accuracy that retraining confirms."""

    tolerance: Fraction
    """Largest difference either way, inclusive, as a fraction: 0.005 is half a point."""
    points: Points = 0


class SweepRules(Record):
    """A dropout sweep: every Dropout set to each p, trained briefly, held against the student's."""

    values: Annotated[tuple[Fraction, ...], Field(min_length=2, max_length=50)]
    epochs: Positive = 1
    batch_size: Positive = 32
    tolerance: Fraction
    """Largest difference either way, inclusive, between a claimed and a measured accuracy."""
    matches_at_least: Positive
    """How many of the values must agree within the tolerance."""
    points: Points

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.matches_at_least > len(self.values):
            raise ValueError(
                f"matches_at_least = {self.matches_at_least}, "
                f"but there are {len(self.values)} values"
            )
        return self


def _all_optional(schema: dict[str, Any]) -> None:
    """Tell editors what the validators below fill in."""
    schema.pop("required")


def _names_and_training_optional(schema: dict[str, Any]) -> None:
    schema["required"] = [key for key in schema["required"] if key not in ("names", "training")]


class Names(Record):
    """Variables in which a problem's answer is looked for; the first that exists is taken."""

    model_config = ConfigDict(json_schema_extra=_all_optional)

    model: Annotated[tuple[Name, ...], Field(min_length=1)]
    optimizer: tuple[Name, ...]
    scheduler: tuple[Name, ...]
    epochs: tuple[Name, ...]
    batch_size: tuple[Name, ...]
    test_accuracy: tuple[Name, ...]
    dropout_sweep: tuple[Name, ...]


class Problem(Record):
    """One problem: its rules, and how its points are earned."""

    model_config = ConfigDict(json_schema_extra=_names_and_training_optional)

    id: Identifier
    title: str = ""
    points: Points
    extra_credit: bool = False
    """Its points count for the student and not for the total that full marks are."""
    names: Names
    network: NetworkRules
    training: TrainingRules
    score: ScoreRules
    claims: ClaimRules | None = None
    sweep: SweepRules | None = None

    @model_validator(mode="before")
    @classmethod
    def _default_names(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        suffix = "".join(c if c.isalnum() else "_" for c in str(table.get("id", ""))).lower()
        defaults = {key: (f"{key}_{suffix}", key) for key in Names.model_fields}
        given = table.get("names", {})
        return table | {"names": defaults | given if isinstance(given, dict) else given}

    @model_validator(mode="after")
    def _points_add_up(self) -> Self:
        parts = {
            "score": self.score.points,
            "claims": self.claims.points if self.claims else 0,
            "sweep": self.sweep.points if self.sweep else 0,
        }
        if abs(sum(parts.values()) - self.points) > 1e-9:
            listed = ", ".join(f"{name} {points:g}" for name, points in parts.items() if points)
            raise ValueError(f"points = {self.points:g}, but its parts give {listed}")
        if self.sweep and "Dropout" not in self.network.required_layers:
            raise ValueError(
                "a sweep needs required_layers = { Dropout = 1 }, or it sweeps nothing"
            )
        return self


class LeaderboardEntry(Record):
    """One ranking that a class may see."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    """Its heading."""
    problem: Identifier | None = None
    """Whose number is shown; `None`: the points of all problems together."""
    show: Literal["accuracy", "points", "parameters", "hidden_units"]
    order: Literal["asc", "desc"] | None = None
    """Which end is best: "desc" for accuracy and points, "asc" for sizes, unless it is given."""

    @model_validator(mode="after")
    def _of_a_problem(self) -> Self:
        if self.problem is None and self.show != "points":
            raise ValueError(f'show = "{self.show}" needs a problem; only points have a total')
        return self

    @property
    def best_first(self) -> Literal["asc", "desc"]:
        """The order in which the best comes first."""
        return self.order or ("desc" if self.show in ("accuracy", "points") else "asc")


class SubmissionRules(Record):
    """How the files of a class say whose they are."""

    pattern: str | None = None
    """A regular expression for files' paths; `None`: as students or course sites call them."""

    @field_validator("pattern")
    @classmethod
    def _names_students(cls, pattern: str | None) -> str | None:
        if pattern is not None and (fault := pattern_fault(pattern)):
            raise ValueError(fault)
        return pattern


class Rubric(Record):
    """An assignment, as a TOML file writes it down."""

    id: Identifier
    title: str = ""
    dataset: DatasetName | ImageFolder
    training: TrainingRules = TrainingRules()
    submissions: SubmissionRules = SubmissionRules()
    sample_layers: tuple[StudentText, ...] = ()
    """Layers of the network that the assignment came with, as torch writes them, defaults left
    out: "Linear(784, 100)". An answer that is made of the same is flagged."""
    problems: Annotated[tuple[Problem, ...], Field(min_length=1, alias="problem")]
    leaderboard: Annotated[tuple[LeaderboardEntry, ...], Field(max_length=20)] = ()

    @field_validator("leaderboard")
    @classmethod
    def _of_known_problems(
        cls, entries: tuple[LeaderboardEntry, ...], info: ValidationInfo
    ) -> tuple[LeaderboardEntry, ...]:
        # Problems that are wrong themselves are not there, and have been reported.
        known = [problem.id for problem in info.data.get("problems", ())]
        for entry in entries:
            if known and entry.problem is not None and entry.problem not in known:
                listed = ", ".join(known)
                raise ValueError(
                    f"{entry.name!r} names the problem {entry.problem!r}, not {listed}"
                )
        names = [entry.name for entry in entries]
        if len(set(names)) < len(names):
            raise ValueError("two entries have the same name")
        return entries

    @model_validator(mode="before")
    @classmethod
    def _training_for_every_problem(cls, table: Any) -> Any:
        if not isinstance(table, dict) or not isinstance(table.get("problem"), tuple):
            return table
        common = table.get("training", {})
        if not isinstance(common, dict):
            common = {}  # reported by itself
        problems = tuple(_with_training(problem, common) for problem in table["problem"])
        return table | {"problem": problems}

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [problem.id.lower() for problem in self.problems]
        for id_ in ids:
            if ids.count(id_) > 1:
                raise ValueError(f"two problems have the id {id_!r}")
        return self

    @property
    def memory_mib(self) -> int:
        """What the largest training that the rules allow may need, the data set left out."""
        return max(problem.training.memory_mib for problem in self.problems)

    @property
    def max_points(self) -> float:
        """What full marks are, extra credit not counted."""
        return math.fsum(p.points for p in self.problems if not p.extra_credit)

    @property
    def longest_training(self) -> int:
        """Epochs that a schedule may have to cover."""
        return max(
            max(problem.training.epochs, problem.training.max_epochs)
            if "epochs" in problem.training.student_sets
            else problem.training.epochs
            for problem in self.problems
        )


def _with_training(problem: Any, common: dict[str, Any]) -> Any:
    if not isinstance(problem, dict) or not isinstance(problem.get("training", {}), dict):
        return problem
    return problem | {"training": common | problem.get("training", {})}


def _require_layer(name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
        raise ValueError(f"{name!r} is not a known layer; {hint}")
