# make demo   installs the light core into .venv and runs the main job
# make test   adds every extra and runs the tests
# make lint   format, lint and types
# make bench  timed comparisons, nothing is asserted
# make model  compiles the library into models/default, after editing corpus/library
# make reader  the same, and trains the reader of numbers anew on corpus/descriptions (eight minutes)
# make learned  the same, and trains encoder, classifiers and fit anew and measures them (three minutes)
# make bundle  a folder of wheels for Linux (x86_64, aarch64) and Windows, to install where there is no internet
# make readme writes the demo's output into the READMEs
# make notebooks  runs the notebooks and keeps what they show (some minutes)

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin
PIP := $(RUN)/python -m pip --disable-pip-version-check
EXTRAS := train,service,documents,notebooks,dev

.PHONY: demo test lint bench model reader learned readme notebooks bundle clean
.DEFAULT_GOAL := demo

# The stamps depend on what decides the environment, so that a second run installs nothing.
$(VENV)/.core: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本，请安装后重试。 Python 3.11 or later is needed; install it and try again." >&2; exit 2; }
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

# torch comes first and alone: sentence-transformers then finds it there and draws in no CUDA packages.
$(VENV)/.all: $(VENV)/.core
	$(PIP) install --quiet --constraint constraints.txt torch==2.13.0
	$(PIP) install --quiet --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@

demo: $(VENV)/.core
	@PATH="$(CURDIR)/$(RUN):$$PATH" sh tests/demo.sh

test: $(VENV)/.all
	$(RUN)/python -m pytest -n auto

lint: $(VENV)/.all
	$(RUN)/ruff format --check src service tests
	$(RUN)/ruff check src service tests
	$(RUN)/mypy

bench: export OPENBLAS_NUM_THREADS := 1
bench: $(VENV)/.all
	$(RUN)/python -m tests.benchmarks.cold_start
	$(RUN)/python -m tests.benchmarks.topics
	$(RUN)/python -m tests.benchmarks.long_texts
	$(RUN)/python -m tests.benchmarks.auditing
	$(RUN)/python -m tests.benchmarks.reading
	$(RUN)/python -m tests.benchmarks.speed
	$(RUN)/python -m tests.benchmarks.scaling --sizes 62,1000,10000
	$(RUN)/python -m tests.benchmarks.service

model: $(VENV)/.core
	$(RUN)/python -m zhibiao.learn.compile

reader: $(VENV)/.all
	$(RUN)/python -m zhibiao.learn.compile --reader

learned: $(VENV)/.all
	$(RUN)/python -m zhibiao.learn.compile --learned

readme: $(VENV)/.core
	$(RUN)/python -m tests.refresh_readme

notebooks: $(VENV)/.all
	$(RUN)/python -m tests.refresh_notebooks

# Without torch: what suggests, audits and serves. The office copies the folder of its system and runs
#   pip install --no-index --find-links FOLDER 'zhibiao[service,documents]'
# jieba has no wheel of its own: it is pure Python and is built here once. pip asks the machine it runs on which packages a system needs: for
# Windows it is told to fetch what Linux needs but uvloop, and what Windows needs besides, one by one.
BUNDLE := dist/bundle
PYTHONS := 3.11 3.12 3.13
FETCH = $(PIP) download --quiet --only-binary=:all: --implementation cp --constraint constraints.txt --find-links $(BUNDLE)/own
bundle: $(VENV)/.all
	rm -rf $(BUNDLE) && mkdir -p $(BUNDLE)/own
	$(PIP) wheel --quiet --no-deps --wheel-dir $(BUNDLE)/own .
	$(PIP) wheel --quiet --no-deps --wheel-dir $(BUNDLE)/own $$(grep -i '^jieba==' constraints.txt)
	@for machine in x86_64 aarch64; do \
		for python in $(PYTHONS); do \
			$(FETCH) --python-version $$python --dest $(BUNDLE)/linux-$$machine \
				$$(for tag in manylinux_2_28 manylinux_2_17 manylinux2014; do printf -- '--platform %s ' $${tag}_$$machine; done) \
				"$$(ls $(BUNDLE)/own/zhibiao-*.whl)[service,documents]" || exit 1; \
		done; \
	done
	@needed=$$(ls $(BUNDLE)/linux-x86_64 | cut -d- -f1,2 | sed 's/-/==/' | grep -v '^uvloop==' | sort -u); \
	for python in $(PYTHONS); do \
		$(FETCH) --python-version $$python --dest $(BUNDLE)/windows-x86_64 --platform win_amd64 --no-deps $$needed colorama tzdata || exit 1; \
	done
	rm -rf $(BUNDLE)/own
	@for folder in $(BUNDLE)/*; do echo "$$folder: $$(ls $$folder | wc -l) wheels"; done

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
