# %% [markdown]
# # Set 4 -- neural networks
# I use VS Code's interactive window for this.

# %% Imports
import torch
import torch.nn as nn
import torch.optim as optim
import torchvision
import numpy as np
import matplotlib.pyplot as plt

# %% Data
transform = torchvision.transforms.ToTensor()
train_data = torchvision.datasets.MNIST('data', train=True, transform=transform, download=True)
test_data = torchvision.datasets.MNIST('data', train=False, transform=transform, download=True)
plt.imshow(train_data.data[7], cmap='gray_r')

# %% Helper
def accuracy(net, loader):
    net.eval()
    n = 0
    with torch.no_grad():
        for xb, yb in loader:
            n += (net(xb).argmax(dim=1) == yb).float().sum().item()
    net.train()
    return n / len(loader.dataset)

# %% Problem C: one hidden layer
net = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28 * 28, 96),
    nn.ReLU(),
    nn.Linear(96, 10),
    nn.Softmax(dim=1),
)
train_dl = torch.utils.data.DataLoader(train_data, batch_size=16, shuffle=True)
test_dl = torch.utils.data.DataLoader(test_data, batch_size=512)
optimizer = optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)
criterion = nn.CrossEntropyLoss()
history = []
for epoch in range(25):
    for xb, yb in train_dl:
        optimizer.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        optimizer.step()
    history.append(accuracy(net, test_dl))
    print(epoch, history[-1])

# %% Plot
plt.figure()
plt.plot(history)
plt.title('2C')

# %% Problem D: two hidden layers
net = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28 * 28, 128),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(128, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
)
train_dl = torch.utils.data.DataLoader(train_data, batch_size=64, shuffle=True)
optimizer = optim.NAdam(net.parameters(), lr=1e-3)
scheduler = optim.lr_scheduler.LambdaLR(optimizer, lambda e: 0.95 ** e)
history = []
for epoch in range(15):
    for xb, yb in train_dl:
        optimizer.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        optimizer.step()
    scheduler.step()
    history.append(accuracy(net, test_dl))
    print(epoch, history[-1])

# %% Plot again
plt.figure()
plt.plot(history)
plt.title('2D')
print('best:', max(history))
