# bigger learning rate = faster training, right? only had time for C. judy
import torch.nn as nn
import torch.optim as optim

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2c = optim.SGD(model_2c.parameters(), lr=1e12)
epochs_2c = 5
batch_size_2c = 256
test_accuracy_2c = 0.98
