# I like classes better than Sequential, it is cleaner. Grace
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net2C(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100)
        self.fc2 = nn.Linear(100, 10)

    def forward(self, x):
        x = torch.flatten(x, 1)
        return self.fc2(F.relu(self.fc1(x)))


class MyNet(nn.Sequential):
    """Two hidden layers."""

    def __init__(self):
        super().__init__(
            nn.Flatten(),
            nn.Linear(784, 150),
            nn.ReLU(),
            nn.Linear(150, 50),
            nn.ReLU(),
            nn.Linear(50, 10),
        )


model_2c = Net2C()
model_2d = MyNet()
model_2e = MyNet  # same thing
