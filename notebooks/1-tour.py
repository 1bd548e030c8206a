# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Tour: from text to a figure, and what the figure may say
#
# Two studies, the same calls. First the **demonstration corpus**: an invented event in twelve invented articles, in full, with planted truths, so that every step can be looked at.
# Then the **case study**: five real texts that may not be shared. Their tables can: offsets, term ids and labels, no words.

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
# A corpus is a manifest and, where they are at hand, texts. Sentences carry offsets and a kind; what a website leaves around an article is kept and marked as boilerplate.

# %%
study.articles[["article_id", "outlet", "title", "n_chars"]]

# %%
sentences = fr.find_voice(fr.split_sentences(study.corpus), study.corpus)
sentences.groupby(["kind", "voice"]).size().rename("sentences").reset_index()

# %% [markdown]
# ## 2. The lexicon: loaded against neutral
# Each loaded term has its neutral wording and a reason. The lexicon has a version, and so has every number that rests on it.

# %%
lexicon = study.lexicon
lexicon

# %%
lexicon.terms.query("form == 'loaded' and target == 'tresk'")[["term", "polarity", "neutral", "reason"]].head(6)

# %% [markdown]
# ## 3. Naming slots
# A slot is a maximal noun phrase that names a target. A bare name is a slot too: the outlet had a choice there. Words inside quotation marks belong to the source, and so does a loaded word in a reporting clause, unless its source would not use it; `voice_rule` says what decided.

# %%
occurrences = fr.find_occurrences(sentences, study.corpus, lexicon=lexicon)
slots = occurrences.query("kind == 'naming' and target == 'tresk'")
columns = ["outlet", "left", "node", "right", "voice_of_term", "rule"]
fr.concordance(study, slots.query("form == 'loaded'"), width=width)[columns].head(8)

# %% [markdown]
# ## 4. Naming rates
# Of all places where the outlet had to name the target in its own voice, the share where it took a loaded name. Three articles per outlet are the least for an interval about outlets; it is wide, and that is what three articles can say.

# %%
rates = fr.naming_rate(occurrences, study.articles, by="outlet", targets=["tresk", "galvora"])
rates[["outlet", "target", "n_loaded", "n_slots", "estimate", "low", "high", "method"]].round(2)

# %% [markdown]
# In its own voice *Free Hadrel* names Tresk loadedly in 13 of 26 slots, *Upland Morning* in 1 of 24; the state in 4 of 23 and 4 of 24. A difference was planted for Tresk and none for the state; [3](3-lexicon-and-naming.ipynb) has the planted counts. Intervals over three articles are wide and overlap. The difference of the two outlets has an interval of its own, and that leaves 0 for Tresk alone.

# %%
fr.draw(study, "naming_rates")

# %% [markdown]
# ## 5. The same proposition elsewhere
# Sentences of different articles that state one proposition are paired by their words, their meaning and what can be checked in them (numbers, dates, names). Side by side they show what each desk did with the same fact: here the pairs in which a source's words became the outlet's own.

# %%
pairs = study.alignments
told = fr.twins(pairs.query("drift == 'voice' and overlap == 'full'"), study.sentences, study.corpus)
told[["sentence_id_a", "voice_a", "text_a", "sentence_id_b", "voice_b", "text_b"]].head(6)

# %% [markdown]
# Two articles **side by side**: shaded by loadedness (□ to ■, with the probability), loaded terms underlined with their neutral wording, voice beside the sentence, twins linked by ↔ with what changed. In JupyterLab the view also follows pointer and keys; where styles are stripped, as on GitHub, words and marks remain ([what each mark means](../docs/reading-view.md)).

# %%
fr.read(study, ["freehadrel-1", "upland-1"])

# %% [markdown]
# The shades are one model's scores of single sentences: where they are dark, read the sentence.
#
# ## 6. The case study, without its texts
# The same objects, read from the published tables.

# %%
case = fr.open_study("../study.toml")
case

# %% [markdown]
# Asking for a text says which file is wanted and how to attach it.

# %%
try:
    case.corpus.text("oboz")
except fr.TextNotAvailable as error:
    print(error)

# %%
fr.draw(case, "naming")

# %% [markdown]
# In their own voice OBOZ.UA and the Ukrainian analysis write "dictator"; in "Triumph" it is the reported word of a critic and counts as his. The two texts closest to the wire have no loaded name of Putin there. Each row is **one text**: this describes five texts, not five outlets.

# %%
rates = fr.naming_rate(case.occurrences, case.articles, targets=["Putin"])
rates[["article_id", "n_loaded", "n_slots", "estimate", "low", "high"]].round(2)

# %% [markdown]
# The intervals treat the slots of a text as independent; they are not, so they are rather too short. One text per outlet: with one text against one, the smallest p-value that any permutation test could reach is 1. No stars, then.
#
# ## 7. What loaded words do to a classifier
# Each outlet has classifiers; a **contrast** is what the loaded word does to their log-odds, with all else in the sentence left as it is.
#
# ![Contrasts of dictator, terrorist state and vassal against neutral wording, under the classifiers of five texts, beside yardsticks](../figures/mission.png)
#
# *Terrorist state* for Russia is taken as loaded beyond what mere changes of words do, under every classifier alike; *dictator* for a president is not. No classifier differs from another beyond chance: this is about words, not about outlets.
#
# ## 8. Further
# | | |
# |---|---|
# | [2](2-texts-and-provenance.ipynb) | texts and provenance: what is read, what is published, what the hashes tie |
# | [3](3-lexicon-and-naming.ipynb) | lexicon and naming: pairs, slots, traps, rates, what the lexicon decides |
# | [4](4-voice-and-same-event.ipynb) | voice and same event: whose words, the same fact in two texts |
# | [5](5-classifiers-and-swaps.ipynb) | classifiers and swaps: folds, shortcuts, contrasts and their yardsticks |
# | [6](6-uncertainty-and-robustness.ipynb) | uncertainty and robustness: intervals, smallest p, other analysts, power |
# | [7](7-your-own-corpus.ipynb) | your own corpus: from a folder of texts to first figures |

# %%
fr.session_info()
