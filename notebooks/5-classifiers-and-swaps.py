# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Classifiers and swaps: what they say of loaded wording, and what they do not
#
# Everything here is read from the published tables of the case study; no text is needed. How it works, with formulas and sources: [docs/methods.md](../docs/methods.md).
# Only the last section reads a sentence, an invented one. It needs the encoder of the extra `text`; without it, that section says so.

# %% tags=["parameters"]
target, pair = "Putin", "dictator~president-putin"
outlet, other = "OBOZ.UA", "TSF"
sentence = "The dictator Putin landed at noon and thanked the ministers of the terrorist state."
plain = "Vladimir Putin landed at noon."

# %%
import pandas as pd

import framing as fr

pd.set_option("display.max_columns", None)
pd.set_option("display.max_colwidth", None)

# %%
case = fr.open_study("../study.toml")
tables = ["classifiers", "leakage", "agreement", "contrasts", "contrast_differences", "wording_gaps", "calibration"]
results = {name: pd.read_csv(f"../results/{name}.csv") for name in tables}

# %% [markdown]
# ## 1. Two questions, a classifier of each kind for each outlet
# `fr.LoadednessClassifier` asks: **is this sentence loaded?** It learns from the coded sentences of one outlet and starts from a general model that saw none of these texts. `fr.OutletClassifier` asks: **is this sentence worded as this outlet words?** It knows no code at all.
#
# Each comes in two tiers. *Public* reads the published tables: lexicon hits, voice, place, length and, for loadedness, the general model's log-odds. *Text* reads the sentence by an encoder.

# %%
results["classifiers"].round(2)

# %% [markdown]
# `shared_weight` says how much of a classifier is the general model: near 1 the outlet's own sentences moved only the intercept. Two outlets have fewer than ten loaded sentences to learn from. Their classifiers say little of their own.

# %% [markdown]
# ## 2. Folds, and what leaks without them
# Sentences of different texts that state one proposition form a component. A component is never torn: no model scores a sentence when it has seen another telling of it.

# %%
components = fr.find_components(case.sentences, case.alignments)
components = components.assign(fold=components["sentence_id"].map(fr.folds_of(components, case.labels)))
components.groupby("component_id")["fold"].nunique().value_counts().rename("components in so many folds")

# %% [markdown]
# The same model with folds that tear components (`n_shared`: coded sentences whose component was also in training). First on public features, then on embeddings.

# %%
results["leakage"].round(3)

# %%
whole_and_torn = ["embeddings", "embeddings, sentences dealt singly"]
of_all = results["agreement"].query("article_id == 'ALL'").set_index("predictor")
of_all.loc[whole_and_torn, ["n_sentences", "n_loaded", "auroc", "low", "high", "f1"]].round(3)

# %% [markdown]
# With embeddings torn folds look better, as is to be expected where an encoder knows a proposition again in other words. The intervals overlap; both rows are about the same sentences, and the difference has no interval here. On public features next to nothing is gained: there the lexicon decides. This does not show that the leak is harmless in the public tier. Another circle is larger there: the lexicon was completed from the same codes.

# %% [markdown]
# ## 3. Agreement with the codes, text by text, beside shortcuts
# F1 of *loaded*. The first three rows do not read: outlet, length and place, counts of lexicon hits. F1 is 0 where nothing loaded was found. `agg-backing` has four loaded sentences: one more or less moves its column far.

# %%
agreement = results["agreement"]
f1 = agreement.pivot_table(index="predictor", columns="article_id", values="f1", sort=False)
f1.reindex(agreement["predictor"].unique()).round(2)

# %% [markdown]
# Over all texts, with intervals that resample families of sentences.

# %%
of_all[["n_called", "precision", "recall", "auroc", "low", "high", "macro_f1"]].round(2)

# %% [markdown]
# *Lexicon hits alone* and *lexicon only, full* are close to 1 **by construction**: the lexicon was completed from the expressions that the coders marked in these texts. The public tier counts hits of the same lexicon, so it is circular too. The honest comparison is *lexicon only, leave one text out* and *own outlet's classifier, public tier, lexicon of other texts*: no text is read there by terms that were met in it alone.
#
# The codes are by two language models. This is agreement with them, not with readers.

# %% [markdown]
# ## 4. Transfer: a classifier of one outlet on the sentences of another
# AUROC in the text tier; rows learnt, columns are scored. No sentence is scored by a model that saw its component. Empty cells have fewer than five sentences of the rarer label.

# %%
transfer = fr.draw(case, "transfer")
cells = transfer.data.query("panel == 'text tier'")
cells.pivot(index="row", columns="column", values="estimate").round(2)

# %%
cells[["row", "column", "estimate", "low", "high", "count"]].round(2).head(8)

# %% [markdown]
# ![Matrices of AUROC of both tiers, and what shortcuts reach](../figures/transfer.png)
#
# Which text is scored mostly matters more than which text was learnt from: columns differ more than rows. The classifiers share the general model. Transfer here does not show that loaded wording is the same everywhere; the texts share a wire story.

# %% [markdown]
# ## 5. Swaps
# A term is replaced in its own sentence by its counterpart: loaded by neutral, neutral by loaded. A *placebo* puts one neutral name for another.

# %%
swaps = case.swaps
swaps.assign(direction=swaps["direction"].replace("", "placebo")).groupby(["kind", "direction"]).size()

# %%
swaps.query("pair_id == @pair")[["swap_id", "term_out", "term_in", "direction", "quoted"]].head(6)

# %% [markdown]
# What cannot be swapped by a rule of grammar is refused, with the reason. The demonstration corpus, whose texts are ours, shows sentences too.

