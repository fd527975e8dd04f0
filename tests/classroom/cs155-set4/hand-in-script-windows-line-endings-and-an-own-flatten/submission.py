#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""CS/CNS/EE 155  -  Problem Set 4  -  Problem 2 (C)"""

import torch
import torch.nn as nn
import torch.optim as optim
import torch.utils.data as tud
import torchvision.datasets as dset
import torchvision.transforms as transforms


class Flatten(nn.Module):
	"""older torch on my PC has no nn.Flatten"""

	def forward(self, x):
		return x.view(x.size(0), -1)


train_loader = tud.DataLoader(dset.MNIST(r'.\data', train=True, download=True, transform=transforms.ToTensor()),
	batch_size=20, shuffle=True)
test_loader = tud.DataLoader(dset.MNIST(r'.\data', train=False, download=True, transform=transforms.ToTensor()),
	batch_size=20)

nn_model = nn.Sequential(
	Flatten(),
	nn.Linear(784, 98),
	nn.ReLU(),
	nn.Linear(98, 10),
)
optimizer = optim.Adagrad(nn_model.parameters(), lr=0.02)
criterion = nn.CrossEntropyLoss()

acc_list = []
for epoch in range(1, 31):
	train_loss = 0
	for X, t in train_loader:
		optimizer.zero_grad()
		y = nn_model(X)
		loss = criterion(y, t)
		loss.backward()
		optimizer.step()
		train_loss += loss.item()

	correct = 0
	for X, t in test_loader:
		with torch.no_grad():
			correct += (nn_model(X).argmax(1) == t).sum().item()
	acc_list.append(correct / 10000)
	print('Epoch', epoch, 'Loss', train_loss / len(train_loader), 'Test acc', acc_list[-1])
