# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lexicon and naming: where an outlet had a choice, and which name it took
#
# A count of *dictator* says little. Of all places where the text had to name the man, how many took a loaded name? The lexicon says what is loaded and what would have been neutral, with a reason each; the rest is counting places.

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
# Each loaded term has neutral counterparts for the same thing. Together they are the pairs that are counted and, later, swapped.

# %%
case.lexicon

# %%
loaded = case.lexicon.terms.query("form == 'loaded' and origin == 'mission'")
loaded[["term", "target", "neutral", "polarity", "reason"]]

# %% [markdown]
# `origin` says from where a term is known. Those marked `coder` were met by the coders in the very texts that are counted. Every rate is therefore given without them too.

# %%
origin = case.lexicon.terms["origin"].str.partition(":")[0].rename("origin")
pd.crosstab(origin, case.lexicon.terms["form"])

# %% [markdown]
# The lexicon is a judgement, laid open. Another reader may call *strongman* a plain description; the reasons are there to be disputed, and its version stands beside each number.
#
# ## 2. Slots
# A slot is a maximal noun phrase that names a target: *the strongman Jorin Tresk* is one, not three. A bare name is a slot too, for the outlet had a choice there. On the demonstration corpus:

# %%
slots = demo.occurrences.query("kind == 'naming' and target == @planted")
pd.crosstab(slots["rule"], slots["form"])

# %% [markdown]
# In context; `voice_of_term` says whose word it is.

# %%
fr.concordance(demo, slots.query("form == 'loaded'"), width=32).drop(columns=["sentence_id", "start", "end"]).head(8)

# %% [markdown]
# The concordance takes any word, too, or a pattern: it looks at the text, and knows nothing of slots.

# %%
fr.concordance(demo, term, width=32, sort="right")[["outlet", "left", "node", "right", "voice"]].head(6)

# %%
fr.concordance(demo, pattern, regex=True, width=32)[["outlet", "left", "node", "right", "voice"]].head(4)

# %% [markdown]
# ## 3. Traps
# Not every hit is a name. A denied one, a *dictator* of another country, a city that is a place and not its government: rules keep them out, and each is data with an example.

# %%
from framing.lexicon import traps

pd.DataFrame([(trap.trap, trap.effect, trap.example) for trap in traps()], columns=["trap", "effect", "example"])

# %%
pd.crosstab(demo.occurrences["kind"], demo.occurrences["negated"].map({False: "counted", True: "denied"}))

# %% [markdown]
# No rule hears irony, and a name that no rule knows is not counted at all.
#
# ## 4. Naming rates, where the truth is known
# What was planted in the demonstration, slot by slot, beside what is found:

# %%
truth = pd.read_csv("../data/demo/truth.csv").query("fact == 'slot' and target == @planted")
own = truth[truth["voice_of_term"] == "outlet"]
outlet = own["sentence_id"].str.partition(":")[0].map(demo.articles.set_index("article_id")["outlet"])
sown = own["form"].eq("loaded").groupby(outlet.rename("outlet")).agg(planted_loaded="sum", planted_slots="size")

# %%
found = fr.naming_rate(demo.occurrences, demo.articles, by="outlet", targets=[planted]).set_index("outlet")
sown.join(found[["n_loaded", "n_slots", "estimate", "low", "high"]]).round(2)

# %% [markdown]
# A few slots are missed, and one that is none is taken. *Free Hadrel* stands apart before and after; the other three change places, by one slot each. The intervals are about outlets, over three articles each, and wide ([1](1-tour.ipynb) draws them).
#
# The difference of two outlets, with an interval of its own. That two intervals overlap is no test.

# %%
parts = (demo.occurrences, demo.articles, demo.sentences)
differences = fr.naming_differences(*parts, by="outlet", targets=[planted], seed=1)
differences[["a", "b", "difference", "low", "high", "p", "smallest_reachable_p"]].round(2)

# %% [markdown]
# What the p-values can and cannot say is the matter of [6](6-uncertainty-and-robustness.ipynb).
#
# ## 5. The case study: which names
# From the published tables, without a word of the texts.

# %%
fr.draw(case, "naming")

# %%
rates = fr.naming_rate(case.occurrences, case.articles, targets=[target])
rates[["article_id", "n_loaded", "n_slots", "estimate", "low", "high", "method"]].round(2)

# %% [markdown]
# OBOZ.UA takes a loaded name in 4 of 18<!-- putin-oboz --> slots, the Ukrainian analysis in 2 of 11<!-- putin-analysis -->, TSF in 0 of 12<!-- putin-tsf -->. None of twelve is compatible with a rate of a quarter. Each row is one text, and the slots of a text are not independent, so that the intervals are rather too short.

# %%
fr.draw(case, "naming_rates")

# %% [markdown]
# ## 6. Where in the text
# A loaded name in the headline is read by more people than one at the end.

# %%
fr.draw(case, "positions")

# %% [markdown]
# The picture has only loaded words, so it does not show where an outlet had room for them.
#
# ## 7. What the lexicon decides
# The same rates with three lexicons: full; without the terms that coders met in these texts; for each text without those met in it alone.

# %%
rates = pd.read_csv("../results/estimates.csv").query("target == @target and measure == 'naming rate'")
counts = rates["n_loaded"].astype(str) + " of " + rates["n_slots"].astype(str)
rates.assign(counts=counts).pivot(index="article_id", columns="lexicon", values="counts")

# %% [markdown]
# Without coder terms OBOZ.UA has 3 of 17<!-- putin-oboz-without-coder-terms --> and the aggregator's “Triumph” 0 of 13<!-- putin-triumph-without-coder-terms -->. Over all targets 17 of 307<!-- loaded-names --> loaded slots become 12 of 302<!-- loaded-names-without-coder-terms -->.
#
# ![Marked expressions found, and naming rates, under three versions of the lexicon](../figures/lexicon_versions.png)
#
# That the full lexicon finds all marked expressions is no success: it was completed from them.

# %%
fr.session_info()
