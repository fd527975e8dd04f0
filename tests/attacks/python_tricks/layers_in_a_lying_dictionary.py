# Holds: layers kept in a dictionary that shows others than it holds are not read past that.
from torch import nn

class Layers(dict):
    def keys(self):
        return ["0", "1", "2", "3"]
    def __iter__(self):
        return iter(self.keys())
    def __getitem__(self, key):
        return [nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)][int(key)]
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 5000), nn.ReLU(), nn.Linear(5000, 10))
vars(model_2c)["_modules"] = Layers(model_2c._modules)
