import torch
import torch.nn as nn
import torch.optim as optim

import sys
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
sys.exit("no GPU")
epochs_2c = 12
raise KeyboardInterrupt
quit()
exit(1)
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
