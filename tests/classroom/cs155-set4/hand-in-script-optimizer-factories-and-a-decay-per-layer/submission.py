import torch
import torch.nn as nn
import torch.optim as optim
from torchvision import datasets, transforms

train_set = datasets.MNIST('data/', train=True, download=True, transform=transforms.ToTensor())
test_set = datasets.MNIST('data/', train=False, download=True, transform=transforms.ToTensor())

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))

model_2d = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 120),
    nn.ReLU(),
    nn.Linear(120, 80),
    nn.ReLU(),
    nn.Linear(80, 10),
)


def l2_groups(model, strengths):
    """one L2 strength for every Linear layer, first one first"""
    linears = [m for m in model if isinstance(m, nn.Linear)]
    assert len(linears) == len(strengths)
    return [{'params': m.parameters(), 'weight_decay': s} for m, s in zip(linears, strengths)]


def adam_2c(model):
    return optim.Adam(l2_groups(model, [1e-5, 0.0]), lr=1.5e-3)


def rmsprop_2d(model):
    return optim.RMSprop(l2_groups(model, [1e-4, 1e-5, 0.0]), lr=7e-4)


def cut_in_half(optimizer):
    return optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)


def train(model, make_optimizer, epochs, batch_size, make_scheduler=None):
    loader = torch.utils.data.DataLoader(train_set, batch_size=batch_size, shuffle=True)
    test_loader = torch.utils.data.DataLoader(test_set, batch_size=2000)
    loss_fn = nn.CrossEntropyLoss()
    opt = make_optimizer(model)
    sched = make_scheduler(opt) if make_scheduler else None
    for epoch in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            loss_fn(model(x), y).backward()
            opt.step()
        if sched:
            sched.step()
        with torch.no_grad():
            acc = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader) / len(test_set)
        print(f'epoch {epoch + 1}: test acc {acc:.4f}')
    return acc


acc_c = train(model_2c, adam_2c, epochs=14, batch_size=60, make_scheduler=cut_in_half)
acc_d = train(model_2d, rmsprop_2d, epochs=12, batch_size=120)
print('2C', acc_c)
print('2D', acc_d)
