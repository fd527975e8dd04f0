import torch, torchvision
from torch import nn, optim
from torchvision import transforms as T

assert torch.cuda.is_available(), 'turn on the GPU first!!'
print(torch.cuda.get_device_name(0))

tr = torchvision.datasets.MNIST('.', True, download=True, transform=T.ToTensor())
te = torchvision.datasets.MNIST('.', False, download=True, transform=T.ToTensor())
tel = torch.utils.data.DataLoader(te, batch_size=500)
lossf = nn.CrossEntropyLoss()

def test(m):
    m.eval()
    c = 0
    with torch.no_grad():
        for x, y in tel:
            c += (m(x.cuda()).argmax(1).cpu() == y).sum().item()
    m.train()
    return c / 10000

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10)).cuda()
opt = optim.Adam(model.parameters(), lr=0.003)
sch = optim.lr_scheduler.ExponentialLR(opt, 0.8)
trl = torch.utils.data.DataLoader(tr, batch_size=200, shuffle=True)
for ep in range(10):
    for x, y in trl:
        opt.zero_grad()
        l = lossf(model(x.cuda()), y.cuda())
        l.backward()
        opt.step()
    sch.step()
    print(ep, test(model))

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 120), nn.ReLU(), nn.Linear(120, 80), nn.ReLU(), nn.Linear(80, 10)).cuda()
opt = optim.Adam(model.parameters(), lr=0.003)
sch = optim.lr_scheduler.MultiStepLR(opt, milestones=[6, 9], gamma=0.1)
trl = torch.utils.data.DataLoader(tr, batch_size=200, shuffle=True)
for ep in range(12):
    for x, y in trl:
        opt.zero_grad()
        l = lossf(model(x.cuda()), y.cuda())
        l.backward()
        opt.step()
    sch.step()
    print(ep, test(model))

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 400), nn.ReLU(), nn.Dropout(0.2), nn.Linear(400, 300), nn.ReLU(), nn.Dropout(0.2), nn.Linear(300, 200), nn.ReLU(), nn.Linear(200, 10)).cuda()
opt = optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)
trl = torch.utils.data.DataLoader(tr, batch_size=100, shuffle=True)
for ep in range(18):
    for x, y in trl:
        opt.zero_grad()
        l = lossf(model(x.cuda()), y.cuda())
        l.backward()
        opt.step()
    print(ep, test(model))

model = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.1),
    nn.Conv2d(32, 64, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.1),
    nn.Flatten(), nn.Linear(64 * 5 * 5, 64), nn.ReLU(), nn.Linear(64, 10),
).cuda()
opt = optim.Adam(model.parameters())
trl = torch.utils.data.DataLoader(tr, batch_size=32, shuffle=True)
for ep in range(10):
    for x, y in trl:
        opt.zero_grad()
        l = lossf(model(x.cuda()), y.cuda())
        l.backward()
        opt.step()
    print(ep, test(model))
