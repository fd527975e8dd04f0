# CS 155 Set 4 Problem 2C
# collaborated with: nobody
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
import torchvision
import torchvision.transforms as transforms
import matplotlib.pyplot as plt
import numpy as np

mnist_train = torchvision.datasets.MNIST(root='./data', train=True, download=True, transform=transforms.ToTensor())
mnist_test = torchvision.datasets.MNIST(root='./data', train=False, download=True, transform=transforms.ToTensor())

print(len(mnist_train), 'training images')
print(mnist_train[0][0].shape)

fig, ax = plt.subplots(1, 5, figsize=(15, 3))
for i in range(5):
    ax[i].imshow(mnist_train[i][0].squeeze(), cmap='gray')
    ax[i].set_title(mnist_train[i][1])
plt.show()

train_loader = torch.utils.data.DataLoader(mnist_train, batch_size=64, shuffle=True)
test_loader = torch.utils.data.DataLoader(mnist_test, batch_size=64, shuffle=True)

# first try, only got 96.9
# model = nn.Sequential(
#     nn.Flatten(),
#     nn.Linear(784, 50),
#     nn.ReLU(),
#     nn.Linear(50, 50),
#     nn.ReLU(),
#     nn.Linear(50, 10)
# )
# optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

model = nn.Sequential(
    # In problem 2, we don't use the 2D structure of an image at all. Our network
    # takes in a flat vector of the pixel values as input.
    nn.Flatten(),
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Linear(100, 10)
)
print(model)

optimizer = torch.optim.RMSprop(model.parameters())
loss_fn = nn.CrossEntropyLoss()

losses = []
model.train()
for epoch in range(12):
    for batch_idx, (data, target) in enumerate(train_loader):
        optimizer.zero_grad()
        output = model(data)
        loss = loss_fn(output, target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print('Train Epoch: %d  Loss: %.4f' % (epoch + 1, loss.item()))

model.eval()
test_loss = 0
correct = 0
with torch.no_grad():
    for data, target in test_loader:
        output = model(data)
        test_loss += loss_fn(output, target).item()
        pred = output.argmax(dim=1, keepdim=True)
        correct += pred.eq(target.view_as(pred)).sum().item()
test_loss /= len(test_loader.dataset)
print('Test set: Average loss: %.4f, Accuracy: %d/%d (%.4f)' %
      (test_loss, correct, len(test_loader.dataset), 100. * correct / len(test_loader.dataset)))
# Test set: Average loss: 0.0019, Accuracy: 9771/10000 (97.7100)

plt.plot(losses)
plt.xlabel('step')
plt.ylabel('loss')
plt.savefig('loss_2c.png')
