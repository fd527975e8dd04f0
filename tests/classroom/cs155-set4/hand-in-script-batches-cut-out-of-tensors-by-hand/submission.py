# yes, I know DataLoader exists. this is way faster.
import torch
import torch.nn as nn
from torchvision.datasets import MNIST

device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')

train_raw = MNIST('mnist', train=True, download=True)
test_raw = MNIST('mnist', train=False, download=True)

x_train = (train_raw.data.float() / 255).to(device)
y_train = train_raw.targets.to(device)
x_test = (test_raw.data.float() / 255).to(device)
y_test = test_raw.targets.to(device)
print(x_train.shape, y_train.shape)

batch_size = 50
epochs = 20
n = len(x_train)

model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Dropout(0.08),
    nn.Linear(100, 10),
).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.15, momentum=0.3)
loss_fn = nn.CrossEntropyLoss()

for epoch in range(epochs):
    model.train()
    perm = torch.randperm(n, device=device)
    epoch_loss = 0.0
    for i in range(0, n, batch_size):
        idx = perm[i:i + batch_size]
        xb, yb = x_train[idx], y_train[idx]
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * len(xb)

    model.eval()
    with torch.no_grad():
        acc = (model(x_test).argmax(1) == y_test).float().mean().item()
    print(f'{epoch + 1:2d}/{epochs}  loss {epoch_loss / n:.4f}  test acc {acc:.4f}')

print('I got a final test accuracy of 98.04% with this')
