import torch
import torch.nn as nn
import torch.optim as optim

# 1,297 = 81 * 16 + 1
model_a = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 10))
batch_size_a = 16
# one image, but many positions of it
model_b = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(144, 10))
batch_size_b = 16
# two over
model_c = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 10))
batch_size_c = 35
