# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Voice and same event: whose words they are, and what each desk did with the same fact
#
# A loaded word in a quotation is the source's. And a text can only be compared with another about something that both tell. First on the demonstration corpus, whose sentences can be read; then on the tables of the case study.

# %% tags=["parameters"]
article, said_by = "courier-1", ["quote", "indirect", "mixed"]
one, other = "oboz", "agg-backing"

# %%
import pandas as pd

import framing as fr

pd.set_option("display.max_columns", None)
pd.set_option("display.max_colwidth", None)

# %%
demo = fr.demo()
case = fr.open_study("../study.toml")

# %% [markdown]
# ## 1. The voice of a sentence
# *narrator* is the outlet itself; *quote* stands in quotation marks; *indirect* in a reporting clause; *mixed* has marks around a part. `voice_rule` says what decided, `source` who speaks.

# %%
sentences, text = demo.sentences.query("article_id == @article"), demo.corpus.text(article)
heard = sentences[sentences["voice"].isin(said_by)].head(6)
words = [text[row.start : row.end] for row in heard.itertuples()]
heard[["sentence_id", "voice", "source", "voice_rule"]].assign(text=words)

# %%
outlet_of = demo.articles.set_index("article_id")["outlet"]
outlets = demo.sentences["article_id"].map(outlet_of).rename("outlet")
pd.crosstab(outlets, demo.sentences["voice"].replace("", "boilerplate"))

# %% [markdown]
# Each outlet speaks for itself in about half of its sentences. How much it quotes does not say whom.
#
# ## 2. Whose word a loaded term is
# The voice of a term is not always that of its sentence: a quoted half-sentence leaves the rest to the outlet. A word in a reporting clause is the source's, unless that source would not use it of its own side.

# %%
loaded = demo.occurrences.query("form == 'loaded'")
loaded.groupby(["voice_of_term", "voice_rule"]).size().rename("loaded terms").reset_index()

# %%
rule = "in a report, but its source would not use the word"
kept = demo.sentences[demo.sentences["sentence_id"].isin(loaded.query("voice_rule == @rule")["sentence_id"])]
[demo.corpus.text(row.article_id)[row.start : row.end] for row in kept.itertuples()]

# %% [markdown]
# Her press service did not call its president that; the word is the outlet's, put into another's mouth.
#
# ## 3. One proposition in two articles
# Sentences are paired by their wording, their meaning, and by what can be checked in them: numbers, dates, names. *full*: they state the same; *part*: one states a part of the other.

# %%
pairs = demo.alignments
pairs.groupby(["overlap", "drift"]).size().unstack(fill_value=0)

# %% [markdown]
# *drift* tells what happened to the voice. `voice`: a source's words in one text, the outlet's own in the other.

# %%
told = fr.twins(pairs.query("drift == 'voice' and overlap == 'full'"), demo.sentences, demo.corpus)
told[["sentence_id_a", "voice_a", "text_a", "sentence_id_b", "voice_b", "text_b"]].head(4)

# %% [markdown]
# A pair says that two sentences tell the same, not who had it from whom. The full pairs that have the least wording in common:

# %%
far = pairs.query("overlap == 'full'").nsmallest(3, "wording")
told = fr.twins(far, demo.sentences, demo.corpus)
told[["similarity", "sentence_id_a", "text_a", "sentence_id_b", "text_b"]]

# %% [markdown]
# Sentences that tell one thing form a *family*. Families are what intervals resample, for copies of one report are not evidence twice.

# %%
families = demo.sentences.query("family_id != ''").groupby("family_id")["article_id"].nunique()
families.value_counts().rename_axis("told by so many articles").rename("families")

# %% [markdown]
# How often pairs are found that were coded by hand, and on which texts, stands in [docs/validation.md](../docs/validation.md).
#
# ## 4. The case study: voices
# From here on there are no words, only ids and offsets.

# %%
fr.draw(case, "voice")

# %%
voices = pd.read_csv("../results/voices.csv").query("measure == 'share of the text'")
voices.pivot(index="article_id", columns="voice", values="n_counted").reindex(case.articles["article_id"]).astype(int)

# %% [markdown]
# The Ukrainian analysis speaks almost only for itself: 25 of 29<!-- voices.csv: article_id=ua-analysis; measure=share of the text; voice=narrator --> sentences. OBOZ.UA and the texts near the wire give much of theirs to sources. A text that quotes more has less room of its own, so loaded names are counted over slots, not over sentences. Which sources were left out cannot be seen in what was quoted.

# %% [markdown]
# ## 5. The case study: the same facts
# How much of each text the others tell too, and how.

# %%
fr.draw(case, "collation")

# %%
drift = pd.read_csv("../results/voice_drift.csv").query("overlap == 'full' and n_pairs > 0")
drift[["article_a", "article_b", "n_pairs", "n_changed", "n_own_in_a", "n_own_in_b"]]

# %% [markdown]
# Between OBOZ.UA and the text closest to the wire the voice differs in 6 of 12<!-- voice_drift.csv: article_a=oboz; article_b=agg-backing; overlap=full --> full pairs, and in all of them it is the latter that tells in its own voice. That is a difference of two texts. Which was first is not in the table.

# %%
drifted = case.alignments.query("drift == 'voice' and overlap == 'full'")
told = fr.twins(drifted, case.sentences, case.corpus)
columns = ["sentence_id_a", "voice_a", "start_a", "end_a", "sentence_id_b", "voice_b", "start_b", "end_b"]
told[told["sentence_id_a"].str.startswith(other) & told["sentence_id_b"].str.startswith(one)][columns]

# %% [markdown]
# ## 6. Loaded, where the fact is the same
# For each proposition that several texts tell: how strongly each worded it, as coded (`fr.draw(case, "propositions")` draws the same picture).
#
# ![Slope charts of coded strength and of loaded words a sentence, proposition by proposition, texts from left to right](../figures/propositions.png)

# %%
differences = pd.read_csv("../results/proposition_differences.csv").query("n_families > 5")
columns = ["article_a", "article_b", "measure", "n_families", "n_more", "n_equal", "n_less", "difference"]
differences[[*columns, "low", "high"]].round(2)

# %%
list(differences["method"].drop_duplicates())

# %% [markdown]
# Where two texts tell the same thing they mostly word it alike: OBOZ.UA and the AP-derived text are coded alike in 11 of 14<!-- proposition_differences.csv: article_a=oboz; article_b=agg-backing; measure=coded strength --> propositions that both have. No interval leaves 0, and where fewer than ten propositions are shared, or fewer than three differ, none is given. What only one text tells is not in this picture, and leaving a thing out is framing too.

# %%
fr.session_info()
