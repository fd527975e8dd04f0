# Holds: spectral norm is not plain Linear: neither the old, by a hook, nor the new, by a class.
import torch
from torch import nn

model_2c = nn.Sequential(
    nn.Flatten(),
    torch.nn.utils.spectral_norm(nn.Linear(64, 32)),
    nn.ReLU(),
    torch.nn.utils.parametrizations.spectral_norm(nn.Linear(32, 10)),
)
