# Holds: hooks of the file's that raise whatever they like, before and behind the grader's own, are no
# bug of the grader's.
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook
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
class Own(BaseException):
    pass
def raises(*arguments):
    raise Own("no step for anybody")
for register in (register_optimizer_step_pre_hook, register_optimizer_step_post_hook):
    handle = register(raises)
    try:
        train()
    except Own:
        pass
    handle.remove()
