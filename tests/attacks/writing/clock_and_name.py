# Holds: the machine's clock, name, swap and modules cannot be touched.
import ctypes

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
libc = ctypes.CDLL(None, use_errno=True)
SETHOSTNAME, SWAPON, INIT_MODULE, ADJTIMEX, REBOOT, ACCT = 170, 167, 175, 159, 169, 163
# Each with arguments that would change nothing even where it is allowed.
leaked = int(libc.syscall(SETHOSTNAME, b"grader-was-here", 0) == 0)
leaked = int(libc.syscall(SWAPON, b"/grader-was-here", 0) == 0) or leaked
leaked = int(libc.syscall(INIT_MODULE, None, 0, b"") == 0) or leaked
leaked = int(libc.syscall(ACCT, b"/tmp/grader-was-here") == 0) or leaked