# %%
demo = fr.demo()
parts = (demo.occurrences, demo.voiced, demo.corpus)
refused = fr.swaps_not_made(*parts, lexicon=demo.lexicon)
refused.query("kind == 'pair'")["reason"].value_counts().head(6)

# %%
few = fr.find_swaps(*parts, lexicon=demo.lexicon).groupby(["kind", "direction"]).head(2)
words = fr.swapped_sentences(few, *parts, lexicon=demo.lexicon)
few[["kind", "direction", "term_out", "term_in"]].assign(sentence=words)

# %% [markdown]
# ## 6. Contrasts, beside three yardsticks
# A **contrast** is a classifier's log-odds with the loaded term less those with the neutral one. What it is measured on: the *placebo* (what a mere change of words does), the *term-blind* contrast (refitted without any sentence that holds the term) and *dealt outlets* (refitted 200 times on outlets to which sentences were dealt at random).

# %%
fr.draw(case, "contrasts")

# %%
measured = ["contrast", "low", "high", "n_slots", "placebo", "term_blind", "dealt_low", "dealt_high", "inside"]
of_pair = results["contrasts"].query("pair_id == @pair and tier == 'text'").set_index("classifier")
of_pair[measured].round(2)

# %% [markdown]
# `inside` says which yardsticks the contrast does not leave. Inside *placebo*: no larger than what another neutral wording does. Inside *dealt*: nothing of its outlet that a chance group of sentences would not say. Over all pairs of each target:

# %%
told = results["contrasts"].query("pair_id == 'ALL'").fillna({"inside": "neither"})
kind = told["classifier"].str.partition(":")[0].rename("question")
told.groupby(["tier", kind])["inside"].value_counts().unstack(fill_value=0)

# %% [markdown]
# Contrasts of the LoadednessClassifiers lie within the range of dealt outlets throughout. A positive contrast beyond its placebo says that the model takes the loaded word for loaded. It does not tell one outlet from another here. In the text tier more than half are not even beyond the placebo. In the public tier the lexicon tells the model which words are loaded, so a large contrast there is no finding about the word.

# %%
fr.draw(case, "outlet_contrasts")

# %% [markdown]
# The three terms of the mission, pair by pair (`fr.draw(case, "mission")` draws the same picture):
#
# ![Contrasts of dictator, terrorist state and vassal by every classifier, with yardsticks](../figures/mission.png)
#
# The difference of two outlets' contrasts has a yardstick of its own: the same difference where outlets are dealt.

# %%
columns = ["classifier", "against", "tier", "target", "difference", "dealt_low", "dealt_high", "inside_dealt"]
differences = results["contrast_differences"].query("target == @target")[columns]
differences[differences["classifier"].str.endswith(outlet) & differences["against"].str.endswith(other)].round(2)

# %%
every = results["contrast_differences"]
question = every["classifier"].str.partition(":")[0].rename("question")
every.groupby(["tier", question])["inside_dealt"].agg(["sum", "size"])

# %% [markdown]
# The count: differences inside (`sum`) of all (`size`), over all targets. Of a hundred about five would lie outside by chance alone, and they hang together. The LoadednessClassifiers do not reach that. Of the OutletClassifiers more lie outside: they were fitted to tell the texts apart, and the texts differ in more than their wording. A difference outside is one of many that were looked at, between two texts. No p-value is given: with one text against one, the smallest that any permutation could reach is 1.

# %% [markdown]
# How much of the difference in loadedness between two texts do the swapped words carry? `share` is 1 − |after| ÷ |before|. Below 0 the two texts come to lie further apart. Every interval holds 0: that the swapped words carry a part of the gap is not shown.

# %%
results["wording_gaps"].round(2)

# %% [markdown]
# ## 7. Calibration
# Of sentences given about seven in ten, are about seven in ten loaded? Nothing was recalibrated: with so few sentences a slope would be noise.

# %%
results["calibration"].round(2)

# %% [markdown]
# ![Mean probability against share coded as loaded, by predictor](../figures/calibration.png)
#
# The general model says too little in the lowest fifth. It learnt from other people's labels of other news. Intervals take sentences as independent, which copies of one wire story are not.

# %% [markdown]
# ## 8. A sentence of our own
# What `framing score FILE` and `framing swap "SENTENCE"` do. The sentences are invented. `loadedness` with its interval is the general model's; `loadedness:` and `contrast:` with a name are an outlet's. The general model reads them; each outlet's classifier, on public features, is fitted on all its coded sentences.

# %%
row = {"article_id": "mine", "outlet": "unattributed", "text": f"{sentence} {plain}"}
mine = fr.read_articles(pd.DataFrame([row]))
model = fr.load_model("loaded-language").exactly()  # the same numbers on every computer

# %%
try:
    scored, swapped = fr.score_articles(mine, case, model), fr.score_swaps(sentence, case, model)
except fr.BadInput as no_encoder:
    scored = swapped = pd.DataFrame({"not scored": [str(no_encoder)]})

# %% [markdown]
# Each sentence of the two; then the first with another name put in.

# %%
scored.drop(columns=["article_id", "start", "end"], errors="ignore").round(2)

# %%
swapped.drop(columns=["swap_id", "kind", "quoted", "target"], errors="ignore").round(2)

# %% [markdown]
# With both loaded names the sentence stands in the middle, and its interval is wide: another sample of training articles could have put it on either side. The contrasts are clearer, since all else in the sentence stays: *terrorist state* does more than *dictator*, whichever neutral wording is put in. The outlets' columns can be large because a lexicon hit is one of their features. One sentence is no evidence about an outlet, and a score says what a classifier does, not what a reader feels.

# %%
fr.session_info()
