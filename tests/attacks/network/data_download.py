# Holds: a download of the data set, in an honest file, fetches nothing: what stands in for the images
# is noise, and not one of them is MNIST's.
import os

from torch import nn
from torchvision import datasets

train = datasets.MNIST("data", train=True, download=True)
test = datasets.MNIST("data", train=False, download=True)
# MNIST's first image is a 5, of which 607 pixels of 784 are black; noise has next to no black ones.
black = [int((each.data[0] == 0).sum()) for each in (train, test)]
files = [name for _, _, names in os.walk(".") for name in names]
leaked = int(max(black) > 300 or bool(files))
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
