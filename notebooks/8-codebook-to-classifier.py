# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From a codebook to a classifier
#
# A question of your own, sixty sentences coded by hand, two coders, a classifier, and outlets compared with a correction for its errors. The corpus is the demonstration's; two scripts stand for the people who code. [docs/coding.md](../docs/coding.md) has the same as a page to follow.

# %% tags=["parameters"]
per_outlet, seed = 15, 7

# %%
import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

# %%
import pandas as pd
from IPython.display import Image
from matplotlib.figure import Figure

import framing as fr
from framing.coding import code_rows

pd.set_option("display.max_colwidth", 90)

# %% [markdown]
# ## 1. The codebook
# A codebook is a file with categories, definitions, keys and a version. Ours asks whether a sentence is about money: loan, revenue, cost, price.

# %%
place = TemporaryDirectory()
written = """
name = "money"
version = "1.0"
intro = "Decide from the sentence alone."

[[variables]]
name = "money"
label = "Is the sentence about money?"
kind = "categories"

[[variables.categories]]
value = "yes"
key = "y"
definition = "A loan, debt, revenue, cost, price or payment is named."

[[variables.categories]]
value = "no"
key = "n"
"""
file = Path(place.name) / "codebook.toml"
file.write_text(written, encoding="utf-8")
codebook = fr.read_codebook(file)
codebook

# %% [markdown]
# ## 2. A sample
# Every sentence has a known chance of being drawn, which later corrects the estimates.

# %%
study = fr.demo()
sample = fr.sample_for_coding(study, per_outlet, by=["outlet"], strategy="stratified", seed=seed)
sample.groupby("outlet")["chance"].agg(["size", "mean"]).round(2)

# %% [markdown]
# ## 3. Two coders
# In JupyterLab `fr.code_sentences(study, codebook, coder="ann")` shows one sentence after another with keys *y* and *n*. Here a script codes as ann would; ben overlooks what has no number in it.

# %%
by_id = study.sentences.set_index("sentence_id")
MONEY = re.compile(
    r"loan|billion|million|revenue|receipt|customs|credit|debt|cost|price|pay|bank|pledge|security|till|money|borrow",
    re.I,
)


def words(sentence):
    """Return the text of a sentence."""
    row = by_id.loc[sentence]
    return study.corpus.text(row["article_id"])[row["start"] : row["end"]]


def ann(sentence):
    """Code as the first coder."""
    return "yes" if MONEY.search(words(sentence)) else "no"


def ben(sentence):
    """Code as the second coder, who misses half of the sentences without a number."""
    return "no" if not re.search(r"\d", words(sentence)) and int(sentence[-1]) % 2 else ann(sentence)


codes = pd.concat(
    code_rows(codebook, name, [(sentence, "money", coder(sentence)) for sentence in sample["sentence_id"]])
    for name, coder in (("ann", ann), ("ben", ben))
)
codes["value"].groupby(codes["coder"]).value_counts().unstack()

# %% [markdown]
# ## 4. Do they agree?

# %%
agreement = fr.coder_agreement(codes, codebook, sentences=study.sentences)
agreement[["variable", "coders", "alpha", "low", "high", "agreement", "n_units"]].round(2)

# %%
fr.confusion(codes, codebook, "money", "ann", "ben")

# %% [markdown]
# They talk about the sentences on which they differ, and the record says who decided what. Here ann was right each time.

# %%
differ = fr.to_discuss(codes, codebook)
decisions = {(sentence, "money"): ann(sentence) for sentence in differ["sentence_id"]}
final = fr.adjudicate(codes, codebook, decisions, by="both")
len(differ), final["value"].value_counts().to_dict()

# %% [markdown]
# ## 5. A classifier
# Each sentence is scored by a model that saw neither it nor a twin of it. Guessing from the outlet, or from the length of the sentence, are the shortcuts that it has to beat.

# %%
fit = fr.fit_classifiers(study, "money", codes=final, sample=sample, seed=seed)
fit.quality.round(2)

# %%
fit.learning_curve.round(2)

# %% [markdown]
# ## 6. Outlets compared, corrected
# *naive*: the mean prediction of all sentences of an outlet. *corrected*: with the errors that the coded sample shows, by the chances of section 2. *coded sample alone*: what the codes say without a model.

# %%
fit.estimates.round(2)

# %%
figure = Figure(figsize=(6, 3), layout="constrained")
ax = fr.plotting.forest(fit.estimates, y="outlet", hue="estimator", count="n_coded", ax=figure.subplots())
ax.set(xlabel="share of sentences about money, with 95 % intervals", xlim=(0, 1))
drawn = BytesIO()
figure.savefig(drawn, format="png", dpi=120)
Image(drawn.getvalue(), alt="Share of sentences about money by outlet, naive and corrected")

# %% [markdown]
# With fifteen codes an outlet the intervals are wide: the learning curve says what fifty more would bring. `print(fit.model_card)` is the card for the appendix.

# %%
place.cleanup()

# %%
fr.session_info()
