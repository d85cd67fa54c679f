# What you need: Python 3.11 with venv, and make. `make demo` shows all of it on this machine.
PYTHON ?= python3
BIN := .venv/bin
CT := $(BIN)/commonthread

unexport PYTHONDONTWRITEBYTECODE  # a program that starts anew in many tests would be compiled each time

.PHONY: demo run test check ci evaluate format lock clean hostile-real bench bench-web bench-operate bench-mail bench-cluster soak faults wheel-smoke audit pictures

demo: .venv/installed  ## the sample edition, end to end, without a network
	$(CT) demo

run: .venv/installed  ## the real sources: collect, serve, send
	$(CT) up

.venv/installed: requirements/base.txt pyproject.toml
	$(PYTHON) -m venv .venv
	@echo "Installing (once) ..."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements/dev.txt .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

test: .venv/dev  ## all tests that this machine can run
	$(BIN)/coverage erase
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report= $(PYTEST)
	$(BIN)/coverage report --skip-covered | tail -n 30
	$(BIN)/python tests/coverage_floors.py

check: .venv/dev  ## ruff, mypy, import-linter, policy tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/policy

evaluate: .venv/dev  ## how well articles are understood, against labelled ones
	$(BIN)/python -m crawler.evaluate commonthread/sample/edition

pictures: .venv/dev  ## every page of the sample edition at three widths, light and dark, in var/pictures
	$(BIN)/python tests/browser/pictures.py

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:  ## renew the hash-locked requirements (needs uv)
	uv pip compile pyproject.toml --extra build --extra postgres --generate-hashes --no-annotate --no-header -q -o requirements/base.txt
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-annotate --no-header -q -o requirements/dev.txt

clean:
	rm -rf .venv var .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

hostile-real: .venv/dev  ## the hostile servers with the real limits; minutes, for the night
	HOSTILE_REAL=1 $(BIN)/pytest -q tests/crawler/hostile

SHARED ?= ../shared
LAB := var/lab/bin/python
OURS := $(CURDIR)/$(BIN)/python $(CURDIR)/tests/bench

var/lab/ready:
	$(PYTHON) -m venv var/lab
	var/lab/bin/pip install --quiet --disable-pip-version-check scrapy feedparser reader sgmllib3k aiohttp uvloop sqlite-utils lxml lxml_html_clean psutil trafilatura flask gunicorn isso
	@touch $@

bench: .venv/installed var/lab/ready  ## feeds and pages beside peers, as docs/benchmarks.md explains; minutes
	PYTHONPATH=tests/bench $(LAB) $(SHARED)/bench/w1_feeds.py --feeds 1000 --rounds 1 --only reader-w1,ours \
	  --system 'ours=$(OURS)/feeds.py {base} {feeds} {dir} >{dir}/log 2>&1' --count 'ours=SELECT count(*) FROM article@{dir}/ours.db'
	PYTHONPATH=tests/bench $(LAB) $(SHARED)/bench/w2_crawl.py --articles 500 --rounds 1 --only 'scrapy+trafilatura fast,ours' \
	  --system 'ours=BENCH_LISTINGS=10 $(OURS)/pages.py {base} {dir} >{dir}/log 2>&1' --bodies 'ours=SELECT text FROM article@{dir}/ours.db'
	$(OURS)/extraction.py $(SHARED)
	$(OURS)/understanding.py $(SHARED)

W4 := PYTHONPATH=tests/bench:$(SHARED)/bench

bench-web: .venv/installed var/lab/ready  ## pages beside peers; needs Debian's wrk and nginx-light; minutes
	[ -f var/lab/ours.db ] || $(W4) $(OURS)/readers.py build var/lab/ours.db 100000
	[ -f var/lab/theirs.db ] || $(LAB) $(SHARED)/bench/w4_app.py build var/lab/theirs.db 100000
	for only in nginx isso 'gunicorn sync x2 | app /'; do \
	  $(W4) $(LAB) $(SHARED)/bench/w4_web.py --db var/lab/theirs.db --rounds 1 --only "$$only"; done
	$(W4) $(LAB) tests/bench/served.py var/lab/ours.db $(CURDIR)/$(CT) $(CURDIR)/$(BIN)/python
	$(OURS)/readers.py pages var/lab/ours.db
	$(OURS)/readers.py search var/lab/ours.db

bench-operate: .venv/installed  ## start, memory, restart, the log, and a night on a million articles; minutes, the first time half an hour
	$(OURS)/operating.py
	mkdir -p var/lab && $(W4) $(OURS)/nightly.py var/lab/night.db

bench-mail: .venv/installed  ## ten thousand digests to a local sink (W5); needs Debian's postfix, which need not run
	PYTHONPATH=$(SHARED)/bench $(OURS)/mailing.py

bench-cluster: .venv/dev  ## one, two and three workers on one PostgreSQL, then with kills and a crash of it; half an hour
	$(BIN)/python tests/bench/cluster.py 2000 10000 500

soak: .venv/dev  ## an hour of work with a fault every minute; SOAK_MINUTES says how long
	$(BIN)/python tests/bench/soak.py

faults: .venv/dev  ## the fault plan, killing at every twentieth write (needs strace)
	FAULT_EVERY=20 $(BIN)/pytest -q -n auto tests/faults

wheel-smoke: .venv/dev  ## the wheel with the lowest and with the newest packages that it allows
	rm -rf var/smoke && $(PYTHON) -m venv var/smoke/uv && var/smoke/uv/bin/pip install --quiet --disable-pip-version-check uv
	$(BIN)/python -m hatchling build -t wheel -d var/smoke
	for which in lowest-direct highest; do \
	  var/smoke/uv/bin/uv venv --quiet --python $(PYTHON) var/smoke/$$which && mkdir var/smoke/run-$$which && \
	  var/smoke/uv/bin/uv pip install --quiet --python var/smoke/$$which --resolution $$which "$$(ls var/smoke/*.whl)[postgres]" && \
	  $(BIN)/python tests/commonthread/smoke.py $$(pwd)/var/smoke/$$which/bin/commonthread var/smoke/run-$$which || exit 1; done

audit: .venv/dev  ## known holes in the packages we use (needs the internet)
	$(PYTHON) -m venv var/audit && var/audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	var/audit/bin/pip-audit --require-hashes --disable-pip -r requirements/base.txt
