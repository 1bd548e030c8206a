# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Classifiers and swaps: evidence on loaded wording, and its limits
#
# All results are read from the published tables of the case study; no text is needed. Formulas and sources: [docs/methods.md](../docs/methods.md).
# Only the last section scores sentences, which are invented. It needs the encoder of the extra `text`; without it, that section shows a message.

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
tables = [
    "classifiers",
    "leakage",
    "agreement",
    "contrasts",
    "matched_placebos",
    "contrast_differences",
    "wording_gaps",
    "calibration",
]
results = {name: pd.read_csv(f"../results/{name}.csv") for name in tables}

# %% [markdown]
# ## 1. Two questions, two classifiers per outlet
# `fr.LoadednessClassifier` asks: **is this sentence loaded?** It is trained on the coded sentences of one outlet and starts from a general model that saw none of these texts. `fr.OutletClassifier` asks: **is this sentence worded as this outlet words?** It uses no codes.
#
# Both come in two tiers. The *public* tier uses published tables: lexicon hits, voice, position, length and, for loadedness, the log-odds of the general model. The *text* tier reads the sentence with an encoder.

# %%
results["classifiers"].round(2)

# %% [markdown]
# `shared_weight` is the weight of the general model in a classifier: near 1, the outlet's own sentences changed only the intercept. Two outlets have fewer than ten loaded training sentences; their classifiers stay close to the general model.

# %% [markdown]
# ## 2. Folds and leakage
# Sentences of different texts that state the same proposition form a component. Components are never split: no model scores a sentence after seeing another version of it in training.

# %%
components = fr.find_components(case.sentences, case.alignments)
components = components.assign(fold=components["sentence_id"].map(fr.folds_of(components, case.labels)))
components.groupby("component_id")["fold"].nunique().value_counts().rename("components per number of folds")

# %% [markdown]
# The same model with folds that split components (`n_shared`: coded sentences with a member of their component in the training data), first on public features, then on embeddings.

# %%
results["leakage"].round(3)

# %%
whole_and_split = ["embeddings", "embeddings, sentences dealt singly"]
of_all = results["agreement"].query("article_id == 'ALL'").set_index("predictor")
of_all.loc[whole_and_split, ["n_sentences", "n_loaded", "auroc", "low", "high", "f1"]].round(3)

# %% [markdown]
# With embeddings, scores are higher if components are split, as expected when an encoder recognises a proposition in other words. The intervals overlap; both rows describe the same sentences, and their difference has no interval here. On public features almost nothing changes, because the lexicon dominates. This does not show that leakage is harmless in the public tier, where another circularity is larger: the lexicon was completed from codes of these texts.

# %% [markdown]
# ## 3. Agreement with the codes, by text, with shortcuts
# F1 of *loaded*. The first three rows ignore the wording: outlet, length and position, counts of lexicon hits. F1 is 0 if no loaded sentence was identified. `agg-backing` has three or four loaded sentences, so one more or fewer changes its column considerably.

# %%
agreement = results["agreement"]
f1 = agreement.pivot_table(index="predictor", columns="article_id", values="f1", sort=False)
f1.reindex(agreement["predictor"].unique()).round(2)

# %% [markdown]
# Over all texts, with intervals that resample families of sentences:

# %%
of_all[["n_called", "precision", "recall", "auroc", "low", "high", "macro_f1"]].round(2)

# %% [markdown]
# *Lexicon hits alone* and *lexicon only, full* are high **by construction**, because the lexicon was completed from the expressions that coders a and b marked in these texts; coders c and d, by whose codes models are trained and scored here, had another codebook. The public tier counts hits of the same lexicon, so it is circular as well. The fair comparison is between *lexicon only, leave one text out* and *own outlet's classifier, public tier, lexicon of other texts*, which exclude terms found only in the scored text.
#
# The codes come from runs of one language model. This is agreement with them, not with readers.

# %% [markdown]
# ## 4. Transfer: the classifier of one outlet on sentences of another
# AUROC in the text tier; rows are training outlets, columns are scored outlets. No sentence is scored by a model trained on its component. Cells are empty with fewer than five sentences of the rarer label.

# %%
transfer = fr.draw(case, "transfer")
cells = transfer.data.query("panel == 'text tier'")
cells.pivot(index="row", columns="column", values="estimate").round(2)

# %%
cells[["row", "column", "estimate", "low", "high", "count"]].round(2).head(8)

# %% [markdown]
# ![AUROC matrices of both tiers, with shortcut baselines](../figures/transfer.png)
#
# The scored text mostly matters more than the training text: columns differ more than rows. All classifiers share the general model, and the texts share a wire story, so transfer here does not show that loaded wording is the same everywhere.

# %% [markdown]
# ## 5. Swaps
# A term is replaced by its counterpart in its own sentence: loaded by neutral, neutral by loaded. A *placebo* replaces one neutral name by another; a *matched placebo* has the syntax and the topic of a loaded term without its judgement (*terrorism-hit state* for *terrorist state*).

# %%
swaps = case.swaps
swaps.assign(direction=swaps["direction"].replace("", "placebo")).groupby(["kind", "direction"]).size()

# %%
swaps.query("pair_id == @pair")[["swap_id", "term_out", "term_in", "direction", "quoted"]].head(6)

# %% [markdown]
# Swaps that no grammar rule covers are refused with a reason. The demonstration corpus, whose texts are public, also shows the sentences.

