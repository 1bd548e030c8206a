# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Uncertainty and robustness: how far a number can be trusted, and when to give none
#
# Three questions to any difference. Could it be chance? Would another analyst have found it? Could this study have seen it at all?
# The demonstration corpus has three articles an outlet, and what was planted in it is known. The case study has one text an outlet.

# %% tags=["parameters"]
target, planted, null = "Putin", "tresk", "galvora"
one, other = "Free Hadrel", "Upland Morning"
sample_size, seed = 12, 1

# %%
import pandas as pd

import framing as fr

pd.set_option("display.max_columns", None)
pd.set_option("display.max_colwidth", None)

# %%
demo, case = fr.demo(), fr.open_study("../study.toml")
tables = ["estimates", "differences", "specifications", "power", "reliability", "corrected"]
results = {name: pd.read_csv(f"../results/{name}.csv") for name in tables}

# %% [markdown]
# ## 1. An interval is about something
# The same rate has two intervals. About *these texts* it asks how sure we are of the rate of the slots that were read; about *the outlet* it asks what other articles of it would show.

# %%
units = ["article", "outlet"]
rates = [fr.naming_rate(demo.occurrences, demo.articles, by=unit, targets=[planted]) for unit in units]
shown = pd.concat(rates).query("outlet in [@one, @other]")
shown[["outlet", "article_id", "n_loaded", "n_slots", "estimate", "low", "high", "scope", "method"]].round(2)

# %% [markdown]
# Slots of one article hang together, so an interval over slots that speaks of an outlet would be too short. The one about outlets counts articles, here three.
#
# ## 2. A p-value, and the smallest that there could have been
# Articles are dealt anew to the outlets, in every possible way. With three against three there are few ways, so that no difference whatever gets a p below `smallest_reachable_p`.

# %%
parts = (demo.occurrences, demo.articles, demo.sentences)
differences = fr.naming_differences(*parts, by="outlet", targets=[planted, null], seed=seed)
tested = ["a", "b", "target", "difference", "low", "high", "p", "smallest_reachable_p", "adjusted_p"]
differences.query("a == @one")[tested].round(2)

# %%
differences.query("a == @one and low.isna()")["method"].unique().tolist()

# %% [markdown]
# For Tresk *Free Hadrel* differs from each other outlet as far as the design can say: p is the smallest reachable, and the interval leaves 0. A difference was planted there. For the state it does not differ from *Upland Morning*, and there a null was planted. Adjusted for the twelve tests of this table and the rest of it every p is 1. That is the price of looking twelve times with three articles each, and no sign that the difference is not there.
#
# In the case study the smallest reachable p is 1, one text against one, so none is given; the row says why.

# %%
columns = ["a", "b", "difference", "low", "high", "smallest_reachable_p", "test"]
results["differences"].query("target == @target and a == 'oboz'")[columns].round(2)

# %% [markdown]
# ## 3. Another analyst
# Each choice that could have been made otherwise, made otherwise: voice, shared copy, metonyms, lexicon, coder, tier, encoder, placebo. Each dot is one analysis of one comparison.

# %%
fr.draw(case, "specifications")

# %%
curve = results["specifications"].dropna(subset="estimate").query("measure == 'naming rate'")
curve.groupby(["comparison", "target"])["estimate"].agg(["size", "min", "median", "max"]).round(2)

# %%
few = curve.query("comparison == 'oboz~ua-analysis' and choice in ['headline', 'lexicon', 'copy', 'voice']")
few[["specification", "estimate", "low", "high", "k_a", "n_a", "k_b", "n_b"]].round(2)

# %% [markdown]
# OBOZ.UA's lead over the Ukrainian analysis changes its sign with the lexicon: without the terms that coders took from these texts the two change places. A claim about these two would be a claim about the lexicon. Over the two texts near the wire the sign stays. Every interval in the curve holds 0. A curve shows the choices that somebody thought of.
#
# ## 4. Could the study have seen it?
# Studies are simulated and tested as ours is. `articles_needed` turns it round: how many articles an outlet, for a difference to be seen four times in five.

# %%
fr.draw(case, "power")

