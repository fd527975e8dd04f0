# Aufgabe 2D - Übung 4, gelöst von Jörg (für die Nachprüfung)
import torch
from torch import nn
from torchvision import datasets, transforms

BATCH = 64

class Flatten(nn.Module):
    def __init__(self):
        super(Flatten, self).__init__()

    def forward(self, x):
        # klappt nur für volle Batches, darum unten drop_last
        return x.view(64, -1)

daten = datasets.MNIST('./data', train=True, download=True, transform=transforms.ToTensor())
testdaten = datasets.MNIST('./data', train=False, download=True, transform=transforms.ToTensor())
lader = torch.utils.data.DataLoader(daten, batch_size=BATCH, shuffle=True, drop_last=True)
testlader = torch.utils.data.DataLoader(testdaten, batch_size=BATCH, drop_last=True)

netz = nn.Sequential(
    Flatten(),
    nn.Linear(784, 150),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(150, 50),
    nn.ReLU(),
    nn.Linear(50, 10),
)

optimierer = torch.optim.Adam(netz.parameters())
plan = torch.optim.lr_scheduler.ReduceLROnPlateau(optimierer, mode='max', factor=0.5, patience=2)
verlust = nn.CrossEntropyLoss()

def genauigkeit():
    netz.eval()
    richtig = gesamt = 0
    with torch.no_grad():
        for bilder, ziffern in testlader:
            richtig += (netz(bilder).argmax(dim=1) == ziffern).sum().item()
            gesamt += len(ziffern)
    return richtig / gesamt

for epoche in range(25):
    netz.train()
    for bilder, ziffern in lader:
        optimierer.zero_grad()
        fehler = verlust(netz(bilder), ziffern)
        fehler.backward()
        optimierer.step()
    g = genauigkeit()
    plan.step(g)
    print('Epoche', epoche + 1, 'Genauigkeit', g)
