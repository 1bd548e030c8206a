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
fr.concordance(study, slots.query("form == 'loaded'"), width=width).head(12)

# %% [markdown]
# ## 4. Naming rates
# Of all places where the outlet had to name the target in its own voice, the share where it took a loaded name. Three articles per outlet are the least for an interval about outlets; it is wide, and that is what three articles can say.

# %%
rates = fr.naming_rate(occurrences, study.articles, by="outlet", targets=["tresk", "galvora"])
rates[["outlet", "target", "n_loaded", "n_slots", "estimate", "low", "high", "method"]].round(2)

# %% [markdown]
# What was planted: *Free Hadrel* names Tresk loadedly in 15 of 28 slots, *Upland Morning* in 2 of 25; for the state the two are alike (4 of 23, 4 of 22). Found are 13 of 26 and 1 of 24; 4 of 23 and 4 of 24. The intervals of three articles are wide; for Tresk they lie apart all the same, for the state they overlap. One difference and one null were planted, and no more than that is shown.

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
fr.draw(case, "naming_rates")

# %% [markdown]
# The intervals treat the slots of a text as independent; they are not, so they are rather too short. One text per outlet: with one text against one, the smallest p-value that any permutation test could reach is 1. No stars, then.

# %% [markdown]
# The twins of the case study, without words: ids, voice and offsets. With the texts attached (`texts="folder"`) the same call shows the sentences.

# %%
told = fr.twins(case.alignments.query("drift == 'voice'"), case.sentences, case.corpus)
told[["sentence_id_a", "voice_a", "start_a", "end_a", "sentence_id_b", "voice_b", "start_b", "end_b", "similarity"]]

# %%
fr.reliability(case.codes.labels, "loaded", metric="nominal").round(3)

# %% [markdown]
# The two coders are language models working from one codebook: this is *agreement of two model coders*, not reliability of the construct.

# %%
fr.session_info()
