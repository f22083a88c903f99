PYTHON_RUN = .venv/bin/python
# Compiled tests are kept even where Python is told not to: each worker would compile them anew.
PYTEST = PYTHONDONTWRITEBYTECODE= $(PYTHON_RUN) -m pytest -q
# The slowest files come first (tests/environment.py); xdist would sort by the number of tests.
BOTH_CORES = -n 2 --dist loadfile --no-loadscope-reorder
# The settings refuse to load without a key; any will do to check the code.
CHECK_ENV = DATABASE_URL=sqlite://:memory: DEBUG=0 DEMO_HTTP=0 SECRET_KEY=$$($(PYTHON_RUN) -c "import secrets; print(secrets.token_urlsafe(60))")

.PHONY: setup demo run test test-fast check bench lock format

setup: ## .venv with the locked packages to run
	@sh .ci/setup.sh run

demo: setup ## sample data on http://127.0.0.1:$(PORT), PORT is 8000 unless given
	@$(PYTHON_RUN) -m config.start demo

run: setup ## the real thing: needs SECRET_KEY and ALLOWED_HOSTS in the environment or in .env
	@$(PYTHON_RUN) -m config.start run

test: check ## everything: SQLite, then PostgreSQL without browser and PDF
	@sh .ci/setup.sh browser
	$(PYTEST) $(BOTH_CORES) --durations=15
	TEST_DATABASE=postgresql $(PYTEST) $(BOTH_CORES) -m "not browser and not pdf and not one_database"

test-fast: ## what is not slow, on SQLite
	@sh .ci/setup.sh dev
	$(PYTEST) -m "not slow and not browser"

check: ## format, lint, types, imports, templates, migrations, deployment
	@sh .ci/setup.sh dev
	$(PYTHON_RUN) -m ruff format --check .
	$(PYTHON_RUN) -m ruff check .
	$(CHECK_ENV) $(PYTHON_RUN) -m mypy
	.venv/bin/lint-imports
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --check --target-version 5.2
	$(CHECK_ENV) $(PYTHON_RUN) manage.py makemigrations --check --dry-run
	$(CHECK_ENV) $(PYTHON_RUN) manage.py check --deploy --fail-level WARNING

bench: ## query counts and CPU time of every page and file, with one plan and with 1,817
	@sh .ci/setup.sh dev
	@$(PYTHON_RUN) -m tests.bench

lock: ## both lock files from pyproject.toml
	@sh .ci/setup.sh dev
	.venv/bin/uv pip compile pyproject.toml $(LOCK_OPTIONS) -o requirements.txt
	.venv/bin/uv pip compile pyproject.toml $(LOCK_OPTIONS) --group dev -c requirements.txt -o requirements-dev.txt

LOCK_OPTIONS = --quiet --universal --no-strip-extras --generate-hashes --python-version 3.11 --no-emit-index-url --no-header

format: ## ruff and djade rewrite what they can
	@sh .ci/setup.sh dev
	$(PYTHON_RUN) -m ruff format .
	$(PYTHON_RUN) -m ruff check --fix .
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --target-version 5.2
