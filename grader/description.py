"""What did a student's file build? The records that a sandbox's answer is parsed into.

`grader.inside_container.describe_network` is the other side of this. A forged answer gains nothing:
it can only describe a network that the student could have handed in.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from grader.network_spec import LayerSpec, ParameterGroup, ScheduleSpec, Size
from grader.places import say_line
from grader.records import Record, StudentText
from grader.submissions import Cell

Index = Annotated[int, Field(ge=0, lt=1000)]
Count = Annotated[int, Field(ge=0, le=2**62)]
Line = Count
Named = Annotated[str, Field(max_length=80)]


class FileFault(Record):
    """Why a file is no Python at all."""

    message: StudentText
    line: Line | None


class StatementFailure(Record):
    """A top-level statement that raised; the rest of the file ran all the same."""

    line: Line
    statement: StudentText
    names: tuple[Named, ...]
    """Variables it would have bound."""
    error: StudentText
    begins: Line = 0
    """First line of the statement; `line` is where it failed."""


class DescribedNetwork(Record):
    """An `nn.Sequential` that is alive at the end of the file."""

    layers: tuple[LayerSpec, ...]
    layer_count: Count
    defect: StudentText | None
    """Why the whole is no plain Sequential; completes "model_2c ..."."""
    taken_as: Annotated[tuple[StudentText, ...], Field(max_length=20)] = ()
    """What of the file's own was tried out and taken for torch's: "Flatten, a class of the file's
    own, for torch's Flatten"."""

    @model_validator(mode="after")
    def _counts_its_layers(self) -> Self:
        if self.layer_count < len(self.layers) or bool(self.layer_count) != bool(self.layers):
            raise ValueError(f"{len(self.layers)} layers that count as {self.layer_count}")
        return self


class OptimizerView(Record):
    """An optimizer as one network sees it."""

    network: Index
    name: StudentText
    groups: tuple[ParameterGroup, ...]
    foreign_parameters: Count
    """Parameters it updates that are not this network's."""
    defect: StudentText | None


class DescribedOptimizer(Record):
    """An optimizer, once for every network whose parameters it holds."""

    over: tuple[OptimizerView, ...]
    defect: StudentText | None


class DescribedSchedule(Record):
    """A schedule, and which optimizer it acts on."""

    name: StudentText
    spec: ScheduleSpec | None
    defect: StudentText | None
    """Why there is no spec; completes "scheduler_2c ..."."""
    ended: StudentText | None = None
    """What stepping raised when the schedule ended before the longest training did."""
    optimizer: Index | None
    steps_before: Count = 0
    """Steps already taken when it was first seen: its record starts there."""


class BoundNetwork(Record):
    """A plain `nn.Sequential`, by its place in the description."""

    kind: Literal["network"]
    index: Index
    line: Line


class BoundOptimizer(Record):
    """An optimizer, by its place in the description."""

    kind: Literal["optimizer"]
    index: Index
    line: Line


class BoundSchedule(Record):
    """A schedule, by its place in the description."""

    kind: Literal["schedule"]
    index: Index
    line: Line


class BoundModule(Record):
    """An `nn.Module` that is no plain Sequential."""

    kind: Literal["module"]
    class_name: StudentText
    is_sequential: bool
    """Whether it derives from nn.Sequential."""
    line: Line


class BoundClass(Record):
    """A class itself, not an object of it."""

    kind: Literal["class"]
    class_name: StudentText
    is_module: bool
    line: Line


class BoundFunction(Record):
    """Anything callable that may build an optimizer or a schedule."""

    kind: Literal["function"]
    line: Line


class BoundNumber(Record):
    """A finite number."""

    kind: Literal["number"]
    value: Size | float
    line: Line


class BoundNumbers(Record):
    """A list of finite numbers, such as a sweep's accuracies."""

    kind: Literal["numbers"]
    values: Annotated[tuple[Size | float, ...], Field(max_length=100)]
    line: Line


class BoundOther(Record):
    """Whatever else the variable holds, in words."""

    kind: Literal["other"]
    shown: StudentText
    line: Line


Variable = Annotated[
    BoundNetwork
    | BoundOptimizer
    | BoundSchedule
    | BoundModule
    | BoundClass
    | BoundFunction
    | BoundNumber
    | BoundNumbers
    | BoundOther,
    Field(discriminator="kind"),
]


class FactoryCall(Record):
    """What a function gave when it was called with a network, or with that network's optimizer."""

    function: Named
    network: Index | None
    optimizer: Index | None
    schedule: Index | None
    problem: StudentText | None


class Reported(Record):
    """What a box says of a file: every network it built, under which names, with which recipe."""

    fault: FileFault | None
    finished: bool
    """Whether the file ran to its end; otherwise this is what it had built until then."""
    networks: Annotated[tuple[DescribedNetwork, ...], Field(max_length=100)]
    optimizers: Annotated[tuple[DescribedOptimizer, ...], Field(max_length=100)]
    schedules: Annotated[tuple[DescribedSchedule, ...], Field(max_length=100)]
    variables: dict[Named, Variable]
    made: Annotated[tuple[FactoryCall, ...], Field(max_length=100)]
    failures: Annotated[tuple[StatementFailure, ...], Field(max_length=100)]
    failure_count: Count
    unreached: Annotated[tuple[Named, ...], Field(max_length=1000)] = ()
    """Variables of the rubric that a statement further down would have bound."""
    not_utf8_line: Line | None = None
    """The first line that is no UTF-8; characters there were replaced."""
    packages: Annotated[dict[Named, Line], Field(default_factory=dict, max_length=100)]
    """Packages that are not here and had a stand-in -> the line that asked for them."""
    commented_network: Line | None = None
    """Where a network stands in a comment, if none stands anywhere else."""


class Description(Reported):
    """What a box says of a file, and what we have to say ourselves: no box can speak for us."""

    notes: tuple[StudentText, ...] = ()
    """On how the file ran, in the grader's own words."""
    cells: tuple[Cell, ...] = ()
    """Of the notebook that the file was made of; a script has none."""

    @classmethod
    def of(cls, reported: Reported, cells: tuple[Cell, ...] = ()) -> "Description":
        """Take over what a box said."""
        return cls(**dict(reported), cells=cells)

    @classmethod
    def nothing(cls, fault: FileFault | None = None) -> "Description":
        """Describe a file that built nothing."""
        return cls(
            fault=fault,
            finished=True,
            networks=(),
            optimizers=(),
            schedules=(),
            variables={},
            made=(),
            failures=(),
            failure_count=0,
            packages={},
        )

    def place(self, line: int) -> str:
        """Say where a line is, as the student sees it: "line 7", "cell 3, line 2"."""
        return say_line(line, self.cells)
