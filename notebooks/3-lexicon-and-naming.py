# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lexicon and naming: where an outlet had a choice, and which name it used
#
# The number of times a text contains *dictator* is hard to interpret without a denominator. The naming rate relates it to all mentions of the person. The lexicon defines loaded terms and their neutral counterparts, each with a reason.

# %% tags=["parameters"]
target, planted = "Putin", "tresk"
term, pattern = "dictator", r"strong\s?m[ae]n"

# %%
import pandas as pd

import framing as fr

pd.set_option("display.max_columns", None)
pd.set_option("display.max_colwidth", None)

# %%
demo, case = fr.demo(), fr.open_study("../study.toml")

# %% [markdown]
# ## 1. Terms, pairs and reasons
# Each loaded term has neutral counterparts for the same referent. These pairs are counted and, in notebook 5, swapped.

# %%
case.lexicon

# %%
loaded = case.lexicon.terms.query("form == 'loaded' and origin == 'mission'")
loaded[["term", "target", "neutral", "polarity", "reason"]]

# %% [markdown]
# `origin` records how a term is known. Terms marked `coder` were found by the coders in the texts that are analysed. Every rate is therefore also reported without them.

# %%
origin = case.lexicon.terms["origin"].str.partition(":")[0].rename("origin")
pd.crosstab(origin, case.lexicon.terms["form"])

# %% [markdown]
# The lexicon is a documented judgement. Another reader may consider *strongman* a plain description; the reasons can be disputed, and the version of the lexicon is reported with every number.
#
# ## 2. Slots
# A slot is the longest noun phrase that names a target: *the strongman Jorin Tresk* is one slot, not three. A bare name is a slot as well, because the outlet had a choice there. In the demonstration corpus:

# %%
slots = demo.occurrences.query("kind == 'naming' and target == @planted")
pd.crosstab(slots["rule"], slots["form"])

# %% [markdown]
# Slots in context; `stratum` shows whose words they are in.

# %%
fr.concordance(demo, slots.query("form == 'loaded'"), width=32).drop(columns=["sentence_id", "start", "end"]).head(8)

# %% [markdown]
# The concordance accepts any word or pattern. It searches the text and does not use slots.

# %%
fr.concordance(demo, term, width=32, sort="right")[["outlet", "left", "node", "right", "voice"]].head(6)

# %%
fr.concordance(demo, pattern, regex=True, width=32)[["outlet", "left", "node", "right", "voice"]].head(4)

# %% [markdown]
# ## 3. Traps
# Not every match is a name. Rules exclude denied names, a *dictator* of another country, and a city that is a place rather than a government. Each rule is data with an example.

# %%
from framing.lexicon import traps

pd.DataFrame([(trap.trap, trap.effect, trap.example) for trap in traps()], columns=["trap", "effect", "example"])

# %%
pd.crosstab(demo.occurrences["kind"], demo.occurrences["negated"].map({False: "counted", True: "denied"}))

# %% [markdown]
# No rule detects irony, and names that no rule covers are not counted.
#
# ## 4. Naming rates with known truth
# Planted and measured slots of the demonstration corpus:

# %%
truth = pd.read_csv("../data/demo/truth.csv").query("fact == 'slot' and target == @planted")
own = truth[truth["voice_of_term"] == "outlet"]
outlet = own["sentence_id"].str.partition(":")[0].map(demo.articles.set_index("article_id")["outlet"])
truth_counts = own["form"].eq("loaded").groupby(outlet.rename("outlet")).agg(planted_loaded="sum", planted_slots="size")

# %%
measured = fr.naming_rate(demo.occurrences, demo.articles, by="outlet", targets=[planted]).set_index("outlet")
truth_counts.join(measured[["n_loaded", "n_slots", "estimate", "low", "high"]]).round(2)

# %% [markdown]
# A few slots are missed, and one false positive is counted. *Free Hadrel* is distinct in both; the other three outlets change places by one slot each. The intervals are about outlets, over three articles each, and therefore wide ([notebook 1](1-tour.ipynb) draws them).
#
# The difference between two outlets has its own interval. Overlap of two intervals is not a test.

# %%
parts = (demo.occurrences, demo.articles, demo.sentences)
differences = fr.naming_differences(*parts, by="outlet", targets=[planted], seed=1)
differences[["a", "b", "difference", "low", "high", "p", "smallest_reachable_p"]].round(2)

# %% [markdown]
# [Notebook 6](6-uncertainty-and-robustness.ipynb) discusses the p-values.
#
# ## 5. The case study: which names
# From the published tables, without the texts.

# %%
fr.draw(case, "naming")

# %%
rates = fr.naming_rate(case.occurrences, case.articles, targets=[target])
rates[["article_id", "n_loaded", "n_slots", "estimate", "low", "high", "method"]].round(2)

# %% [markdown]
# OBOZ.UA uses a loaded name in 2 of 15<!-- putin-oboz --> slots, the Ukrainian analysis in 2 of 12<!-- putin-analysis -->, TSF in 0 of 11<!-- putin-tsf -->. None in eleven is compatible with a rate of one quarter. Each row is one text, and the slots of a text are not independent, so the intervals are too short rather than too long.

# %%
fr.draw(case, "naming_rates")

# %% [markdown]
# ## 6. Position in the text
# More people read a loaded name in the headline than one at the end.

# %%
fr.draw(case, "positions")

# %% [markdown]
# The figure shows loaded words only, so it does not show where an outlet had the opportunity to use them.
#
# ## 7. Influence of the lexicon
# The same rates with three lexicons: full; without the terms that coders found in these texts; and, for each text, without the terms found only in it.

# %%
rates = pd.read_csv("../results/estimates.csv").query("target == @target and measure == 'naming rate'")
counts = rates["n_loaded"].astype(str) + " of " + rates["n_slots"].astype(str)
rates.assign(counts=counts).pivot(index="article_id", columns="lexicon", values="counts")

# %% [markdown]
# Without coder terms OBOZ.UA has 1 of 14<!-- putin-oboz-without-coder-terms --> and the aggregator's “Triumph” 0 of 10<!-- putin-triumph-without-coder-terms -->. Over all targets, loaded slots decrease from 12 of 233<!-- loaded-names --> to 7 of 227<!-- loaded-names-without-coder-terms -->.
#
# ![Coverage of marked expressions, and naming rates, under three versions of the lexicon](../figures/lexicon_versions.png)
#
# The full lexicon finds all marked expressions because it was completed from them.

# %%
fr.session_info()
