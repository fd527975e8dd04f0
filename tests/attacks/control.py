# An honest file: what any attack does, this one must be described and graded as ever.
import torch
from torch import nn

torch.manual_seed(7)
leaked = 0
model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 32),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(32, 10),
)
logits = model_2c(torch.rand(4, 1, 8, 8))
