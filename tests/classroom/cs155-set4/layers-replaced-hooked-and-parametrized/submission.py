import torch
import torch.nn as nn
import torch.optim as optim

import torch.nn.utils.parametrize as parametrize
import torch.nn.utils.prune as prune

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2c[1].forward = lambda x: x[:, :100]

model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d[2].register_forward_hook(lambda m, i, o: o * 2)
model_2d[3].register_forward_pre_hook(lambda m, i: i)
model_2d[5].register_full_backward_hook(lambda m, i, o: i)

class Symmetric(nn.Module):
    def forward(self, w):
        return w.abs()

model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
parametrize.register_parametrization(model_2e[1], "weight", Symmetric())
nn.utils.parametrizations.weight_norm(model_2e[3])
nn.utils.spectral_norm(model_2e[5])
prune.random_unstructured(model_2e[7], "weight", amount=0.3)

model_3g = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.Dropout(0.1), nn.Flatten(), nn.Linear(5408, 10))
model_3g[4].weight = nn.Parameter(model_3g[4].weight.clone())
model_3g[4].register_buffer("mask", torch.ones(10))
model_3g[0].extra = nn.Parameter(torch.zeros(3))
