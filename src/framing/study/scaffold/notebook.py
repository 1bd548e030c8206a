# %% [markdown]
# # {title}
# From the articles to a figure. This notebook writes no files; `make figures` writes tables and figures. The concordance quotes your texts: clear the outputs before you share the notebook.

# %%
import framing as fr

study = fr.open_study("study.toml", texts="build/texts")
study.corpus

# %% [markdown]
# ## The lexicon
# Frequent names in the articles, with the words that precede them. Use them to extend data/lexicon.csv.

# %%
fr.name_candidates(study.corpus).head(30)

# %%
study.lexicon

# %% [markdown]
# ## Loaded names in context
# Check for false positives, and for names that the lexicon misses.

# %%
loaded = study.occurrences.query("form == 'loaded'")
fr.Kwic(fr.concordance(study, loaded, sort="outlet"))

# %% [markdown]
# ## Naming rates
# The share of loaded names among all mentions of a target in the outlet's own voice.

# %%
fr.naming_rate(study.occurrences, study.articles, by="outlet", targets=study.targets)

# %%
fr.draw(study, "naming_rates")

# %%
fr.session_info()
