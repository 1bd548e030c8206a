# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Tour: from text to figure, and how to interpret it
#
# Two studies with the same calls. The **demonstration corpus** is an invented event in twelve invented articles with planted truths, published in full, so that every step can be inspected.
# The **case study** has five real texts that may not be distributed. Their tables can: offsets, term ids and labels, without words.

# %% tags=["parameters"]
width = 45

# %%
import pandas as pd

import framing as fr

pd.set_option("display.max_colwidth", None)

# %%
study = fr.demo()
study

# %% [markdown]
# ## 1. Articles and sentences
# A corpus is a manifest and, if available, the texts. Sentences have offsets and a kind; parts of a web page around an article are kept and marked as boilerplate.

# %%
study.articles[["article_id", "outlet", "title", "n_chars"]]

# %%
sentences = fr.find_voice(fr.split_sentences(study.corpus), study.corpus)
sentences.groupby(["kind", "voice"]).size().rename("sentences").reset_index()

# %% [markdown]
# ## 2. The lexicon: loaded and neutral terms
# Each loaded term has neutral wording and a reason. The lexicon has a version, which is recorded with every result.

# %%
lexicon = study.lexicon
lexicon

# %%
lexicon.terms.query("form == 'loaded' and target == 'tresk'")[["term", "polarity", "neutral", "reason"]].head(6)

# %% [markdown]
# ## 3. Naming slots
# A slot is the longest noun phrase that names a target. A bare name is a slot as well, because the outlet had a choice there. `stratum` says whose words a slot is in: the outlet's own, its paraphrase of a source, or a quotation, by one rule for loaded and neutral names. The headline rate counts own words.

# %%
occurrences = fr.find_occurrences(sentences, study.corpus, lexicon=lexicon)
slots = occurrences.query("kind == 'naming' and target == 'tresk'")
columns = ["outlet", "left", "node", "right", "stratum", "rule"]
fr.concordance(study, slots.query("form == 'loaded'"), width=width)[columns].head(8)

# %% [markdown]
# ## 4. Naming rates
# The naming rate is the share of loaded names among all mentions of the target in the outlet's own voice. An interval about outlets needs at least three articles per outlet; with three it is wide.

# %%
rates = fr.naming_rate(occurrences, study.articles, by="outlet", targets=["tresk", "galvora"])
rates[["outlet", "target", "n_loaded", "n_slots", "estimate", "low", "high", "method"]].round(2)

# %% [markdown]
# In its own voice *Free Hadrel* uses a loaded name for Tresk in 12 of 24 slots, *Upland Morning* in 1 of 20; for the state the counts are 4 of 19 and 4 of 20. A difference was planted for Tresk and none for the state; [notebook 3](3-lexicon-and-naming.ipynb) has the planted counts. With three articles the intervals are wide and overlap. The difference between the two outlets has its own interval, which excludes 0 for Tresk only.

# %%
fr.draw(study, "naming_rates")

# %% [markdown]
# ## 5. The same proposition in other articles
# Sentences of different articles that state the same proposition are paired by wording, meaning and verifiable details (numbers, dates, names). The table shows pairs in which the words of a source became the outlet's own.

# %%
pairs = study.alignments
paired = fr.twins(pairs.query("drift == 'voice' and overlap == 'full'"), study.sentences, study.corpus)
paired[["sentence_id_a", "voice_a", "text_a", "sentence_id_b", "voice_b", "text_b"]].head(6)

# %% [markdown]
# Two articles **side by side**: shaded by loadedness (□ to ■, with the probability), loaded terms underlined with their neutral wording, voice in the margin, counterparts linked by ↔ with the changes. In JupyterLab the view also responds to pointer and keys. Where styles are removed, as on GitHub, words and marks remain ([legend](../docs/reading-view.md)).

# %%
fr.read(study, ["freehadrel-1", "upland-1"])

# %% [markdown]
# The shades are scores of single sentences by one model. Read dark sentences before interpreting them.
#
# ## 6. The case study, without its texts
# The same objects, read from the published tables.

# %%
case = fr.open_study("../study.toml")
case

# %% [markdown]
# If a text is needed, the error message names the file and how to attach it.

# %%
try:
    case.corpus.text("oboz")
except fr.TextNotAvailable as error:
    print(error)

# %%
fr.draw(case, "naming")

# %% [markdown]
# In their own voice OBOZ.UA and the Ukrainian analysis write "dictator"; in "Triumph" it is the reported word of a critic and counts as his. The two texts closest to the wire story have no loaded name for Putin. Each row is **one text**: the figure describes five texts, not five outlets.

# %%
rates = fr.naming_rate(case.occurrences, case.articles, targets=["Putin"])
rates[["article_id", "n_loaded", "n_slots", "estimate", "low", "high"]].round(2)

# %% [markdown]
# The intervals treat the slots of a text as independent. They are not, so the intervals are too short rather than too long. With one text per outlet, the smallest p-value of any permutation test of one text against one is 1, so no significance is reported.
#
# ## 7. Effect of loaded words on a classifier
# Each outlet has classifiers. A **contrast** is the change in their log-odds when a loaded word replaces a neutral one and the rest of the sentence stays the same.
#
# ![Contrasts of dictator, terrorist state and vassal with neutral wording, under the classifiers of five texts, with controls](../figures/mission.png)
#
# *Terrorist state* for Russia raises the score more than the controls do, under every classifier; *dictator* for a president does not. No classifier differs from another beyond chance, so this is a result about words, not about outlets.
#
# ## 8. Further notebooks
# | | |
# |---|---|
# | [2](2-texts-and-provenance.ipynb) | texts and provenance: input, published parts, hashes |
# | [3](3-lexicon-and-naming.ipynb) | lexicon and naming: pairs, slots, traps, rates, influence of the lexicon |
# | [4](4-voice-and-same-event.ipynb) | voice and same event: speakers, the same fact in two texts |
# | [5](5-classifiers-and-swaps.ipynb) | classifiers and swaps: folds, shortcuts, contrasts and their controls |
# | [6](6-uncertainty-and-robustness.ipynb) | uncertainty and robustness: intervals, smallest p, specifications, power |
# | [7](7-your-own-corpus.ipynb) | your own corpus: from a folder of texts to first figures |
# | [8](8-codebook-to-classifier.ipynb) | a variable of your own: from a codebook to a classifier |

# %%
fr.session_info()
