# Problem 2: search a bit, then train the real one
import itertools
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms

full = datasets.MNIST('data', train=True, download=True, transform=transforms.ToTensor())
test_data = datasets.MNIST('data', train=False, download=True, transform=transforms.ToTensor())
small_train, small_val = random_split(full, [50000, 10000], generator=torch.Generator().manual_seed(0))

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def build(hidden, p):
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, hidden),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(hidden, 10),
    ).to(device)


def acc(net, data):
    net.eval()
    right = 0
    for x, y in DataLoader(data, batch_size=1000):
        with torch.no_grad():
            right += (net(x.to(device)).argmax(1).cpu() == y).sum().item()
    return right / len(data)


def train(net, data, lr, batch, epochs):
    loader = DataLoader(data, batch_size=batch, shuffle=True)
    opt = optim.Adam(net.parameters(), lr=lr)
    for _ in range(epochs):
        net.train()
        for x, y in loader:
            opt.zero_grad()
            nn.functional.cross_entropy(net(x.to(device)), y.to(device)).backward()
            opt.step()
    return net


results = {}
for hidden, lr, batch, p in itertools.product([50, 75, 100], [1e-2, 3e-3, 1e-3], [32, 128], [0.0, 0.1]):
    net = train(build(hidden, p), small_train, lr, batch, epochs=2)
    results[hidden, lr, batch, p] = acc(net, small_val)
    print(hidden, lr, batch, p, '->', results[hidden, lr, batch, p])

for setting, value in sorted(results.items(), key=lambda kv: -kv[1])[:5]:
    print(setting, value)
# (100, 0.003, 128, 0.1) 0.9722
# (100, 0.003, 128, 0.0) 0.9717
# (100, 0.003, 32, 0.1) 0.9702
# (75, 0.003, 128, 0.1) 0.9699
# (100, 0.001, 32, 0.0) 0.9691

# so: 100 units, lr 3e-3, batch 128, p = 0.1. Now for longer, on all of the training data
final = train(build(100, 0.1), full, lr=3e-3, batch=128, epochs=15)
print('test accuracy:', acc(final, test_data))
# test accuracy: 0.9789
