# I squeezed in as many units as possible. Should be right at the limit?? - Bob
import torch.nn as nn
import torch.optim as optim

# 2C: 100 units. 96 + 5 more to be safe
model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 96),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(96, 5),
    nn.ReLU(),
    nn.Linear(5, 10),
)
optimizer_2c = optim.Adam(model_2c.parameters())

# 2D: 200 units, but I put them all into one layer because that worked better
model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 200),
    nn.ReLU(),
    nn.Linear(200, 10),
)
optimizer_2d = optim.Adam(model_2d.parameters())
epochs_2d = 15
