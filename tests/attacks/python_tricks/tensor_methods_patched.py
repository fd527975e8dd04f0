# Holds: numbers in tensors are read by the methods that torch had before the file ran.
import torch
from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
epochs_2c = torch.tensor(2)
def refuse(self, *arguments):
    raise RuntimeError("not a number")
for name in ("item", "numel", "tolist", "dim", "untyped_storage", "data_ptr"):
    setattr(torch.Tensor, name, refuse)
