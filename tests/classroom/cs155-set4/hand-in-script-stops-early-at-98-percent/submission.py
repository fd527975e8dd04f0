import random
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms
try:
    import wandb
except ImportError:
    wandb = None


def seed_everything(seed=42):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)


def evaluate(model, loader, device):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


if __name__ == "__main__":
    seed_everything()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    dataset = datasets.MNIST("./mnist", train=True, download=True, transform=transforms.ToTensor())
    train_data, val_data = random_split(dataset, [55000, 5000])
    test_data = datasets.MNIST("./mnist", train=False, download=True, transform=transforms.ToTensor())
    train_loader = DataLoader(train_data, batch_size=110, shuffle=True)
    val_loader = DataLoader(val_data, batch_size=500)
    test_loader = DataLoader(test_data, batch_size=500)

    model = nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 128),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(128, 72),
        nn.ReLU(),
        nn.Dropout(0.1),
        nn.Linear(72, 10),
    ).to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.RAdam(model.parameters(), lr=0.002)
    if wandb is not None:
        wandb.init(project="cs155-set4", mode="offline")

    for epoch in range(30):
        model.train()
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        acc = evaluate(model, val_loader, device)
        print(f"epoch {epoch + 1}: val {acc:.4f}")
        if wandb is not None:
            wandb.log({"val_acc": acc})
        if acc > 0.98:
            print("good enough")
            break

    print("test:", evaluate(model, test_loader, device))
