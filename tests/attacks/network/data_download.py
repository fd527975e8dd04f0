# Holds: a download of the data set, in an honest file, fails with a note, and the file goes on.
from torch import nn
from torchvision import datasets

leaked = 0
train = datasets.MNIST("data", train=True, download=True)
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
