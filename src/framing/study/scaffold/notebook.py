# %% [markdown]
# # {title}
# From the articles to a figure. Nothing here is written: `make figures` writes tables and pictures. The concordance quotes the texts: clear its output before you share this notebook.

# %%
import framing as fr

study = fr.open_study("study.toml", texts="build/texts")
study.corpus

# %% [markdown]
# ## The lexicon
# Names in the articles with the words before them: what to put into data/lexicon.csv.

# %%
fr.name_candidates(study.corpus).head(30)

# %%
study.lexicon

# %% [markdown]
# ## Each loaded name with the words around it
# Does the lexicon find what it should, and nothing else?

# %%
loaded = study.occurrences.query("form == 'loaded'")
fr.Kwic(fr.concordance(study, loaded, sort="outlet"))

# %% [markdown]
# ## Naming rates
# Of all places where an outlet named a target in its own voice, the share where it took a loaded name.

# %%
fr.naming_rate(study.occurrences, study.articles, by="outlet", targets=study.targets)

# %%
fr.draw(study, "naming_rates")

# %%
fr.session_info()
