import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

device = 'cuda' if torch.cuda.is_available() else 'cpu'
train_dl = DataLoader(MNIST('/tmp/mnist', True, transform=ToTensor(), download=True), batch_size=40, shuffle=True)
test_dl = DataLoader(MNIST('/tmp/mnist', False, transform=ToTensor(), download=True), batch_size=40)

deep_net = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 110),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(110, 90),
    nn.ReLU(),
    nn.Linear(90, 10),
    nn.Softmax(dim=1),
)
deep_net.to(device)

mse = nn.MSELoss()
adam = torch.optim.Adam(deep_net.parameters(), lr=0.0012)
num_epochs = 17
for e in range(num_epochs):
    for images, labels in train_dl:
        images = images.to(device)
        one_hot = F.one_hot(labels, num_classes=10).float().to(device)
        adam.zero_grad()
        loss = mse(deep_net(images), one_hot)
        loss.backward()
        adam.step()

    # accuracy on the test set
    num_correct = 0
    for images, labels in test_dl:
        with torch.no_grad():
            probs = deep_net(images.to(device))
        num_correct += (probs.argmax(dim=1).cpu() == labels).sum().item()
    print(f'Epoch [{e + 1}/{num_epochs}], mse: {loss.item():.5f}, test accuracy: {100 * num_correct / 10000:.2f}%')
