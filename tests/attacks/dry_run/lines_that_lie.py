# Holds: code that says it stands on a line beyond all files, or below zero, is code of no known line.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
loader = DataLoader(TensorDataset(torch.rand(96, 1, 8, 8), torch.zeros(96, dtype=torch.long)), 32)
optimizer = torch.optim.SGD(model_2c.parameters(), lr=0.1)
def train(model=model_2c, loader=loader, optimizer=optimizer, epochs=2):
    for epoch in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()
import ast

source = "nn.functional.cross_entropy(model_2c(images), labels).backward()\noptimizer.step()"
images, labels = next(iter(loader))
for line in (2**30, 10**6):
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = node.end_lineno = line
    exec(compile(tree, "submission.py", "exec"))
    optimizer = torch.optim.SGD(model_2c.parameters(), lr=0.1)