# %%
design = {"rate": 0.1, "slots": 12, "correlation": 0.1}
needed = {difference: fr.articles_needed(difference, **design, studies=200) for difference in (0.3, 0.5)}
pd.Series(needed, name="articles of each outlet").rename_axis("difference").to_frame()

# %% [markdown]
# A study of one text an outlet can describe texts. It cannot test outlets, however large the difference. The correlation of slots within an article is assumed here, and the numbers move with it.
#
# ## 5. Words that nobody declared
# Keyness looks at all words of one outlet against another's. Many words, so many tests: p is adjusted by Benjamini and Hochberg over all of them, beside the interval over articles.

# %%
body = demo.sentences.query("kind == 'body'")
texts = [demo.corpus.text(row.article_id)[row.start : row.end] for row in body.itertuples()]
counts = fr.count_words(pd.Series(texts, index=body["article_id"]))
groups = demo.articles.set_index("article_id")["outlet"]

# %%
keyness = fr.log_odds(counts, groups, study=one, reference=other, seed=seed)
columns = ["word", "n_study", "n_reference", "log_odds", "low", "high", "p", "smallest_reachable_p", "adjusted_p"]
keyness[columns].head(8).round(2)

# %%
least = (keyness[["p", "adjusted_p"]] <= keyness["smallest_reachable_p"].min()).sum()
least.rename(f"of {len(keyness)} words at the smallest reachable p").to_frame()

# %% [markdown]
# At the head stand *strongman* and *dictator*; this list knows no lexicon. Their intervals leave 0, as do those of *signing* and *more*. Dealing six articles, no p can be under 0.1; many words reach that, and none stays after adjustment. A keyness list of six articles suggests where to look. It shows nothing by itself.
#
# ## 6. A classifier's mean, corrected by a coded sample
# A classifier is wrong at a rate of its own for each outlet. Code some sentences at random, with known chances, and the mean can be set right. Here the whole is coded, so that it can be looked up: as a classifier serves a crude one, which calls a sentence loaded that holds a loaded term.

# %%
units = demo.sentences.merge(demo.codes.labels[["sentence_id", "loaded"]], on="sentence_id")
hit = units["sentence_id"].isin(demo.occurrences.query("form == 'loaded'")["sentence_id"])
units = units.assign(predicted=hit.astype(float), outlet=units["article_id"].map(groups))

# %%
drawn = fr.sample_for_coding(units, sample_size, seed=seed).set_index("sentence_id")
chance = units["sentence_id"].map(drawn["chance"])
coded = units["loaded"].astype(float).where(chance.notna())
means = fr.corrected_means(units.assign(coded=coded, chance=chance))

# %%
truth = units.groupby("outlet")["loaded"].mean().rename("all coded")
columns = ["outlet", "estimator", "estimate", "low", "high", "n_units", "n_coded"]
means[columns].merge(truth, on="outlet").round(2)

# %% [markdown]
# The naive mean is too low everywhere, and not equally so; it has no interval, for it is not uncertain but wrong. The corrected one is right on average, its interval as wide as twelve coded sentences allow; here all four hold what coding everything gives. One drawing shows one case; how often the intervals hold is simulated in [docs/methods.md](../docs/methods.md).
#
# ## 7. Do the coders agree?

# %%
results["reliability"].round(3)

# %% [markdown]
# Krippendorff's α is high, and it is that of two language models with one codebook: agreement of two model coders, no proof that they measure what readers feel.
#
# ## 8. The lexicon, and the classifiers
# What the counts rest on, with terms taken away that came from these texts ([3](3-lexicon-and-naming.ipynb) has the counts):
#
# ![Marked expressions found, and naming rates, under three versions of the lexicon](../figures/lexicon_versions.png)
#
# What a classifier's probability is worth, and what becomes of it in a text from which it did not learn. In [5](5-classifiers-and-swaps.ipynb) the rows behind both are looked at:
#
# ![Mean probability against share coded as loaded, by predictor](../figures/calibration.png)
#
# ![Matrices of AUROC of both tiers, and what shortcuts reach](../figures/transfer.png)
#
# Both rest on 140 sentences of one event, coded by two models. They say how these classifiers do here.

# %%
fr.session_info()
