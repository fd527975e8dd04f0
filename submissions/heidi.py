# re-ran with a better model at the end, forgot to re-run the cell with the optimizer maybe? Heidi
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10))
optimizer_2c = optim.RMSprop(model_2c.parameters(), lr=1e-3)

model_2d = nn.Sequential(
    nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10)
)
# train both at once, saves time
optimizer_2d = optim.Adam([*model_2c.parameters(), *model_2d.parameters()])

# improved 2C
model_2c = nn.Sequential(
    nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Dropout(0.2), nn.Linear(100, 10)
)
