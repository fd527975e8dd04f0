import torch
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 200), nn.ReLU(), nn.Linear(200, 100), nn.ReLU(), nn.Linear(100, 10))

import numpy as np
epochs_2c, batch_size_2c = True, 32
epochs_2d, batch_size_2d = 60_000 / 5_000, np.int64(64)
epochs_2e, batch_size_2e = torch.tensor(10), 10_000
