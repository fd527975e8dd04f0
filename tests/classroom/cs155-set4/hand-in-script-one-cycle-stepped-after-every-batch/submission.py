import torch
from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

assert torch.cuda.is_available()
device = "cuda"

EPOCHS = 18
train_loader = DataLoader(
    datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor()),
    batch_size=512, shuffle=True, num_workers=4, pin_memory=True,
)
test_loader = DataLoader(
    datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor()),
    batch_size=2048, num_workers=4,
)

model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 600), nn.ReLU(), nn.Dropout(0.3),
    nn.Linear(600, 250), nn.ReLU(), nn.Dropout(0.3),
    nn.Linear(250, 150), nn.ReLU(), nn.Dropout(0.2),
    nn.Linear(150, 10),
).to(device)
criterion = nn.CrossEntropyLoss()
optimizer = AdamW(model.parameters(), lr=1e-3)
scheduler = OneCycleLR(optimizer, max_lr=4e-3, epochs=EPOCHS, steps_per_epoch=len(train_loader))

for epoch in range(EPOCHS):
    model.train()
    for x, y in train_loader:
        x = x.to(device, non_blocking=True)
        y = y.to(device, non_blocking=True)
        optimizer.zero_grad()
        with torch.autocast(device_type="cuda", enabled=False):
            loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        scheduler.step()      # every batch!
    model.eval()
    with torch.no_grad():
        ok = sum((model(x.to(device)).argmax(1) == y.to(device)).sum().item() for x, y in test_loader)
    print(f"epoch {epoch:02d} lr {scheduler.get_last_lr()[0]:.5f} test {ok / 10000:.4f}")
# last line was: epoch 17 lr 0.00000 test 0.9868
