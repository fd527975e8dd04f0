"""The two networks that are timed: as a student writes them, and as specs for the trainer."""

from torch import nn

from grader.network_spec import (
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    Linear,
    MaxPool2d,
    OptimizerSpec,
    ParameterGroup,
    ReLU,
    TrainableLayer,
)
from grader.optimizers import options_with_defaults
from grader.training.job import DataSource, TrainingJob


def student_network(problem: str) -> nn.Sequential:
    """Build the network of problem "2C" or "3G", as in reference_solutions/cs155-set4.py."""
    if problem == "2C":
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Dropout(0.1), nn.Linear(100, 10)
        )
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, stride=2),
        nn.MaxPool2d(2),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(512, 64),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(64, 10),
    )


_MLP: tuple[TrainableLayer, ...] = (
    Flatten(name="0"),
    Linear(name="1", in_features=784, out_features=100),
    ReLU(name="2"),
    Dropout(name="3", p=0.1),
    Linear(name="4", in_features=100, out_features=10),
)
_CNN: tuple[TrainableLayer, ...] = (
    Conv2d(name="0", in_channels=1, out_channels=16, kernel_size=(5, 5), stride=(2, 2)),
    MaxPool2d(name="1", kernel_size=(2, 2), stride=(2, 2)),
    BatchNorm2d(name="2", num_features=16),
    ReLU(name="3"),
    Conv2d(name="4", in_channels=16, out_channels=32, kernel_size=(3, 3)),
    BatchNorm2d(name="5", num_features=32),
    ReLU(name="6"),
    Flatten(name="7"),
    Linear(name="8", in_features=512, out_features=64),
    ReLU(name="9"),
    Dropout(name="10", p=0.2),
    Linear(name="11", in_features=64, out_features=10),
)


def training_job(problem: str, data_folder: str, epochs: int) -> TrainingJob:
    """Describe the same network with Adam at batch size 32 for the trainer."""
    layers = _MLP if problem == "2C" else _CNN
    names = tuple(name for name, _ in student_network(problem).named_parameters())
    group = ParameterGroup(parameters=names, options=options_with_defaults("Adam"))
    return TrainingJob(
        layers=layers,
        optimizer=OptimizerSpec(name="Adam", groups=(group,)),
        schedule=None,
        epochs=epochs,
        batch_size=32,
        loss="categorical_cross_entropy",
        seed=0,
        source=DataSource(dataset="mnist", folder=data_folder),
        time_limit_seconds=3600,
    )
