# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own corpus: from a folder of texts to first figures
#
# Here the demonstration's articles are taken for yours: written to a folder of .txt files, a sub-folder for each outlet, as you may have them. All goes to a temporary folder; put your own in its place.
# On the command line it is `framing new my-study --articles FOLDER`, then `make figures` in `my-study`.

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
# Texts go to `folder`, the study to `home`; both are gone when this notebook ends.

# %%
place = TemporaryDirectory()
folder, home = Path(place.name) / "articles", Path(place.name) / name
demo = fr.demo()

# %% [markdown]
# ## 1. A folder of texts
# A folder an outlet, a file an article. Among them, as happens: an empty file, a text that is there twice, and a file that is no text.

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
# ## 2. A study, in one call
# A CSV, JSON lines, Parquet or a DataFrame would do as well; `columns={"text": "body"}` says what stands where.

# %%
with warnings.catch_warnings(record=True) as told:
    study = fr.new_study(home, folder, lexicon=demo.path("lexicon"))
study.corpus

# %% [markdown]
# Nothing is left out silently: each is a warning, kept here in `told`, and stands with its reason in data/dropped.csv, which holds no text.

# %%
[str(warning.message) for warning in told]

# %%
pd.read_csv(home / "data" / "dropped.csv")

# %% [markdown]
# This lies in the folder now. The texts are under build/, which git ignores.

# %%
sorted(path.relative_to(home).as_posix() for path in home.rglob("*.*") if path.suffix != ".txt")

# %% [markdown]
# ## 3. A lexicon
# The one step that nobody can take for you: who is named, what is loaded, what would be neutral. We take the demonstration's. Without one a starter is written, and a list of names that the articles have often, with the words before them, to begin from:

# %%
fr.name_candidates(study.corpus).head(8)

# %% [markdown]
# The list counts capitals. It does not know what is loaded, and a term that stands nowhere in it may be the one that matters. Look where a word stands before it goes into the lexicon:

# %%
lines = fr.concordance(study, "strongman", width=34)
lines[["outlet", "left", "node", "right", "voice"]].head(6)

# %%
study.lexicon.terms.query("target == @target and form == 'loaded'")[["term", "neutral", "reason"]].head(4)

# %% [markdown]
# A lexicon that was made from the texts it counts flatters itself. Keep `origin` and `since` true, and the rates without such terms stand beside the others.
#
# ## 4. Build, publish, figures
# What `make figures` does in the study's folder: tables from the texts; these over the published ones; results and figures from the published alone.

# %%
stages.build(study)
published = stages.publish(study)
[path.name for path in published]

# %%
drawn = stages.figures(fr.open_study(home / "study.toml"))
sorted({path.stem for path in drawn if path.suffix == ".png"})

# %% [markdown]
# Figures of codes and classifiers are not among them. They need sentences that were coded, and an encoder (the extra `text`). Sentences were paired by wording alone, as study.toml names no encoder.
#
# ## 5. First figures

# %%
fr.draw(study, "naming_rates")

# %%
fr.draw(study, "positions")

# %% [markdown]
# And the numbers behind them. With three articles an outlet the intervals are wide.

# %%
rates = pd.read_csv(home / "results" / "estimates.csv").query("target == @target and scope == 'outlets'")
rates = rates.query("measure == 'naming rate' and lexicon == 'full'")
rates[["outlet", "n_loaded", "n_slots", "estimate", "low", "high", "n_articles"]].round(2)

# %% [markdown]
# ## 6. Is it whole?
# The same check as `framing verify`: every file against the hashes of what it was made from. It names what is not as recorded; here nothing.

# %%
stages.verify(fr.open_study(home / "study.toml"))

# %% [markdown]
# Change a term of the lexicon, and this says which tables and figures are out of date until they are built again.
#
# What you have now are counts of this lexicon in these articles. Before they go into a paper: read the concordance of each loaded term, code a sample ([6](6-uncertainty-and-robustness.ipynb)), look at what changes without the terms that you met in the texts ([3](3-lexicon-and-naming.ipynb)), and say how the articles were chosen. No figure knows that.

# %%
place.cleanup()

# %%
fr.session_info()
