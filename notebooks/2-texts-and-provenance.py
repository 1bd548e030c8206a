# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Texts and provenance: what is read, what is published, and how a number is traced to its text
#
# Texts are read by offsets and never changed. For private texts, only ids, offsets and labels are published. Hashes link each number to the texts, terms and codes from which it was computed.

# %% tags=["parameters"]
article, private = "freehadrel-1", "oboz"

# %%
import pandas as pd

import framing as fr

pd.set_option("display.max_columns", None)
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## 1. A corpus is a manifest and, if available, texts
# The demonstration corpus is published in full.

# %%
demo = fr.demo()
demo.corpus

# %% [markdown]
# The manifest records the origin of each text, the languages through which it was translated, and the hash of its bytes.

# %%
manifest = demo.articles.assign(sha256=demo.articles["sha256"].str[:12] + "…")
manifest[["article_id", "outlet", "date", "language_chain", "evidence", "n_chars", "sha256"]].head(4)

# %% [markdown]
# The hash is that of the text itself. Anyone with the file can verify it without the toolkit; a text with another hash is not accepted for this article.

# %%
from hashlib import sha256

text = demo.corpus.text(article)
stated = demo.articles.set_index("article_id").loc[article, "sha256"]
pd.Series({"stated": stated, "of the text": sha256(text.encode()).hexdigest()})

# %% [markdown]
# ## 2. Issues in the texts
# Nothing is repaired silently. Three invented texts, one of them duplicated, one with a zero-width space inside a name:

# %%
names = ["one", "two", "three"]
texts = ["Tresk landed at noon.", "Tresk landed at noon.", "Tre\u200bsk left. He waved."]
delivered = pd.DataFrame({"article_id": names, "outlet": "Gazette", "text": texts})
fr.read_articles(delivered).issues

# %% [markdown]
# Input that cannot be read raises an error with the place and the expected form.

# %%
try:
    fr.read_articles(delivered.drop(columns="outlet"))
except fr.BadInput as error:
    print(error)

# %% [markdown]
# The demonstration corpus has none of these issues. This is no evidence about its content: a complete text may still be a bad copy.

# %%
len(demo.corpus.issues)

# %% [markdown]
# ## 3. Sentences by kind
# A sentence is a start and an end, counted in characters. Parts of a web page around an article are kept and marked as boilerplate, with the rule that applied; rates do not count them.

# %%
outlets = demo.sentences["article_id"].map(demo.articles.set_index("article_id")["outlet"])
pd.crosstab(outlets.rename("outlet"), demo.sentences["kind"])

# %%
boilerplate = demo.sentences.query("kind == 'boilerplate' and article_id == @article")
words = [text[row.start : row.end] for row in boilerplate.itertuples()]
boilerplate[["sentence_id", "start", "end", "kind_rule"]].assign(text=words)

# %% [markdown]
# The rules are data, each with an example. Boilerplate that they miss counts as text of the article, and they were written with pages like these in view. Inspect this table for a corpus of your own.
#
# ## 4. Texts that may not be distributed
# The case study has five real texts. Their manifest is public, the texts are not.

# %%
case = fr.open_study("../study.toml")
case.corpus

# %% [markdown]
# Functions that need words name the missing file. If you have the files, attach their folder with `fr.open_study("study.toml", texts="folder")`; they are identified by hash, whatever their names.

# %%
try:
    case.corpus.text(private)
except fr.TextNotAvailable as error:
    print(error)

# %% [markdown]
# ## 5. Published tables
# Offsets, ids, labels and numbers, but no sentence of a text.

# %%
public = {path.name: pd.read_csv(path) for path in sorted(case.path("derived").glob("*.csv"))}
rows = [(name, len(table), ", ".join(table.columns[:7])) for name, table in public.items()]
pd.DataFrame(rows, columns=["table", "rows", "first columns"])

# %%
case.sentences.query("article_id == @private")[["sentence_id", "start", "end", "kind", "voice", "family_id"]].head(4)

# %% [markdown]
# Some words are published: lexicon terms where they were found, names of quoted speakers (`source`), and titles in the manifest. Without the texts, all counts and comparisons can be repeated and every figure redrawn. Whether a sentence was classified correctly cannot be checked without its words.
#
# ## 6. From a number back to its text
# A record next to the tables contains the hashes of inputs, code and outputs. `framing verify` compares all of them with the current files. For the published tables, inputs and outputs:

# %%
from framing.study import derived_now, read_provenance

record = read_provenance(case.path("derived") / "provenance.json")
now = derived_now(case, case.path("derived"))

# %%
differ = record.differences_of_files(now)
pd.Series({"inputs": len(record.inputs), "outputs": len(record.outputs), "differences": len(differ)})

# %% [markdown]
# There are no differences. With another lexicon and another text of one article, the report would be:

# %%
from dataclasses import replace

changed = {"data/lexicon.csv": "0" * 64, f"text of {private}": "0" * 64}
record.differences_of_files(replace(now, inputs={**now.inputs, **changed}))

# %% [markdown]
# The record of the results lists the input files of each figure, so that a changed file can be traced to the figures that it affects.

# %%
results = read_provenance(case.path("results") / "provenance.json")
made_from = {name: results.made_from[f"figures/{name}"] for name in ("naming", "naming_rates", "propositions")}
pd.Series(made_from).explode().rename("input").to_frame()

# %% [markdown]
# Equal hashes show that nothing was changed since. They do not show that it was correct.
#
# ## 7. How to cite
# `fr.cite(study)` returns BibTeX entries of toolkit, texts, lexicon, codes and model, each with version or hash, and of the methods that the results use. The first three entries:

# %%
entries = fr.cite(case).split("\n\n")
print("\n\n".join(entries[:3]), f"\n\n… and {len(entries) - 3} more")

# %%
fr.session_info()
