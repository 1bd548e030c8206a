# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # "Illegal" or "undocumented"
#
# 1,587 US news articles of 79 outlets, 2012 to 2020, that name people without papers. Where an outlet names them in its own words, does it take a name that style guides exclude ("illegal immigrant") or a plain one ("undocumented immigrant")? The plan was frozen before anything was scored (preregistration.md). No text is needed here.

# %%
import pandas as pd

import framing as fr
from framing.study import results_graph

study = fr.open_study("study.toml")
results = results_graph(study).get
pd.set_option("display.max_colwidth", 60)
study

# %% [markdown]
# ## 1. The plan, and what departs from it

# %%
fr.deviations(study)

# %% [markdown]
# ## 2. Who takes which name
# Rates in own words, by outlet, with 95 % intervals over articles. The thin lines are 95 % prediction intervals for the articles that are kept apart.

# %%
fr.draw(study, "outlet_rates")

# %%
rates = results("estimates").query("scope == 'groups' and measure == 'naming rate' and lexicon == 'full'")
rates[["outlet", "estimate", "low", "high", "n_loaded", "n_slots"]].round(2)

# %% [markdown]
# ## 3. The AP Stylebook
# On 2 April 2013 AP dropped "illegal immigrant". Changed outlets (CNN, NPR, New York Times) against unchanged ones (Washington Times, Fox News), two years before and after.

# %%
fr.draw(study, "change")

# %%
changes = results("changes")
shown = ["part", "side", "outlet", "before", "after", "change", "low", "high", "p_directed", "n_before", "n_after"]
changes[shown].round(3)

# %% [markdown]
# Placebos: the same estimate at other dates, and random halves of one unchanged outlet (share of halves that fall at least as much).

# %%
placebos = results("change_placebos")
placebos[["kind", "placebo", "estimate", "low", "high", "share_directed"]].round(3)

# %% [markdown]
# ## 4. Declared pairs
# Within stories that both outlets cover, and over all articles. Articles that share no story say how outlets name people in what they choose to cover, not how they name them on one event.

# %%
pairs = results("declared_differences")
columns = ["a", "b", "basis", "difference", "low", "high", "adjusted_p", "stories"]
pairs[columns].round(3)

# %% [markdown]
# ## 5. Whose words
# Rate in quotations minus rate in own words.

# %%
gaps = results("voice_gaps")
gaps[["group", "quotation", "own", "gap", "low", "high", "n_quotation", "n_own"]].round(2)

# %% [markdown]
# Headlines against the body, all outlets together:

# %%
parts = results("headline_and_body").query("outlet == 'ALL'")
parts[["part", "estimate", "low", "high", "n_loaded", "n_slots"]].round(2)

# %% [markdown]
# ## 6. What stands beside the name, and what sides leave out
# Words in front of the name and behind it, in own words: those that differ most between the excluded and the plain names. No parser; 5 articles or more.

# %%
beside = results("compared_collocates").query("compared == 'forms'").sort_values("p")
beside[["place", "word", "n_study", "n_reference", "log_odds", "low", "high", "adjusted_p"]].head(8).round(3)

# %% [markdown]
# Of the propositions that one side states, the share that the other leaves out, in stories that both cover; *expected* is the share if sides were dealt to the articles of a story by chance:

# %%
left_out = results("omissions_by_group")
columns = ["group", "other", "n_stories", "n_propositions", "share", "low", "high", "expected", "adjusted_p"]
left_out[columns].round(2)

# %% [markdown]
# ## 7. How wrong the program is
# 200 slots were read by two coders. Their agreement, and the rates corrected by what they agree on:

# %%
results("slot_reliability")[["variable", "alpha", "low", "high", "agreement", "n_units"]].round(2)

# %%
corrected = results("corrected_rates")
corrected[["group", "estimator", "estimate", "low", "high", "n_coded"]].round(2)

# %% [markdown]
# ## 8. Classifiers of the outlets
# Each outlet's classifier of loadedness, fitted to its own coded sentences around one shared model, on the sentences of every outlet (AUROC; stories are kept together in cross-fitting). Cells with fewer than five sentences of a kind are empty.

# %%
transfer = results("transfer").query("tier == 'text'")
transfer.assign(trained=transfer["classifier"].str.partition(":")[2]).pivot_table(
    index="trained", columns="outlet", values="auroc", sort=False
).round(2)

# %% [markdown]
# The same sentence with the other name, as each outlet's classifier hears it:

# %%
fr.draw(study, "contrasts")

# %% [markdown]
# ## 9. What is expected in the articles kept apart

# %%
expected = results("predicted_rates").sort_values("n_articles", ascending=False).head(12)
expected[["outlet", "estimate", "predicted_low", "predicted_high", "n_slots", "n_articles"]].round(2)
