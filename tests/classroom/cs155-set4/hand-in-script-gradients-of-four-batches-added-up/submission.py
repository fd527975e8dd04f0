import torch
import torch.nn as nn
import torchvision
import torchvision.transforms as T

MICRO_BATCH = 32
ACCUM_STEPS = 4      # effective batch of 128, my laptop has no memory
EPOCHS = 16

train_ds = torchvision.datasets.MNIST('.', train=True, download=True, transform=T.ToTensor())
test_ds = torchvision.datasets.MNIST('.', train=False, download=True, transform=T.ToTensor())
loader = torch.utils.data.DataLoader(train_ds, batch_size=MICRO_BATCH, shuffle=True, drop_last=True)
test_loader = torch.utils.data.DataLoader(test_ds, batch_size=MICRO_BATCH)

net = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 130),
    nn.ReLU(),
    nn.Linear(130, 70),
    nn.ReLU(),
    nn.Linear(70, 10),
)
criterion = nn.CrossEntropyLoss()
opt = torch.optim.Adam(net.parameters(), lr=0.0025)

for epoch in range(EPOCHS):
    opt.zero_grad()
    for i, (images, labels) in enumerate(loader):
        loss = criterion(net(images), labels) / ACCUM_STEPS
        loss.backward()
        if (i + 1) % ACCUM_STEPS == 0:
            opt.step()
            opt.zero_grad()
        if i % 100 == 0:
            print('epoch', epoch, 'batch', i, 'loss', loss.item() * ACCUM_STEPS)

    correct = 0
    with torch.no_grad():
        for images, labels in test_loader:
            correct += (net(images).argmax(1) == labels).sum().item()
    print('==> epoch', epoch, 'test accuracy', correct / len(test_ds))
