# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Voice and same event: whose words they are, and how each newsroom words the same fact
#
# A loaded word in a quotation is the source's. And texts can only be compared on what they both report. The first part uses the demonstration corpus, whose sentences can be read, the second the tables of the case study.

# %% tags=["parameters"]
article, voices_of_sources = "courier-1", ["quote", "indirect", "mixed"]
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
# *narrator* is the outlet; *quote* is inside quotation marks; *indirect* is in a reporting clause; *mixed* contains a partial quotation. `voice_rule` documents the decision, `source` names the speaker.

# %%
sentences, text = demo.sentences.query("article_id == @article"), demo.corpus.text(article)
spoken = sentences[sentences["voice"].isin(voices_of_sources)].head(6)
words = [text[row.start : row.end] for row in spoken.itertuples()]
spoken[["sentence_id", "voice", "source", "voice_rule"]].assign(text=words)

# %%
outlet_of = demo.articles.set_index("article_id")["outlet"]
outlets = demo.sentences["article_id"].map(outlet_of).rename("outlet")
pd.crosstab(outlets, demo.sentences["voice"].replace("", "boilerplate"))

# %% [markdown]
# Each outlet speaks in its own voice in about half of its sentences. The share of quotations does not show who is quoted.
#
# ## 2. The voice of a loaded term
# The voice of a term can differ from that of its sentence: outside a partial quotation the words are the outlet's. The stratum is found by one rule for loaded and neutral terms: own words, paraphrase of a source, quotation.

# %%
loaded = demo.occurrences.query("form == 'loaded'")
demo.occurrences.groupby(["form", "stratum"]).size().unstack(fill_value=0)

# %%
flagged = loaded.query("stratum == 'paraphrase' and against_own_side")["sentence_id"]
kept = demo.sentences[demo.sentences["sentence_id"].isin(flagged)]
[demo.corpus.text(row.article_id)[row.start : row.end] for row in kept.itertuples()]

# %% [markdown]
# Her press service would not use this word for its president. Such a word is flagged, not moved: the outlet may have worded the report.
#
# ## 3. One proposition in two articles
# Sentences are paired by wording, meaning and verifiable details: numbers, dates, names. *full*: both state the same; *part*: one states a part of the other.

# %%
pairs = demo.alignments
drifts = demo.drifts.merge(pairs[["sentence_a", "sentence_b", "overlap"]])
drifts.query("aspect != 'shared'").groupby(["aspect", "overlap"]).size().unstack(fill_value=0)

# %% [markdown]
# *drifts* types what differs between two sentences, with the place of the words. `voice`: the words of a source in one text are the outlet's own in the other; `omission`: a clause that only the first has; `modality`: will, may, must, expected, denied.


# %%
def words(row, side):
    """Return the words of a difference on one side."""
    start, end = row[f"start_{side}"], row[f"end_{side}"]
    return "" if pd.isna(start) else demo.corpus.text(row[f"sentence_{side}"].split(":")[0])[start:end]


some = drifts.query("overlap == 'full' and aspect in ('voice', 'attribution', 'modality')").groupby("aspect").head(2)
some.assign(words_a=some.apply(words, axis=1, side="a"), words_b=some.apply(words, axis=1, side="b"))[
    ["aspect", "sentence_a", "words_a", "sentence_b", "words_b"]
]

# %% [markdown]
# The same quotation in several articles: verbatim, cut, edited, or reported without quotation marks.

# %%
demo.quotations.groupby(["relation", "other_speaker"]).size().unstack(fill_value=0)

# %% [markdown]
# A pair shows that two sentences state the same, not which came first. Full pairs with the least wording in common:

# %%
far = pairs.query("overlap == 'full'").nsmallest(3, "wording")
paired = fr.twins(far, demo.sentences, demo.corpus)
paired[["similarity", "sentence_id_a", "text_a", "sentence_id_b", "text_b"]]

# %% [markdown]
# Sentences that state the same proposition form a *family*. Intervals resample families, because copies of one report are not independent evidence.

