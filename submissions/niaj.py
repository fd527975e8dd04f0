# tried different activations and a softmax that sums to one over the batch. Niaj
import torch.nn as nn
from torch import optim

model_2c = nn.Sequential(
    nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10), nn.Softmax(dim=0)
)

model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 100),
    nn.Sigmoid(),
    nn.Linear(100, 100),
    nn.Tanh(),
    nn.Linear(100, 10),
    nn.Softmax(dim=1),
)

# 2E: halve the learning rate five times
model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 500),
    nn.ReLU(),
    nn.Linear(500, 300),
    nn.ReLU(),
    nn.Linear(300, 200),
    nn.ReLU(),
    nn.Linear(200, 10),
)
optimizer_2e = optim.SGD(model_2e.parameters(), lr=0.1)
rates = [1, 0.5, 0.25, 0.125, 0.0625]
scheduler_2e = optim.lr_scheduler.LambdaLR(optimizer_2e, lambda epoch: rates[epoch])
epochs_2e = 10
