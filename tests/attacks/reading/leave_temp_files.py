# Holds: a file that one student leaves in the temporary folder does the file no harm (its pair,
# find_temp_files, looks for it as the next student).
import os
import tempfile

from torch import nn

model_2c = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
leaked = 0
for folder in (".", "/tmp", "/var/tmp", tempfile.gettempdir()):
    for name in ("grader-was-here-notes", ".grader-was-here-hidden"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("what alice found out")
        except OSError:
            pass
os.makedirs("grader-was-here-folder/within", exist_ok=True)
open("grader-was-here-folder/within/answer", "w").close()
