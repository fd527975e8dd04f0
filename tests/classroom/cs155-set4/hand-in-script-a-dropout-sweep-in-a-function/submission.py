import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
import torchvision
from torchvision import transforms
import matplotlib.pyplot as plt

transform = transforms.ToTensor()
train_dataset = torchvision.datasets.MNIST('.', train=True, download=True, transform=transform)
test_dataset = torchvision.datasets.MNIST('.', train=False, download=True, transform=transform)
training_data_loader = torch.utils.data.DataLoader(train_dataset, batch_size=32, shuffle=True)
test_data_loader = torch.utils.data.DataLoader(test_dataset, batch_size=32, shuffle=True)

device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')


def make_model(p):
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=(3, 3)),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(p=p),

        nn.Conv2d(16, 32, kernel_size=(3, 3)),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(p=p),

        nn.Flatten(),
        nn.Linear(800, 100),
        nn.ReLU(),
        nn.Linear(100, 10),
    ).to(device)


def train_model(model, n_epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.RMSprop(model.parameters(), lr=0.0008)
    # store metrics
    val_acc = np.zeros(n_epochs)
    for epoch in range(n_epochs):
        model.train()
        for images, labels in training_data_loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            output = model(images)
            loss = criterion(output, labels)
            loss.backward()
            optimizer.step()

        model.eval()
        with torch.no_grad():
            correct = 0
            for images, labels in test_data_loader:
                output = model(images.to(device))
                correct += torch.sum(output.argmax(dim=1).cpu() == labels).item()
        val_acc[epoch] = correct / len(test_dataset)
        print(f'Epoch {epoch + 1}/{n_epochs}: val acc: {val_acc[epoch]:.4f}')
    return val_acc


def dropout_sweep():
    accs = []
    for p in np.linspace(0, 1, 10):
        print('p =', p)
        accs.append(train_model(make_model(p), 1)[-1])
    return accs


sweep = dropout_sweep()
print(sweep)
# [0.9836, 0.9867, 0.9858, 0.9853, 0.9822, 0.9771, 0.9575, 0.8632, 0.2917, 0.098]
plt.plot(np.linspace(0, 1, 10), sweep, 'o-')
plt.xlabel('p')
plt.ylabel('test accuracy after 1 epoch')
plt.show()

# p = 1/9 looks best, train it for all 10 epochs
best_net = make_model(0.11)
history = train_model(best_net, 10)
print(sum(q.numel() for q in best_net.parameters() if q.requires_grad), 'parameters')
print('final validation accuracy', history[-1])
