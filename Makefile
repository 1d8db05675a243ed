# Two commands do all the set-up: `make run` and `make test`. Only Python 3.11+ with venv, make and git are needed.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
# The locks name every package with the hashes of its files on PyPI: nothing else is installed.
PIP = .venv/bin/pip install --quiet --disable-pip-version-check --root-user-action ignore --require-hashes --requirement
# uv takes a quarter of pip's time; where only pip knows the way to an index (its own settings, a proxy), pip goes on.
UV = .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" --no-strip-markers
MANAGE = .venv/bin/python manage.py
# CSS and JavaScript. Biome comes from PyPI, which has it for Linux on x86-64 only.
biome = if test -x .venv/bin/biome; then .venv/bin/biome $(1) .; else echo "Biome không có cho máy này, bỏ qua CSS và JavaScript / no Biome for this machine: CSS and JavaScript are not looked at"; fi

templates = $(shell find */templates -name '*.html')

# Bytecode is kept also where the environment says otherwise: many short processes start here.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-deep before-tests test-bytecode system-packages check check-types check-style fmt bench screenshots messages lock sbom clean
.DEFAULT_GOAL := run

.venv/product: dependencies/installer.lock requirements.lock
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Cần Python 3.11 trở lên / Python 3.11 or newer is needed"; exit 1; }
	@test -x .venv/bin/pip || PYTHON=$(PYTHON) tests/system-packages.sh venv
	@test -x .venv/bin/pip || { echo "Đang tạo môi trường / making the environment…"; $(PYTHON) -m venv --clear .venv || { rm -rf .venv; echo "Thiếu venv: apt install python3-venv"; exit 1; }; }
	@echo "Đang cài đặt thư viện / installing libraries…"
	@$(PIP) dependencies/installer.lock && $(UV) --compile-bytecode --requirement requirements.lock || $(PIP) requirements.lock
	@touch $@

.venv/development: .venv/product requirements-dev.lock
	@$(UV) --requirement requirements-dev.lock || $(PIP) requirements-dev.lock
	@touch $@

run: .venv/product
	@$(PYTHON) -c "import socket, sys; sys.exit(socket.socket().connect_ex(('127.0.0.1', $(PORT))) == 0)" || { echo "Cổng $(PORT) đang có chương trình khác dùng; hãy thử: make run PORT=8001"; exit 1; }
	@$(MANAGE) prepare
	@echo "→ http://localhost:$(PORT)"
	@# The nightly sweep and the worker of exports start after the server, live beside it and end when this process does, however it ends.
	@{ sleep 5; exec $(MANAGE) nightly --beside $$$$; } & { sleep 6; exec $(MANAGE) export_worker --beside $$$$; } & HOST=$(HOST) PORT=$(PORT) exec backend/serve.sh

# The types take as long as all else: they are looked at beside it.
check: .venv/development
	@$(MAKE) --no-print-directory --output-sync --jobs 2 check-types check-style

check-types: .venv/development
	.venv/bin/mypy .

check-style: .venv/development
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	@$(call biome,check)
	@.venv/bin/djade --check $(templates)
	@.venv/bin/djhtml --check --tabwidth 2 $(templates)
	.venv/bin/python -m tests.line_length $(templates)
	.venv/bin/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	@.venv/bin/python -m dependencies.advisories

# Of `make check` all but the types, which take as long as the rest together: `make test-deep` looks at them.
test: before-tests
	.venv/bin/python -m tests.run

# All that `make test` runs, with all cases of the tests that try few there, and the types; before a release, and in .ci/run.
test-deep: before-tests
	.venv/bin/python -m tests.run --deep

before-tests:
	@tests/system-packages.sh check
	@$(MAKE) --no-print-directory --output-sync --jobs 3 system-packages check-style test-bytecode

# The workers of both engines find the tests' bytecode, instead of each making it, seven seconds, at the same time.
test-bytecode: .venv/development
	@.venv/bin/python -m pytest --collect-only -qq >/dev/null 2>&1 || true

system-packages:
	@tests/system-packages.sh

bench: .venv/development
	.venv/bin/python -m benchmarks

fmt: .venv/development
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	@$(call biome,check --write)
	@# djade tells by its exit code that it changed something.
	@.venv/bin/djade $(templates) || .venv/bin/djade --check $(templates)
	@.venv/bin/djhtml --tabwidth 2 $(templates)

screenshots: .venv/development
	.venv/bin/python -m docs.screenshots

# Gathers the texts into locale/en; new ones are then translated by hand (tests/test_translations.py says which). Running needs no gettext.
messages: .venv/product
	@command -v msgmerge >/dev/null || { echo "Cần GNU gettext / GNU gettext is needed: sudo apt install gettext"; exit 1; }
	$(MANAGE) makemessages --locale en --no-obsolete --no-wrap --add-location file $(foreach folder,.venv benchmarks docs tests var,--ignore $(folder)) --verbosity 0

# After a change of requirements.txt or requirements-dev.txt. Versions stay as they are; newer ones: make lock UPGRADE=--upgrade, or
# UPGRADE="--upgrade-package NAME".
lock: .venv/development
	$(LOCK) $(UPGRADE) dependencies/installer.txt --output-file dependencies/installer.lock
	$(LOCK) $(UPGRADE) requirements.txt --output-file requirements.lock
	$(LOCK) $(UPGRADE) --constraint requirements.lock requirements-dev.txt --output-file requirements-dev.lock

# What the product is built from, as CycloneDX JSON; it goes with a release.
sbom: .venv/development
	.venv/bin/python -m dependencies.sbom var/sbom.cdx.json

clean:
	rm -rf .venv .vendor var
