# Colab export, you have to run the cells in order (needs the dataset on my drive). Leo
from google.colab import drive
drive.mount('/content/drive')

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
import torchvision
from torchvision import transforms
from tqdm import tqdm

batch_size_2c = 64
train_set = torchvision.datasets.MNIST('/content/drive/MyDrive/data', train=True, download=True,
                                       transform=transforms.ToTensor())
train_loader = torch.utils.data.DataLoader(train_set, batch_size=batch_size_2c, shuffle=True)
print(f"{len(train_set)} images")

model_2c = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Linear(100, 10),
    nn.Softmax(dim=1),
)
optimizer_2c = optim.Adam(model_2c.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
epochs_2c = 12

for epoch in range(epochs_2c):
    for images, labels in tqdm(train_loader):
        optimizer_2c.zero_grad()
        loss = criterion(model_2c(images), labels)
        loss.backward()
        optimizer_2c.step()

# 2D on the gpu
model_2d = nn.Sequential(
    nn.Flatten(), nn.Linear(784, 150), nn.ReLU(), nn.Linear(150, 50), nn.ReLU(), nn.Linear(50, 10)
).cuda()
