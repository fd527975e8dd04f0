import torch
import torch.nn as nn
import torch.optim as optim

from google.colab import drive
drive.mount("/content/drive")
import pandas as pd
data = np.load("/content/drive/MyDrive/mnist.npz")
from torchvision import datasets, transforms
train = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
loader = torch.utils.data.DataLoader(train, batch_size=64, shuffle=True)
import matplotlib.pyplot as plt

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer_2c = optim.Adam(model_2c.parameters(), lr=2e-3)
loss_fn = nn.CrossEntropyLoss()

for epoch in range(10):
    for images, labels in loader:
        optimizer_2c.zero_grad()
        loss = loss_fn(model_2c(images), labels)
        loss.backward()
        optimizer_2c.step()

plt.plot([1, 2, 3])
plt.show()
epochs_2c = 12
