# Everything runs in .venv beside this file and acts on the study.toml of the current folder.
# The environment is renewed when pyproject.toml or constraints.txt change (by content, not by date).

HOME_OF := $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST)))))
PYTHON  ?= python3
VENV    := $(HOME_OF)/.venv
BIN     := $(VENV)/bin
PINS    := $(shell cat "$(HOME_OF)/pyproject.toml" "$(HOME_OF)/constraints.txt" | $(PYTHON) -c "import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest()[:16])")
CORE    := $(VENV)/core-$(PINS)
TEXT    := $(VENV)/text-$(PINS)
DOCS    := $(VENV)/docs-$(PINS)
FULL    := $(VENV)/full-$(PINS)
EXTRAS  := text,fast,languages,lab,docs,dev
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c "$(HOME_OF)/constraints.txt"

# names of figures; all if empty
FIGURE ?=
# folder with the private texts, if you have them: files or tables; texts are found by SHA-256
TEXTS ?=
# name of a folder in studies/
STUDY ?=
# folder with the public labelled data sets, if you have them; tests, validation and benchmarks read it
DATASETS ?=

.PHONY: help figures figures-check study gallery docs paper test test-all doctests all publish verify demo validate bench model notebooks lint clean
.DEFAULT_GOAL := help

help:
	@echo "make figures            set up, then recompute results/ and figures/ from data/ (needs no text)"
	@echo "make figures FIGURE=mission   draw only this figure, or several: FIGURE='mission power'"
	@echo "make figures-check      recompute both in a temporary folder and compare with the published files"
	@echo "make study STUDY=name   the same for a study in studies/, as in make study STUDY=immigration (needs no text)"
	@echo "make study STUDY=name TEXTS=folder   build it from its texts, publish the tables, then draw its figures"
	@echo "make paper              check the numbers of the example paper, and compile it where a TeX is installed"
	@echo "make test               set up with all extras, then lint and the tests of every day"
	@echo "make test-all           lint and every test: also notebooks, JupyterLab and browser, whole studies, training"
	@echo "make all TEXTS=folder   rebuild the derived tables from the texts into build/ and compare with data/derived"
	@echo "make publish            move build/ over data/derived"
	@echo "make verify             check the chain of hashes of everything published, in studies/ too (with TEXTS= also the build)"
	@echo "make demo               all stages on the demonstration corpus, from text, into build/demo"
	@echo "make validate           score voice and alignment on coded texts and compare with results/validation"
	@echo "make validate DATASETS=folder   the same with the public data sets too, and write results/validation (TEXTS= too)"
	@echo "make bench DATASETS=folder   time and memory of voice, slots, alignment and the general model, into results/validation"
	@echo "make model DATASETS=folder   train the general model again, all runs of its protocol, and ship it (three hours)"
	@echo "make gallery            draw the pictures of docs/gallery.md from the published results"
	@echo "make docs               build the documentation site into build/docs; a warning or a broken link is an error"
	@echo "make notebooks          build and execute the notebooks from notebooks/*.py (no text needed; as stored when run again)"
	@echo "make lint               ruff, mypy, import contracts"

figures: $(CORE)
	$(BIN)/framing figures $(FIGURE)

figures-check: $(CORE)
	$(BIN)/framing figures --check

