# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own corpus: from a folder of texts to a report
#
# The articles of the demonstration corpus represent yours here. They are written to a folder of .txt files with one sub-folder per outlet. Everything is stored in a temporary folder; use your own instead.
# On the command line, the same is `framing new my-study --articles FOLDER`, then `make figures` in `my-study`.

# %% tags=["parameters"]
name, target = "my-study", "tresk"

# %%
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

# %%
import pandas as pd

import framing as fr
from framing import pipeline as stages

pd.set_option("display.max_colwidth", None)

# %% [markdown]
# Texts are written to `folder`, the study to `home`; both are deleted when this notebook ends.

# %%
place = TemporaryDirectory()
folder, home = Path(place.name) / "articles", Path(place.name) / name
demo = fr.demo()

# %% [markdown]
# ## 1. A folder of texts
# One folder per outlet, one file per article. It also contains common problems: an empty file, a duplicate text, and a file that is not text.

# %%
for row in demo.articles.itertuples():
    file = folder / row.outlet / f"{row.article_id}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(demo.corpus.text(row.article_id), encoding="utf-8")

# %%
(file.parent / "blank.txt").write_text("")
(file.parent / "twice.txt").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
(file.parent / "notes.docx").write_bytes(b"PK")
sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))

# %% [markdown]
# ## 2. Create a study
# The input can also be a CSV, JSON lines or Parquet file, or a DataFrame; `columns={"text": "body"}` maps the columns.

# %%
with warnings.catch_warnings(record=True) as caught:
    study = fr.new_study(home, folder, lexicon=demo.path("lexicon"))
study.corpus

# %% [markdown]
# No file is skipped silently. Each skipped file raises a warning, collected here in `caught`, and is listed with its reason in data/dropped.csv, which contains no text.

# %%
[str(warning.message) for warning in caught]

# %%
pd.read_csv(home / "data" / "dropped.csv")

# %% [markdown]
# The folder of the study now contains these files. The texts are in build/, which git ignores.

# %%
sorted(path.relative_to(home).as_posix() for path in home.rglob("*.*") if path.suffix != ".txt")

# %% [markdown]
# ## 3. The lexicon
# This step cannot be automated: you decide which targets, loaded terms and neutral wording to study. Suggestions help: frequent names, the words before them, words that the general model takes to be loaded, and words that one outlet uses more often than the others (`framing lexicon suggest`):

# %%
fr.suggest_terms(study.corpus, most=4)[["term", "found_by", "near", "n", "strength"]].round(1)

# %% [markdown]
# Here the lexicon of the demonstration is used. What each of its terms finds and misses (`framing lexicon check`):

# %%
fr.check_lexicon(study.lexicon, study.corpus).query("n_slots > 0 or n_missed > 0").head(6)

# %% [markdown]
# Check terms in context before you add them to the lexicon:

# %%
lines = fr.concordance(study, "strongman", width=34)
lines[["outlet", "left", "node", "right", "voice"]].head(6)

# %%
study.lexicon.terms.query("target == @target and form == 'loaded'")[["term", "neutral", "reason"]].head(4)

# %% [markdown]
# A lexicon compiled from the texts that it counts gives optimistic results. Fill in `origin` and `since` correctly; rates without such terms are then reported as well.
#
# ## 4. Build, publish, figures
# `make figures` in the folder of the study runs three steps: build tables from the texts, publish them, and compute results and figures from the published tables only. To be quick, outlet labels are permuted only twenty times here.

# %%
settings = home / "study.toml"
settings.write_text(settings.read_text() + "\n[classifiers]\npermutations = 20\n")
study = fr.open_study(settings, texts=home / "build" / "texts")

# %%
stages.build(study)
published = stages.publish(study)
[path.name for path in published]

# %%
drawn = stages.figures(fr.open_study(home / "study.toml"))
sorted({path.stem for path in drawn if path.suffix == ".png"})

# %% [markdown]
# No sentence is coded, so that figures of codes are missing. The general model and one classifier per outlet have scored all sentences and swaps.
#
# ## 5. Figures

# %%
fr.draw(study, "naming_rates")

# %% [markdown]
# How loaded are the outlets' own words, and what they report and quote, by one model for all?

# %%
study = fr.open_study(settings, texts=home / "build" / "texts")
fr.draw(study, "own_words")

# %% [markdown]
# What does each loaded term do to the scores, put in place of its neutral wording? study.toml may name the terms; by default they are the most frequent ones.

# %%
fr.draw(study, "mission")

# %% [markdown]
# The numbers of these figures. With three articles per outlet the intervals are wide.

# %%
rates = pd.read_csv(home / "results" / "estimates.csv").query("target == @target and scope == 'outlets'")
rates = rates.query("measure == 'naming rate' and lexicon == 'full'")
rates[["outlet", "n_loaded", "n_slots", "estimate", "low", "high", "n_articles"]].round(2)

# %% [markdown]
# Differences between outlets, with the smallest p that twelve articles of four outlets can reach:

# %%
differences = pd.read_csv(home / "results" / "differences.csv").query("target == @target and scope == 'outlets'")
differences[["a", "b", "difference", "low", "high", "p", "smallest_reachable_p", "adjusted_p"]].round(2)

# %% [markdown]
# One page with every figure, table, limit and citation, to read or print:

# %%
fr.write_report(study, home / "build" / "report.html").name

# %% [markdown]
# ## 6. Verification
# The equivalent of `framing verify`: every file is compared with the recorded hashes. The list of differences is empty.

# %%
stages.verify(fr.open_study(home / "study.toml"))

# %% [markdown]
# If you change a term of the lexicon, this check lists the outdated tables and figures until they are rebuilt.
#
# The results are counts of this lexicon in these articles. Before you publish them, read the concordance of each loaded term, code a sample ([notebook 6](6-uncertainty-and-robustness.ipynb)), check the results without the terms that you found in the texts ([notebook 3](3-lexicon-and-naming.ipynb)), and report how the articles were selected. No figure contains that information.

# %%
place.cleanup()

# %%
fr.session_info()
