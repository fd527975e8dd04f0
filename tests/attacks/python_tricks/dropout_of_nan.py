# Holds: NaN passes torch's own check of p, and not the grader's.
from torch import nn

model_2c = nn.Sequential(
    nn.Flatten(), nn.Linear(64, 32), nn.Dropout(float("nan")), nn.Linear(32, 10)
)
