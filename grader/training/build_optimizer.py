"""Rebuild an optimizer and its learning-rate schedule from their specs."""

import inspect
from typing import Any, Protocol, assert_never

import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

from grader.network_spec import OptimizerSpec, PlateauSchedule, RecordedSchedule, ScheduleSpec
from grader.results import EpochRecord

# One kernel per step instead of a dozen per parameter; half the time of a small network's step.
_FUSED = ("Adagrad", "Adam", "AdamW", "SGD")


def build_optimizer(spec: OptimizerSpec, network: nn.Sequential) -> torch.optim.Optimizer:
    """Build an optimizer of `torch.optim` over the network's parameters.

    Parameters that stand in no group are not trained, as in the student's own program.

    Args:
        spec: names parameters by layer position, "3.weight".
        network: from `build_network`, already on its device.

    Raises:
        KeyError: a group names a parameter that the network does not have.
    """
    parameters = dict(network.named_parameters())
    groups = [
        {"params": [parameters[name] for name in group.parameters]} | group.options
        for group in spec.groups
    ]
    kind: type[torch.optim.Optimizer] = getattr(torch.optim, spec.name)
    return kind(groups, **_constructor_options(spec, kind))


def _constructor_options(spec: OptimizerSpec, kind: type[torch.optim.Optimizer]) -> dict[str, Any]:
    """Options to give besides the groups' own.

    Some are read by the constructor and never from a group: Adagrad's `initial_accumulator_value`.
    """
    known = inspect.signature(kind).parameters
    options: dict[str, Any] = {
        key: value for key, value in spec.groups[0].options.items() if key in known
    }
    return options | ({"fused": True} if spec.name in _FUSED else {})


class FollowedSchedule(Protocol):
    """A schedule at work on an optimizer."""

    def before_epoch(self, epoch: int) -> None:
        """Set the options of an epoch, counted from 1."""

    def after_epoch(self, record: EpochRecord) -> None:
        """See how the epoch went."""


def follow_schedule(
    spec: ScheduleSpec | None, optimizer: torch.optim.Optimizer
) -> FollowedSchedule:
    """Put a schedule to work; `None` leaves every option as it is."""
    match spec:
        case RecordedSchedule():
            return _Recorded(spec, optimizer)
        case PlateauSchedule():
            return _Plateau(spec, optimizer)
        case None:
            return _Recorded(RecordedSchedule(name="none", groups=()), optimizer)
        case _:
            assert_never(spec)


class _Recorded:
    """Sets what was written down; past the end of the record, the last value stays."""

    def __init__(self, spec: RecordedSchedule, optimizer: torch.optim.Optimizer) -> None:
        self._recorded = spec.groups
        self._optimizer = optimizer

    def before_epoch(self, epoch: int) -> None:
        for group, options in zip(self._optimizer.param_groups, self._recorded, strict=False):
            for option, values in options.items():
                group[option] = values[min(epoch, len(values)) - 1]

    def after_epoch(self, record: EpochRecord) -> None:
        pass


class _Plateau:
    """torch's own `ReduceLROnPlateau`, shown the test loss or the test accuracy."""

    def __init__(self, spec: PlateauSchedule, optimizer: torch.optim.Optimizer) -> None:
        self._mode = spec.mode
        options: dict[str, Any] = spec.model_dump(exclude={"kind"})
        self._plateau = ReduceLROnPlateau(optimizer, **options | {"min_lr": list(spec.min_lr)})

    def before_epoch(self, epoch: int) -> None:
        pass

    def after_epoch(self, record: EpochRecord) -> None:
        self._plateau.step(record.test_loss if self._mode == "min" else record.test_accuracy)
