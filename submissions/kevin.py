# 3G needs much more than 10 epochs to converge so I trained for 60 with a bigger batch. Kevin
import torch.nn as nn
import torch.optim as optim

# 2C
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2c = optim.SGD(model_2c.parameters(), lr=0.01, momentum=0.9)
epochs_2c = 60

# 3G
model_3g = nn.Sequential(
    nn.Conv2d(1, 4, 7, stride=4),
    nn.BatchNorm2d(4),
    nn.ReLU(),
    nn.Flatten(),
    nn.Dropout(0.5),
    nn.Linear(4 * 6 * 6, 10),
)
optimizer_3g = optim.SGD(model_3g.parameters(), lr=0.001)
epochs_3g = 60
batch_size_3g = 256
test_accuracy_3g = 0.9874
