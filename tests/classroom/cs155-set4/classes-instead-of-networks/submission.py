import torch
import torch.nn as nn
import torch.optim as optim

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        return self.fc(x.flatten(1))

model_2c = Net
model_2d = Net()
model_2e = nn.Sequential

class MySequential(nn.Sequential):
    pass

model_3g = MySequential(nn.Flatten(), nn.Linear(784, 10))
