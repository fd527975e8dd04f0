import torch
import torch.nn as nn
import torch.optim as optim

class Pair(list):
    def __iter__(self):
        return iter((1, 1))

class Pair2(tuple):
    def __iter__(self):
        return iter((1, 1))

rest = lambda n: [nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.1), nn.Flatten(), nn.Linear(n, 10)]
model_2c = nn.Sequential(nn.Conv2d(1, 8, [3, 3]), *rest(5408))
model_2d = nn.Sequential(nn.Conv2d(1, 8, 3, stride=Pair([2, 2])), *rest(1352))
model_3g = nn.Sequential(nn.Conv2d(1, 8, [3, 3], padding=[1, 1]), nn.MaxPool2d(Pair2((2, 2))), *rest(1352))
