# %% [markdown]
# # {title}
# From the articles to a report. The concordance quotes your texts: clear the outputs before you share the notebook.

# %%
import framing as fr
from framing import pipeline

study = fr.open_study("study.toml", texts="build/texts")
study.corpus

# %% [markdown]
# ## The lexicon
# Suggestions from the articles, then what each term finds and misses. Edit data/lexicon.csv and run both cells again.

# %%
fr.suggest_terms(study.corpus, study.lexicon, most=8)

# %%
fr.check_lexicon(study.lexicon, study.corpus)

# %% [markdown]
# ## Build
# The tables of the study and the scores of its sentences, as `make figures` builds them. Stages that are up to date are kept.

# %%
pipeline.build(study)
pipeline.publish(study)
study = fr.open_study("study.toml", texts="build/texts")

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

# %% [markdown]
# ## Scores and classifiers
# How loaded each outlet's own words are, by one model for all; then what each loaded term does to the scores, against its neutral wording, with controls.

# %%
fr.draw(study, "own_words")

# %%
fr.draw(study, "mission")

# %% [markdown]
# ## Comparison of outlets
# Differences of naming rates with intervals and, from three articles of each outlet, tests; within stories if the articles name them.

# %%
fr.naming_differences(
    study.occurrences, study.articles, study.sentences, by="outlet", targets=list(study.targets), seed=study.seed
)

# %% [markdown]
# ## Report
# One page with every figure, table, limit and citation. It quotes the texts.

# %%
fr.write_report(study, "build/report.html")

# %%
fr.session_info()
