"""What does a check get to see? A network, its problem, and its sizes worked out once."""

from dataclasses import dataclass
from functools import cached_property

from grader.network_size import Shapes, infer_shapes, parameter_names
from grader.network_spec import NetworkSpec, OptimizerSpec, ScheduleSpec, Unsupported
from grader.rubric import NetworkRules, Problem
from grader.training.data_folder import DatasetFacts


@dataclass(frozen=True)
class UnderTest:
    """One network held against one problem's rules."""

    network: NetworkSpec
    problem: Problem
    facts: DatasetFacts

    @property
    def rules(self) -> NetworkRules:
        """The rubric's rules for the network."""
        return self.problem.network

    @property
    def all_layers_known(self) -> bool:
        """Whether each layer is torch's own and described; otherwise any count is a lower bound."""
        layers = self.network.layers
        plain = not any(isinstance(layer, Unsupported) for layer in layers)
        return plain and self.network.layer_count == len(layers)

    @cached_property
    def shapes(self) -> Shapes:
        """What comes out of each layer for one image."""
        return infer_shapes(self.network, self.facts.input_shape)

    @property
    def epochs(self) -> int:
        """Epochs to train: the student's where the rubric lets students choose, else mandated."""
        chosen = "epochs" in self.problem.training.student_sets and self.network.epochs
        return chosen or self.problem.training.epochs

    @property
    def batch_size(self) -> int:
        """Likewise."""
        chosen = "batch_size" in self.problem.training.student_sets and self.network.batch_size
        return chosen or self.problem.training.batch_size

    @cached_property
    def optimizer(self) -> OptimizerSpec:
        """The student's optimizer where there is one and the rubric lets students choose."""
        if self.network.optimizer is not None:
            return self.network.optimizer
        return self.problem.training.optimizer.spec(parameter_names(self.network))

    @property
    def schedule(self) -> ScheduleSpec | None:
        """The student's schedule, or none."""
        return self.network.schedule