STUDIES := $(patsubst $(HOME_OF)/studies/%/study.toml,%,$(wildcard $(HOME_OF)/studies/*/study.toml))
IN_STUDY = --study "$(HOME_OF)/studies/$(STUDY)/study.toml"
.PHONY: known-study
known-study:
	@test -n "$(and $(filter 1,$(words $(STUDY))),$(filter $(STUDY),$(STUDIES)))" || { \
	echo "make study: STUDY is '$(STUDY)'; choose one of the folders in studies/: $(or $(STUDIES),(there is none)), as in make study STUDY=$(or $(firstword $(STUDIES)),name)" >&2; \
	exit 2; }

study: known-study $(if $(TEXTS),$(TEXT),$(CORE))
	$(if $(TEXTS),$(BIN)/framing build $(IN_STUDY) --texts "$(TEXTS)" && $(BIN)/framing publish $(IN_STUDY))
	$(BIN)/framing figures $(IN_STUDY) $(FIGURE)

gallery: $(CORE)
	$(BIN)/python "$(HOME_OF)/bench/gallery.py"

# anew each time (-E), since a changed docstring is no changed page; without texts or network
docs: $(DOCS)
	cd "$(HOME_OF)" && $(BIN)/python -m sphinx -q -E -W --keep-going -c docs -b html . build/docs
	@echo "Built $(HOME_OF)/build/docs/index.html."

# TeX runs in the folder of the paper, whose paths start there
PAPER := $(HOME_OF)/build/paper
paper: $(CORE)
	$(BIN)/framing numbers --study "$(HOME_OF)/study.toml" --check "$(HOME_OF)/docs/paper/paper.tex"
	@mkdir -p "$(PAPER)"
	@cd "$(HOME_OF)/docs/paper" && \
	if command -v latexmk >/dev/null; then latexmk -pdf -interaction=nonstopmode -halt-on-error -outdir="$(PAPER)" paper.tex; \
	elif command -v tectonic >/dev/null; then tectonic --outdir "$(PAPER)" paper.tex; \
	elif command -v pdflatex >/dev/null; then for pass in 1 2; do pdflatex -interaction=nonstopmode -halt-on-error -output-directory "$(PAPER)" paper.tex || exit 1; done; \
	else echo "The numbers agree. No latexmk, tectonic or pdflatex is installed, so no PDF was made."; fi

# two workers with a thread each: on two cores more would only wait for each other
RUN_TESTS = cd "$(HOME_OF)" && HYPOTHESIS_PROFILE=$(EXAMPLES) OMP_NUM_THREADS=1 TEXTS="$(if $(TEXTS),$(realpath $(TEXTS)))" DATASETS="$(if $(DATASETS),$(realpath $(DATASETS)))" \
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# fewer examples of each property, and nothing that draws or computes a whole study twice
test: EXAMPLES = quick
test: $(FULL)
	@$(MAKE) --no-print-directory -j2 lint doctests
	$(RUN_TESTS) -m "not release" $(PYTEST)

# what is released: a test that needs a browser fails where there is none
test-all: EXAMPLES = full
test-all: $(FULL)
	@$(MAKE) --no-print-directory -j2 lint doctests
	$(RUN_TESTS) $(PYTEST)

# examples of the docstrings, in a job of their own since they import every module
doctests: $(FULL)
	cd "$(HOME_OF)" && PYTHONPATH=tests OMP_NUM_THREADS=1 $(BIN)/python -m pytest -p doctests src --doctest-modules

all: $(TEXT)
	@test -n "$(TEXTS)" || { echo "make all needs the texts: make all TEXTS=folder"; exit 2; }
	$(BIN)/framing verify --texts "$(TEXTS)"

publish: $(CORE)
	$(BIN)/framing publish

verify: $(if $(TEXTS),$(TEXT),$(CORE))
	$(BIN)/framing verify $(if $(TEXTS),--texts "$(TEXTS)")
	@set -e; for name in $(STUDIES); do echo "studies/$$name:"; $(BIN)/framing verify --study "$(HOME_OF)/studies/$$name/study.toml"; done

demo: $(TEXT)
	$(BIN)/framing build --study "$(HOME_OF)/data/demo/study.toml"
	$(BIN)/framing publish --study "$(HOME_OF)/data/demo/study.toml"
	$(BIN)/framing figures --study "$(HOME_OF)/data/demo/study.toml"

validate: $(FULL)
	$(BIN)/python "$(HOME_OF)/validation" $(if $(DATASETS),--datasets "$(DATASETS)") $(if $(TEXTS),--texts "$(TEXTS)")
	$(if $(DATASETS),$(BIN)/python "$(HOME_OF)/bench/language_scores.py" "$(DATASETS)" && $(BIN)/python "$(HOME_OF)/bench/language_figure.py")
	$(if $(DATASETS),OMP_NUM_THREADS=1 $(BIN)/python "$(HOME_OF)/bench/coverage.py" && $(BIN)/python "$(HOME_OF)/bench/correction.py")

bench: $(FULL)
	@test -n "$(DATASETS)" || { echo "make bench needs the public data sets: make bench DATASETS=folder"; exit 2; }
	OMP_NUM_THREADS=1 $(BIN)/python "$(HOME_OF)/bench/voice.py" "$(DATASETS)"
	OMP_NUM_THREADS=1 $(BIN)/python "$(HOME_OF)/bench/slots.py" "$(DATASETS)"
	OMP_NUM_THREADS=1 $(BIN)/python "$(HOME_OF)/bench/alignment.py" scale "$(DATASETS)"
	OMP_NUM_THREADS=1 $(BIN)/python "$(HOME_OF)/bench/keyness.py" "$(DATASETS)"
	OMP_NUM_THREADS=1 $(BIN)/python "$(HOME_OF)/bench/scale.py" "$(DATASETS)"
	OMP_NUM_THREADS=1 $(BIN)/python "$(HOME_OF)/bench/sentence_pairs.py" "$(DATASETS)" $(if $(TEXTS),"$(TEXTS)")
	$(BIN)/python "$(HOME_OF)/bench/language_speed.py" "$(DATASETS)"

model: $(FULL)
	@test -n "$(DATASETS)" || { echo "make model needs the public data sets: make model DATASETS=folder"; exit 2; }
	$(BIN)/framing train loaded-language --data "$(DATASETS)"
	$(BIN)/framing train attribution --data "$(DATASETS)"
	$(BIN)/framing train pairs --data "$(DATASETS)"
	$(BIN)/python "$(HOME_OF)/bench/language_runs.py" "$(DATASETS)"
	$(BIN)/python "$(HOME_OF)/bench/language_scores.py" "$(DATASETS)"
	$(BIN)/python "$(HOME_OF)/bench/language_figure.py"
	$(BIN)/python "$(HOME_OF)/bench/language_ship.py" "$(DATASETS)"
	$(BIN)/python "$(HOME_OF)/bench/language_refits.py" "$(DATASETS)"

notebooks: $(FULL)
	$(BIN)/python "$(HOME_OF)/notebooks/build.py"

lint: $(FULL)
	$(BIN)/ruff check "$(HOME_OF)"
	$(BIN)/ruff format --check "$(HOME_OF)"
	cd "$(HOME_OF)" && $(BIN)/mypy
	cd "$(HOME_OF)" && $(BIN)/lint-imports

$(CORE):
	@echo "Setting up $(VENV) (core) ..."
	@rm -f $(VENV)/core-* $(VENV)/text-* $(VENV)/docs-* $(VENV)/full-*
	@$(PYTHON) -m venv --clear "$(VENV)"
	@$(INSTALL) -e "$(HOME_OF)"
	@touch $@

$(TEXT): $(CORE)
	@echo "Setting up $(VENV) (with the encoder) ..."
	@$(INSTALL) -e "$(HOME_OF)[text]"
	@touch $@

$(DOCS): $(CORE)
	@echo "Setting up $(VENV) (with the builder of the site) ..."
	@$(INSTALL) -e "$(HOME_OF)[docs]"
	@touch $@

$(FULL): $(CORE)
	@echo "Setting up $(VENV) (all extras) ..."
	@$(INSTALL) -e "$(HOME_OF)[$(EXTRAS)]"
	@touch $(TEXT) $(DOCS) $@

clean:
	rm -rf "$(HOME_OF)/build"
