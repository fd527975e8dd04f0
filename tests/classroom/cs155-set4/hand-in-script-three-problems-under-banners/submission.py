import torch
import torch.nn as nn
import torch.optim as optim
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

torch.manual_seed(155)
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')

trainset = datasets.MNIST('../data', train=True, download=True, transform=transforms.ToTensor())
testset = datasets.MNIST('../data', train=False, transform=transforms.ToTensor())


def fit(model, loader, optimizer, epochs, scheduler=None):
    criterion = nn.CrossEntropyLoss()
    for e in range(1, epochs + 1):
        model.train()
        running = 0.0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        if scheduler is not None:
            scheduler.step()
        print(f'epoch {e}/{epochs} loss {running / len(loader.dataset):.4f} test acc {score(model):.4f}')


@torch.no_grad()
def score(model):
    model.eval()
    hits = 0
    for x, y in DataLoader(testset, batch_size=1000):
        hits += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
    return hits / len(testset)


# ==================== Problem 2C ====================

train_loader = DataLoader(trainset, batch_size=100, shuffle=True)
model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(100, 10),
).to(device)
optimizer = optim.Adam(model.parameters(), lr=2e-3)
fit(model, train_loader, optimizer, 15)
# final test accuracy: 0.9797


# ==================== Problem 2D ====================

train_loader = DataLoader(trainset, batch_size=128, shuffle=True)
model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 150),
    nn.ReLU(),
    nn.Dropout(0.15),
    nn.Linear(150, 50),
    nn.ReLU(),
    nn.Linear(50, 10),
).to(device)
optimizer = optim.Adam(model.parameters(), lr=1e-3)
scheduler = StepLR(optimizer, step_size=8, gamma=0.2)
fit(model, train_loader, optimizer, 16, scheduler)
# final test accuracy: 0.9826


# ==================== Problem 2E (extra credit) ====================

train_loader = DataLoader(trainset, batch_size=256, shuffle=True)
model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 500),
    nn.ReLU(),
    nn.Dropout(0.25),
    nn.Linear(500, 300),
    nn.ReLU(),
    nn.Dropout(0.25),
    nn.Linear(300, 200),
    nn.ReLU(),
    nn.Linear(200, 10),
).to(device)
optimizer = optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4)
fit(model, train_loader, optimizer, 20)
# final test accuracy: 0.9861
