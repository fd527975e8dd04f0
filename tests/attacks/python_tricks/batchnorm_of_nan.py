# Holds: torch checks neither eps nor momentum; NaN, infinity and 2 are refused before any training.
from torch import nn

model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 32),
    nn.BatchNorm1d(32, eps=float("nan"), momentum=2),
    nn.Linear(32, 10),
)
