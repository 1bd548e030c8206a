# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Uncertainty and robustness: how reliable a number is, and when to report none
#
# Three questions about any difference. Is it compatible with chance? Would another analyst have found it? Could this study have detected it?
# The demonstration corpus has three articles per outlet and planted truths. The case study has one text per outlet.

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
# ## 1. The scope of an interval
# The same rate has two intervals. For *these texts* the interval describes the precision of the rate in the slots that were read; for *the outlet* it describes what other articles of the outlet would show.

# %%
units = ["article", "outlet"]
rates = [fr.naming_rate(demo.occurrences, demo.articles, by=unit, targets=[planted]) for unit in units]
shown = pd.concat(rates).query("outlet in [@one, @other]")
shown[["outlet", "article_id", "n_loaded", "n_slots", "estimate", "low", "high", "scope", "method"]].round(2)

# %% [markdown]
# Slots of one article are dependent, so an interval over slots would be too short for a statement about the outlet. The interval for outlets uses articles as units, here three.
#
# ## 2. p-values, and the smallest attainable p
# Articles are permuted between outlets in every possible way. With three against three there are few ways, so no difference can have a p-value below `smallest_reachable_p`.

# %%
parts = (demo.occurrences, demo.articles, demo.sentences)
differences = fr.naming_differences(*parts, by="outlet", targets=[planted, null], seed=seed)
tested = ["a", "b", "target", "difference", "low", "high", "p", "smallest_reachable_p", "adjusted_p"]
differences.query("a == @one")[tested].round(2)

# %%
differences.query("a == @one and low.isna()")["method"].unique().tolist()

# %% [markdown]
# For Tresk, *Free Hadrel* differs from every other outlet as clearly as the design allows: p is the smallest attainable one, and the interval excludes 0. A difference was planted there. For the state it does not differ from *Upland Morning*, where a null was planted. Adjusted for all tests of the table, every p is 1. This is the consequence of many tests with three articles each, not evidence that there is no difference.
#
# In the case study the smallest attainable p is 1 (one text against one), so no p-value is reported; the row states the reason.

# %%
columns = ["a", "b", "difference", "low", "high", "smallest_reachable_p", "test"]
results["differences"].query("target == @target and a == 'oboz'")[columns].round(2)

# %% [markdown]
# ## 3. Other analysts
# Every choice that could have been made differently: voice, shared copy, metonyms, lexicon, coder, tier, encoder, placebo. Each dot is one analysis of one comparison.

# %%
fr.draw(case, "specifications")

# %%
curve = results["specifications"].dropna(subset="estimate").query("measure == 'naming rate'")
curve.groupby(["comparison", "target"])["estimate"].agg(["size", "min", "median", "max"]).round(2)

# %%
selected = curve.query("comparison == 'oboz~ua-analysis' and choice in ['headline', 'lexicon', 'copy', 'voice']")
selected[["specification", "estimate", "low", "high", "k_a", "n_a", "k_b", "n_b"]].round(2)

# %% [markdown]
# A curve contains only the choices that somebody considered. How many intervals exclude 0, by comparison and measure:

# %%
every = results["specifications"].dropna(subset=["low", "high"])
excludes = (every["low"] > 0) | (every["high"] < 0)
excludes.groupby([every["comparison"], every["measure"]]).agg(["sum", "size"])

# %% [markdown]
#
# ## 4. Power
# Studies are simulated and tested in the same way. `articles_needed` returns the number of articles per outlet needed to detect a difference with a power of 0.8.

# %%
fr.draw(case, "power")

# %%
design = {"rate": 0.1, "slots": 12, "correlation": 0.1}
needed = {difference: fr.articles_needed(difference, **design, studies=200) for difference in (0.3, 0.5)}
pd.Series(needed, name="articles of each outlet").rename_axis("difference").to_frame()

# %% [markdown]
# A study of one text per outlet can describe texts. It cannot test outlets, however large the difference. The correlation of slots within an article is an assumption here, and the numbers depend on it.
#
# ## 5. Words outside the lexicon
# Keyness compares all words of one outlet with those of another. Many words mean many tests, so p is adjusted by Benjamini and Hochberg over all of them and reported next to the interval over articles.

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
attained = (keyness[["p", "adjusted_p"]] <= keyness["smallest_reachable_p"].min()).sum()
attained.rename(f"of {len(keyness)} words at the smallest attainable p").to_frame()

# %% [markdown]
# *strongman* and *dictator* are among the first words, although keyness does not use the lexicon. With three articles on each side no interval excludes 0 and no p can be below 0.1; many words attain that, and none remains after adjustment. A keyness list from six articles suggests hypotheses and tests none.
#
# ## 6. Correcting the mean of a classifier
# A classifier has its own error rate for each outlet. If some sentences are coded at random with known probabilities, the mean can be corrected. Here all sentences are coded, so the result can be checked. The classifier is a crude one: it calls a sentence loaded if it contains a loaded term.

# %%
units = demo.sentences.merge(demo.codes.labels[["sentence_id", "loaded"]], on="sentence_id")
hit = units["sentence_id"].isin(demo.occurrences.query("form == 'loaded'")["sentence_id"])
units = units.assign(predicted=hit.astype(float), outlet=units["article_id"].map(groups))

# %%
sample = fr.sample_for_coding(units, sample_size, seed=seed).set_index("sentence_id")
chance = units["sentence_id"].map(sample["chance"])
coded = units["loaded"].astype(float).where(chance.notna())
means = fr.corrected_means(units.assign(coded=coded, chance=chance))

# %%
truth = units.groupby("outlet")["loaded"].mean().rename("all coded")
columns = ["outlet", "estimator", "estimate", "low", "high", "n_units", "n_coded"]
means[columns].merge(truth, on="outlet").round(2)

# %% [markdown]
# The naive mean is too low for every outlet, by different amounts; it has no interval, because its error is not sampling error. The corrected mean is unbiased, with an interval as wide as twelve coded sentences require; here all four intervals contain the value of the complete coding. This is one sample; [docs/methods.md](../docs/methods.md) reports the simulated coverage.
#
# ## 7. Agreement of the coders

# %%
results["reliability"].round(3)

# %% [markdown]
# Krippendorff's α of the primary coders (c, d), of the earlier ones with another codebook (a, b), and of all four. All are runs of one language model: α is their agreement, not evidence that they measure what readers perceive.
#
# ## 8. The lexicon and the classifiers
# Influence of the terms that came from these texts ([notebook 3](3-lexicon-and-naming.ipynb) has the counts):
#
# ![Coverage of marked expressions, and naming rates, under three versions of the lexicon](../figures/lexicon_versions.png)
#
# Calibration of the classifiers, and their transfer to texts on which they were not trained ([notebook 5](5-classifiers-and-swaps.ipynb) shows the rows):
#
# ![Mean predicted probability and share coded as loaded, by predictor](../figures/calibration.png)
#
# ![AUROC matrices of both tiers, with shortcut baselines](../figures/transfer.png)
#
# Both use 140 sentences on one event, coded by two models. They describe these classifiers on these texts.

# %%
fr.session_info()
