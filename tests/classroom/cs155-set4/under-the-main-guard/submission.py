from __future__ import annotations

import torch
import torch.nn as nn
import torch.optim as optim

def main():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))

if __name__ == "__main__":
    model_2c = main()
    optimizer_2c: optim.Optimizer = optim.Adam(model_2c.parameters(), lr=3e-3)
    undefined_thing()
    epochs_2c = 12
else:
    model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
