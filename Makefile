# Hearth: bare `make` explains itself. Two stamps in .venv remember which lock is installed.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SUFFIXES:

PY := .venv/bin/python
RUN := .venv/.run-lock
DEV := .venv/.dev-lock
SERVERS := node_modules/.servers
PEERS := build/bench-venv/.lock
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard services/*/translations/*/LC_MESSAGES/messages.po services/chassis/web/translations/*/LC_MESSAGES/messages.po infra/translations/*/LC_MESSAGES/messages.po))
TYPED := services/chassis $(wildcard services/*/domain)
ON_PLATFORM := bench_relay bench_fold bench_rebuild bench_scale bench_campus
BENCHMARKS := $(filter-out $(ON_PLATFORM),$(patsubst tests/benchmarks/%.py,%,$(wildcard tests/benchmarks/bench_*.py)))
ALONE := not db and not browser and not kafka and not slow and not bench

.PHONY: help setup run librdkafka platform platform-status platform-down test test-fast faults simulate lint format bench bench-platform bench-fold bench-rebuild docs lock clean

help: ## show this page
	@echo "Hearth: what can be made"
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'
	@echo
	@echo "  make run takes DEMO=no (start empty), DATA=folder, PORT=number, SEED=number;"
	@echo "  make faults takes SEED=number, KILLS=number;"
	@echo "  make platform also takes PLATFORM=folder, SCALE=\"welfare.web=2 evaluation.worker=2\";"
	@echo "  beside it: bin/hearth scores --period 2025, bin/hearth explain, bin/hearth audit verify, ..."

setup: $(RUN) $(CATALOGUES) ## install what a running Hearth needs into .venv

run: setup ## start all four services in one process, with a demo campus on first start
	@$(PY) -m infra.cli run

librdkafka: setup ## add the faster Kafka client for reading (HEARTH_KAFKA_CLIENT=confluent)
	@infra/setup.sh python requirements/librdkafka.txt

platform: setup ## start all services as processes on PostgreSQL and Kafka; harmless when they are up
	@infra/setup.sh platform
	@$(PY) -m infra.cli platform up --scale "$(SCALE)"

platform-status: setup ## show which of the platform's processes are up, and ready
	@$(PY) -m infra.cli platform status

platform-down: setup ## stop the platform; what was acknowledged stays
	@$(PY) -m infra.cli platform down

test: $(DEV) $(CATALOGUES) $(SERVERS) lint ## bring PostgreSQL and Chromium, check the style, run every test
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 12

test-fast: $(DEV) $(CATALOGUES) ## every test that needs no server (under a minute)
	$(PY) -m pytest -n 2 --dist loadfile -m "$(ALONE)"

faults: $(DEV) $(CATALOGUES) $(SERVERS) ## kill, freeze and cut a platform under load; the table of what was found
	rm -rf build/faults
	$(and $(SEED),SEED=$(SEED)) $(and $(KILLS),KILLS=$(KILLS)) $(PY) -m pytest -q -n 2 --dist loadfile tests/faults; found=$$?; $(PY) -m tests.faults.table; exit $$found

simulate: $(DEV) ## a platform in one thread, with faults from a seed: SEEDS=20000 many, SEED=12345 one with its trace
	@SEEDS="$(or $(SEEDS),1000)" SEED="$(SEED)" FROM="$(or $(FROM),0)" $(PY) -m tests.simulation

lint: $(DEV) ## ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $(TYPED)

format: $(DEV) ## let ruff rewrite what it can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(DEV) $(CATALOGUES) $(SERVERS) ## measure; docs/performance.md holds the figures
	@for each in $(BENCHMARKS); do echo "== $$each"; $(PY) -m tests.benchmarks.$$each || exit 1; done

bench-platform: $(DEV) $(CATALOGUES) $(SERVERS) ## measure Kafka, PostgreSQL and a whole platform: SIZE=1 is the demo's own size
	$(PY) -m pytest -q -m bench tests/benchmarks
	@for each in bench_relay bench_fold "bench_visible --platform --times 100 --size 0.3" bench_scale \
	  "bench_campus --size $(or $(SIZE),10)"; do echo "== $$each"; $(PY) -m tests.benchmarks.$$each || exit 1; done

bench-fold: $(DEV) $(CATALOGUES) $(SERVERS) $(PEERS) ## one fold by Hearth, Quix Streams, Bytewax and Faust: SIZE=entries, ROUNDS=number
	@$(PY) -m tests.benchmarks.bench_fold --peers --entries $(or $(SIZE),2000000) --rounds $(or $(ROUNDS),3)

bench-rebuild: $(DEV) $(CATALOGUES) $(SERVERS) ## a rebuild beside the live view, by both Kafka clients: SIZE=entries
	@$(PY) -m tests.benchmarks.bench_rebuild --entries $(or $(SIZE),10000000)

docs: $(DEV) ## write the generated pages again (event catalogue, settings, scheme language, mechanics)
	$(PY) -m infra.generated_pages
	$(PY) -m tests.evaluation.sheets.reference

lock: $(DEV) ## resolve requirements/*.in again (newer versions only with UPGRADE=--upgrade)
	python3 -m venv build/lock && build/lock/bin/pip install --quiet pip-tools
	for each in run librdkafka dev bench; do CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/pip-compile --quiet $(UPGRADE) \
	  --no-config --generate-hashes --allow-unsafe --strip-extras --no-emit-options --no-emit-index-url --no-emit-find-links \
	  --no-emit-trusted-host -o requirements/$$each.txt requirements/$$each.in || exit 1; done

clean: ## remove .venv, node_modules and build (never data)
	rm -rf .venv node_modules build

$(RUN): requirements/run.txt infra/setup.sh
	@infra/setup.sh python requirements/run.txt
	@touch $@

$(DEV): requirements/dev.txt infra/setup.sh
	@infra/setup.sh python requirements/dev.txt
	@touch $(RUN) $@

$(SERVERS): package-lock.json infra/setup.sh infra/kafka/pom.xml
	@infra/setup.sh servers
	@touch $@

$(PEERS): requirements/bench.txt
	$(PY) -m venv build/bench-venv
	build/bench-venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

%.mo: %.po | $(RUN)
	@.venv/bin/pybabel --quiet compile -i $< -o $@
