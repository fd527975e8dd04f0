import torch
import torch.nn as nn
import torch.optim as optim

def model_2c():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))

model_2d = None
model_2e = [nn.Flatten(), nn.Linear(784, 10)]
model_3g = nn.Sequential()
