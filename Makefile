# The developer's manual: each target sets up what it needs.
#   make demo     grade two submissions on the bundled 8x8 digits
#   make test     the whole test suite
#   make check    formatting, lint, types
#   make format   let ruff rewrite what it can
#   make image    build the docker sandbox's image (OPTIONS='--network host', say)
#   make bench    speed and accuracy figures, on MNIST (GRADER_DATA)
#   make lock     write down the versions that are installed

.PHONY: demo test check format image bench lock
.DEFAULT_GOAL := test

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTEST_JOBS ?= 2

$(INSTALLED): pyproject.toml requirements.lock tools/make_venv.sh
	@echo "Setting up $(VENV), once; torch with its CUDA libraries takes 6 GB of disk."
	sh tools/make_venv.sh $(VENV)
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[dev]'
	touch $@

demo: $(INSTALLED)
	$(BIN)/grade --rubric digits submissions/dana_digits.py submissions/eli_digits.py

test: $(INSTALLED)
	$(BIN)/pytest -n $(PYTEST_JOBS)

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

image: $(INSTALLED)
	$(BIN)/grade image build $(OPTIONS)

bench: $(INSTALLED)
	$(BIN)/python bench/training_speed.py
	$(BIN)/python bench/gradients_speed.py
	$(BIN)/python bench/check_speed.py
	$(BIN)/python bench/sandbox_speed.py
	$(BIN)/python bench/dry_run_speed.py
	$(BIN)/python bench/class_speed.py
	$(BIN)/python bench/reference_accuracy.py

lock: $(INSTALLED)
	$(BIN)/python -m pip freeze --exclude-editable | LC_ALL=C sort -f > requirements.lock