# %%
demo = fr.demo()
parts = (demo.occurrences, demo.voiced, demo.corpus)
refused = fr.swaps_not_made(*parts, lexicon=demo.lexicon)
refused.query("kind == 'pair'")["reason"].value_counts().head(6)

# %%
examples = fr.find_swaps(*parts, lexicon=demo.lexicon).groupby(["kind", "direction"]).head(2)
words = fr.swapped_sentences(examples, *parts, lexicon=demo.lexicon)
examples[["kind", "direction", "term_out", "term_in"]].assign(sentence=words)

# %% [markdown]
# ## 6. Contrasts and four controls
# A **contrast** is a classifier's log-odds with the loaded term minus its log-odds with the neutral term. The general model has three: of the words in the slot (`general name`, the headline), of the sentence (`general`) and of the stance towards who is named (`general stance`). There are four controls: the *placebo* (effect of any change of words), the *matched placebo*, the *term-blind* contrast (refitted without sentences that contain the term) and *permuted outlet labels*, called *dealt* in the tables (refitted 200 times with sentences assigned to outlets at random).

# %%
fr.draw(case, "contrasts")

# %%
measured = ["contrast", "low", "high", "n_slots", "placebo", "term_blind", "dealt_low", "dealt_high", "inside"]
of_pair = results["contrasts"].query("pair_id == @pair and tier == 'text'").set_index("classifier")
of_pair[measured].round(2)

# %% [markdown]
# The contrast minus that of a matched placebo in the same slot, where the loaded term stands (*as written*) and where it was put in (*inserted*):

# %%
matched = results["matched_placebos"].query("pair_id == 'ALL' and classifier == 'general name'")
matched[["target", "slots", "contrast", "low", "high", "n_slots", "n_families", "method"]].round(2)

# %% [markdown]
# `inside` names the controls that the contrast does not exceed. *placebo*: the effect is no larger than that of another neutral wording. *dealt*: the effect is no different from that in a random group of sentences. Over all pairs of each target:

# %%
contrasts = results["contrasts"].query("pair_id == 'ALL'").fillna({"inside": "neither"})
kind = contrasts["classifier"].str.partition(":")[0].rename("question")
contrasts.groupby(["tier", kind])["inside"].value_counts().unstack(fill_value=0)

# %% [markdown]
# All contrasts of the LoadednessClassifiers lie within the range under permuted labels. A positive contrast larger than its placebo shows that the model treats the word as loaded; it does not distinguish one outlet from another here. In the public tier the model receives the lexicon hit as a feature, so a large contrast there is not evidence about the word.

# %%
fr.draw(case, "mission")

# %% [markdown]
# Each of the three terms stands above its matched control. *Terrorism-hit state* raises the score more than *terrorist state* does: the models hear the word *terror*, whoever is called by it.
#
# The difference between the contrasts of two outlets has its own control: the same difference under permuted labels.

# %%
columns = ["classifier", "against", "tier", "target", "difference", "dealt_low", "dealt_high", "inside_dealt"]
differences = results["contrast_differences"].query("target == @target")[columns]
differences[differences["classifier"].str.endswith(outlet) & differences["against"].str.endswith(other)].round(2)

# %%
every = results["contrast_differences"]
question = every["classifier"].str.partition(":")[0].rename("question")
every.groupby(["tier", question])["inside_dealt"].agg(["sum", "size"])

# %% [markdown]
# Number of differences inside the range (`sum`) of all (`size`), over all targets. About five in a hundred are expected outside by chance, and they are dependent. Those of the OutletClassifiers were fitted to distinguish the texts, which differ in more than wording. A difference outside is one of many and compares two texts. No p-value is reported: with one text against one, the smallest one attainable by permutation is 1.

# %% [markdown]
# What loaded words contribute to the difference in mean log-odds of two texts: `contribution` is the difference before minus the one after they are made neutral.

# %%
results["wording_gaps"].round(2)

# %% [markdown]
# ## 7. Calibration
# Among sentences with a predicted probability of about 0.7, are about 70 % loaded? Scores were not recalibrated, because a slope from so few sentences would be noise.

# %%
results["calibration"].round(2)

# %% [markdown]
# ![Mean predicted probability and share coded as loaded, by predictor](../figures/calibration.png)
#
# The general model underestimates throughout: its probabilities are those of news in which one sentence in six is loaded, and coders called more than a third of these sentences loaded. Outlets' classifiers have an intercept of their own. Intervals treat sentences as independent, which copies of one wire story are not.

# %% [markdown]
# ## 8. A sentence of your own
# The equivalent of `framing score FILE` and `framing swap "SENTENCE"`, with invented sentences. `loadedness` and its interval come from the general model, columns with the name of an outlet from the classifier of that outlet, fitted on public features of all its coded sentences.

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
# Scores of the two sentences, then of the first with other names substituted:

# %%
scored.drop(columns=["article_id", "start", "end"], errors="ignore").round(2)

# %%
swapped.drop(columns=["swap_id", "kind", "quoted", "target"], errors="ignore").round(1)

# %% [markdown]
# With both loaded names the sentence is near the middle, and its interval is wide: another sample of training articles could have placed it on either side. The contrasts are clearer, because the rest of the sentence is constant: *terrorist state* has a larger effect than *dictator* for every neutral wording. The columns of outlets can be large because a lexicon hit is one of their features. One sentence is no evidence about an outlet, and a score describes a classifier, not the reaction of a reader.

# %%
fr.session_info()
