import gzip
import os
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader
import torchvision


class MNISTTensors(Dataset):
    """keeps everything in memory as float tensors"""

    def __init__(self, train):
        raw = torchvision.datasets.MNIST('files/', train=train, download=True)
        self.images = raw.data.unsqueeze(1).to(torch.float32).div(255.0)
        self.labels = raw.targets

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.images[i], self.labels[i]


class MLP(nn.Module):
    def __init__(self, p=0.2):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(28 * 28, 450),
            nn.ReLU(),
            nn.Dropout(p),
            nn.Linear(450, 300),
            nn.ReLU(),
            nn.Dropout(p),
            nn.Linear(300, 250),
            nn.ReLU(),
            nn.Dropout(p),
            nn.Linear(250, 10),
        )

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.layers(x)


def train_one(net, loader, optimizer, loss_function):
    net.train()
    for x, t in loader:
        optimizer.zero_grad()
        loss = loss_function(net(x), t)
        loss.backward()
        optimizer.step()


def check(net, loader):
    net.eval()
    n_ok = 0
    with torch.no_grad():
        for x, t in loader:
            n_ok += int((net(x).argmax(1) == t).sum())
    return n_ok / len(loader.dataset)


def main():
    train_loader = DataLoader(MNISTTensors(True), batch_size=150, shuffle=True)
    test_loader = DataLoader(MNISTTensors(False), batch_size=1000)
    net = MLP()
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adamax(net.parameters())
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10, 0.5)
    for epoch in range(26):
        train_one(net, train_loader, optimizer, loss_function)
        scheduler.step()
        print("epoch", epoch, "accuracy", check(net, test_loader))


main()
