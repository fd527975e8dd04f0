import torch
import torch.nn as nn
import torch.optim as optim

!pip install torch
%matplotlib inline
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