# %%
families = demo.sentences.query("family_id != ''").groupby("family_id")["article_id"].nunique()
families.value_counts().rename_axis("articles per proposition").rename("families")

# %% [markdown]
# [docs/validation.md](../docs/validation.md) reports the recall and precision of pairs on coded texts.
#
# ## 4. The case study: voices
# From here on there are no words, only ids and offsets.

# %%
fr.draw(case, "voice")

# %%
voices = pd.read_csv("../results/voices.csv").query("measure == 'share of the text'")
voices.pivot(index="article_id", columns="voice", values="n_counted").reindex(case.articles["article_id"]).astype(int)

# %% [markdown]
# The Ukrainian analysis speaks almost only in its own voice: 24 of 29<!-- voices.csv: article_id=ua-analysis; measure=share of the text; voice=narrator --> sentences. OBOZ.UA and the texts close to the wire story give many sentences to sources. A text with more quotations has fewer sentences of its own, so loaded names are counted per slot, not per sentence. Quotations do not show which sources were omitted.

# %% [markdown]
# ## 5. The case study: the same facts
# The share of each text that others also report, and how. `n_full`: sentences that the other text states in full; `n_twin`: in full or in part.

# %%
collation = pd.read_csv("../results/collation.csv").query("other == 'ALL'")
collation[["article_id", "n_sentences", "n_full", "n_twin"]]

# %%
drift = pd.read_csv("../results/voice_drift.csv").query("overlap == 'full' and n_pairs > 0")
drift[["article_a", "article_b", "n_pairs", "n_changed", "n_own_in_a", "n_own_in_b"]]

# %% [markdown]
# The voice of OBOZ.UA and the text closest to the wire differs in 6 of 13<!-- voice_drift.csv: article_a=oboz; article_b=agg-backing; overlap=full --> full pairs, and in all of them the latter uses its own voice. This is a difference between two texts. The table does not show which came first.

# %%
lost = pd.read_csv("../results/lost_sources.csv").query("article_id == @other and other == @one")
lost[["sentence_id", "start", "end", "other_sentence", "person", "marks"]]

# %% [markdown]
# Who copied whom? Common text in the same order shows that texts hang together; without a text that names the other as its source the direction stays undecided, whatever the dates.

# %%
stemma = pd.read_csv("../results/stemma.csv").query("relation != 'no common text'")
stemma[["article_a", "article_b", "n_full_a", "n_full_b", "order", "relation", "evidence"]]

# %% [markdown]
# ## 6. Loadedness of the same fact
# Propositions shared in full, as the program finds them: coded strength of the wording, pair by pair of texts.

# %%
differences = pd.read_csv("../results/proposition_differences.csv").query("n_families > 5")
columns = ["article_a", "article_b", "measure", "n_families", "n_more", "n_equal", "n_less", "difference"]
differences[[*columns, "low", "high"]].round(2)

# %%
list(differences["method"].drop_duplicates())

# %% [markdown]
# Shared propositions are mostly worded alike: OBOZ.UA and the AP-derived text have the same coded strength in 11 of 12<!-- proposition_differences.csv: article_a=oboz; article_b=agg-backing; measure=coded strength --> shared propositions. Intervals need at least ten shared propositions, of which three differ.

# %% [markdown]
# ## 7. What each text leaves out
# Omission is framing too. The propositions of data/propositions.csv were read off the texts, including those shared in part; without such a table the figure takes what the alignment finds.

# %%
fr.draw(case, "propositions")

# %% [markdown]
# Of the propositions that at least two others state, each text states (`n_stated` of `n`):

# %%
omissions = pd.read_csv("../results/omissions.csv").query("proposition == 'ALL'")
omissions[["article_id", "n_stated", "n"]]

# %% [markdown]
# ## 8. Whose words, and who acts
# Words by kind of source (data/sources.csv), then the names of the war that say whose it is (*Russia's invasion*) among all its names.

# %%
fr.draw(case, "sources")

# %%
pd.read_csv("../results/agency.csv").query("voice == 'outlet'")

# %%
fr.session_info()
