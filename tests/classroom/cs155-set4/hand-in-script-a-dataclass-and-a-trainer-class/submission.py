import os
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor
from tqdm import tqdm


@dataclass
class HParams:
    widths: list = field(default_factory=lambda: [512, 256, 128])
    p_drop: float = 0.3
    lr: float = 8e-4
    weight_decay: float = 5e-3
    batch_size: int = 96
    epochs: int = 22
    seed: int = 1234
    ckpt: str = "best_2e.pt"


class Trainer:
    def __init__(self, model, optimizer, train_loader, test_loader, hp):
        self.model = model
        self.optimizer = optimizer
        self.train_loader = train_loader
        self.test_loader = test_loader
        self.hp = hp
        self.loss_fn = nn.CrossEntropyLoss()
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model.to(self.device)
        self.best = 0.0

    def _train_one_epoch(self, epoch):
        self.model.train()
        bar = tqdm(self.train_loader, desc=f"epoch {epoch}", leave=False)
        for xb, yb in bar:
            xb, yb = xb.to(self.device), yb.to(self.device)
            loss = self.loss_fn(self.model(xb), yb)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    @torch.no_grad()
    def evaluate(self):
        self.model.eval()
        hits, n = 0, 0
        for xb, yb in self.test_loader:
            pred = self.model(xb.to(self.device)).argmax(-1).cpu()
            hits += (pred == yb).sum().item()
            n += len(yb)
        return hits / n

    def fit(self):
        for epoch in range(self.hp.epochs):
            self._train_one_epoch(epoch)
            acc = self.evaluate()
            if acc >= self.best:
                self.best = acc
                torch.save(self.model.state_dict(), self.hp.ckpt)
            print(f"{epoch:3d}  {acc:.4f}  (best {self.best:.4f})")
        return self.best


def build(hp):
    w = [28 * 28, *hp.widths]
    layers = [nn.Flatten()]
    for a, b in zip(w[:-1], w[1:]):
        layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(hp.p_drop)]
    layers.append(nn.Linear(w[-1], 10))
    return nn.Sequential(*layers)


hp = HParams()
torch.manual_seed(hp.seed)
root = os.path.expanduser("~/datasets")
train_loader = DataLoader(MNIST(root, train=True, download=True, transform=ToTensor()), hp.batch_size, shuffle=True)
test_loader = DataLoader(MNIST(root, train=False, download=True, transform=ToTensor()), hp.batch_size)

mlp = build(hp)
trainer = Trainer(mlp, torch.optim.AdamW(mlp.parameters(), lr=hp.lr, weight_decay=hp.weight_decay), train_loader, test_loader, hp)
best = trainer.fit()

# reload the best weights and check once more
mlp.load_state_dict(torch.load(hp.ckpt))
print("reloaded:", trainer.evaluate())
