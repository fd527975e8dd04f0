import torch
import torch.nn as nn
import torch.optim as optim
from torchvision import datasets, transforms
import matplotlib.pyplot as plt

# # load the data
# train_dataset = datasets.MNIST('./data', train=True, download=True, transform=transforms.ToTensor())
# test_dataset = datasets.MNIST('./data', train=False, download=True, transform=transforms.ToTensor())
# train_loader = torch.utils.data.DataLoader(train_dataset, batch_size=32, shuffle=True)
# test_loader = torch.utils.data.DataLoader(test_dataset, batch_size=32, shuffle=True)

# # Problem C
# model = nn.Sequential(
#     nn.Flatten(),
#     nn.Linear(784, 100),
#     nn.ReLU(),
#     nn.Linear(100, 10)
# )
# optimizer = optim.RMSprop(model.parameters(), lr=1e-3)
# loss_fn = nn.CrossEntropyLoss()
# for epoch in range(10):
#     for data, target in train_loader:
#         optimizer.zero_grad()
#         loss = loss_fn(model(data), target)
#         loss.backward()
#         optimizer.step()

print('done')
