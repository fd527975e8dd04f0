"""
Set 4, Problem 2, parts C and D.
Run with:  python set4_prob2.py
"""
import time

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets
from torchvision.transforms import ToTensor


def get_data(batch):
    train = datasets.MNIST(root="data", train=True, download=True, transform=ToTensor())
    test = datasets.MNIST(root="data", train=False, download=True, transform=ToTensor())
    return DataLoader(train, batch_size=batch, shuffle=True), DataLoader(test, batch_size=batch)


def evaluate(net, loader):
    net.eval()
    right, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            out = net(images)
            right += (out.max(1)[1] == labels).sum().item()
            total += labels.shape[0]
    return right / total


def problem_2c():
    train_loader, test_loader = get_data(50)
    net = nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 80),
        nn.ReLU(),
        nn.Dropout(0.05),
        nn.Linear(80, 20),
        nn.ReLU(),
        nn.Linear(20, 10),
    )
    loss_func = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001, betas=(0.9, 0.99))
    for epoch in range(20):
        net.train()
        for images, labels in train_loader:
            loss = loss_func(net(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("2C epoch", epoch + 1, "acc", evaluate(net, test_loader))
    return net


def problem_2d():
    train_loader, test_loader = get_data(125)
    net = nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 140),
        nn.ReLU(),
        nn.Dropout(0.1),
        nn.Linear(140, 60),
        nn.ReLU(),
        nn.Linear(60, 10),
    )
    loss_func = nn.CrossEntropyLoss()
    lr = 0.2
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.5)
    for epoch in range(24):
        # halve the learning rate every 6 epochs
        if epoch > 0 and epoch % 6 == 0:
            lr = lr / 2
            for g in optimizer.param_groups:
                g["lr"] = lr
        net.train()
        for images, labels in train_loader:
            loss = loss_func(net(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("2D epoch", epoch + 1, "lr", lr, "acc", evaluate(net, test_loader))
    return net


if __name__ == "__main__":
    start = time.time()
    net_c = problem_2c()
    net_d = problem_2d()
    print("took %.1f minutes" % ((time.time() - start) / 60))
