# Problem 2. (I reshape in my training loop so there is no flatten needed.) Eve
import torch
import torch.nn as nn

model_2c = nn.Sequential(
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Linear(100, 10),
)

model_2d = nn.Sequential(
    nn.Linear(784, 120),
    nn.ReLU(),
    nn.Linear(120, 80),
    nn.ReLU(),
    nn.Linear(80, 10),
)

opt = torch.optim.Adam(model_2c.parameters(), lr=1e-3)


def train(model, loader, epochs=10):
    for epoch in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            out = model(x.view(-1, 784))
            loss = nn.functional.cross_entropy(out, y)
            loss.backward()
            opt.step()
