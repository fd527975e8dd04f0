import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset
import torchvision

mnist = torchvision.datasets.MNIST('data', train=True, download=True)
mnist_t = torchvision.datasets.MNIST('data', train=False, download=True)

x = mnist.data.float() / 255
x = x.unsqueeze(1)
y = mnist.targets
xt = mnist_t.data.float() / 255
xt = xt.unsqueeze(1)
yt = mnist_t.targets

trainloader = DataLoader(TensorDataset(x, y), batch_size=100, shuffle=True)
testloader = DataLoader(TensorDataset(xt, yt), batch_size=100)

BASE_MODEL = nn.Sequential(
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Linear(100, 10)
)

LEARNING_RATE = 5e-3
loss = nn.CrossEntropyLoss()
opt = optim.RMSprop(BASE_MODEL.parameters(), lr=LEARNING_RATE)

def run_epoch(train):
    total = 0
    good = 0
    for images, labels in (trainloader if train else testloader):
        images = images.view(100, 784)
        out = BASE_MODEL(images)
        l = loss(out, labels)
        if train:
            opt.zero_grad()
            l.backward()
            opt.step()
        good += (torch.max(out, 1)[1] == labels).sum().item()
        total += 100
    return good / total

for ep in range(13):
    tr = run_epoch(True)
    if ep in (6, 10):
        for group in opt.param_groups:
            group['lr'] = group['lr'] * 0.1
        print('lowered the learning rate')
    te = run_epoch(False)
    print("epoch", ep, "train", tr, "test", te)
