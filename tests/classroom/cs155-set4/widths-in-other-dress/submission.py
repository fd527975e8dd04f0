import torch
import torch.nn as nn
import torch.optim as optim

import numpy as np

class Width(int):
    def __index__(self):
        return 5000

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, True), nn.ReLU(), nn.Linear(1, 10))
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, np.int64(100)), nn.ReLU(), nn.Linear(np.int32(100), np.int64(100)), nn.ReLU(), nn.Linear(100, 10))
model_2e = nn.Sequential(nn.Flatten(), nn.Linear(784, Width(100)), nn.ReLU(), nn.Linear(100, 10))
model_3g = nn.Sequential(nn.Conv2d(1, np.int64(8), (np.int64(3), 3)), nn.BatchNorm2d(np.int64(8)), nn.ReLU(), nn.Dropout(np.float32(0.25)), nn.Flatten(), nn.Linear(np.int64(5408), 10))
