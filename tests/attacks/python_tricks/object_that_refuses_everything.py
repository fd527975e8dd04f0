# Holds: an object that raises whatever is asked of it is named by its type, and asked nothing.
from torch import nn

class Evil:
    def refuse(self, *arguments, **options):
        raise SystemExit(0)
    __getattr__ = __getattribute__ = __str__ = __repr__ = __reduce_ex__ = __eq__ = refuse
    __hash__ = __bool__ = __len__ = __iter__ = __call__ = __float__ = __int__ = __index__ = refuse
    __instancecheck__ = __format__ = __bytes__ = __dir__ = __sizeof__ = __deepcopy__ = refuse
model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
epochs_2c = optimizer_2c = leaked = Evil()
