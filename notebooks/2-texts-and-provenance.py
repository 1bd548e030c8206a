# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Texts and provenance: what is read, what is published, and how a number leads back to its text
#
# A text is read once, by offsets, and never changed. What is published of a private text are ids, offsets and labels. Hashes tie each number to the texts, terms and codes that it was made from.

# %% tags=["parameters"]
article, private = "freehadrel-1", "oboz"

# %%
import pandas as pd

import framing as fr

pd.set_option("display.max_columns", None)
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## 1. A corpus is a manifest and, where they are at hand, texts
# The demonstration corpus is ours and in full.

# %%
demo = fr.demo()
demo.corpus

# %% [markdown]
# The manifest says where each text comes from, through which languages it went, and what its bytes were.

# %%
manifest = demo.articles.assign(sha256=demo.articles["sha256"].str[:12] + "…")
manifest[["article_id", "outlet", "date", "language_chain", "evidence", "n_chars", "sha256"]].head(4)

# %% [markdown]
# The hash is of the text itself. Anybody who holds the file can check it without the toolkit; a text whose hash is another is not taken for this article.

# %%
from hashlib import sha256

text = demo.corpus.text(article)
stated = demo.articles.set_index("article_id").loc[article, "sha256"]
pd.Series({"stated": stated, "of the text": sha256(text.encode()).hexdigest()})

# %% [markdown]
# ## 2. What a careful reader should know of the texts
# Nothing is repaired silently. Three invented texts, one of them twice, one with a zero-width space inside a name:

# %%
names = ["one", "two", "three"]
texts = ["Tresk landed at noon.", "Tresk landed at noon.", "Tre\u200bsk left. He waved."]
delivered = pd.DataFrame({"article_id": names, "outlet": "Gazette", "text": texts})
fr.read_articles(delivered).issues

# %% [markdown]
# What cannot be read at all is refused, with the place and what was expected.

# %%
try:
    fr.read_articles(delivered.drop(columns="outlet"))
except fr.BadInput as error:
    print(error)

# %% [markdown]
# The demonstration has none of these issues. That says nothing of its content: a complete text may still be a bad copy.

# %%
len(demo.corpus.issues)

# %% [markdown]
# ## 3. Sentences, by kind
# A sentence is a start and an end, counted in characters. What a website leaves around an article is kept and marked as boilerplate, with the rule that said so; no rate counts it.

# %%
outlets = demo.sentences["article_id"].map(demo.articles.set_index("article_id")["outlet"])
pd.crosstab(outlets.rename("outlet"), demo.sentences["kind"])

# %%
left_over = demo.sentences.query("kind == 'boilerplate' and article_id == @article")
said = [text[row.start : row.end] for row in left_over.itertuples()]
left_over[["sentence_id", "start", "end", "kind_rule"]].assign(text=said)

# %% [markdown]
# The rules are data with an example each. What they miss is counted as the article's own text, and they were written with pages like these in view: look at the table above for a corpus of yours.
#
# ## 4. A text that may not be shared
# The case study has five real texts. Their manifest is public, they are not.

# %%
case = fr.open_study("../study.toml")
case.corpus

# %% [markdown]
# Whatever needs words asks for them in a sentence that says which file is wanted. Who has the files names their folder, `fr.open_study("study.toml", texts="folder")`; they are found by hash, whatever they are called.

# %%
try:
    case.corpus.text(private)
except fr.TextNotAvailable as error:
    print(error)

# %% [markdown]
# ## 5. What is published of it
# Offsets, ids, labels, numbers; no sentence of a text.

# %%
public = {path.name: pd.read_csv(path) for path in sorted(case.path("derived").glob("*.csv"))}
rows = [(name, len(table), ", ".join(table.columns[:7])) for name, table in public.items()]
pd.DataFrame(rows, columns=["table", "rows", "first columns"])

# %%
case.sentences.query("article_id == @private")[["sentence_id", "start", "end", "kind", "voice", "family_id"]].head(4)

# %% [markdown]
# Some words do come out: terms of the lexicon where they were found, names of those who are quoted (`source`), and titles in the manifest. Who holds no text can count and compare all of this again, and draw every figure. Whether a sentence was read rightly cannot be seen without its words.
#
# ## 6. From a number back to its text
# Beside the tables lies a record: hashes of what went in, of the code and of what came out. `framing verify` compares all of it with what is there now. For the published tables, inputs and outputs:

# %%
from framing.study import derived_now, read_provenance

record = read_provenance(case.path("derived") / "provenance.json")
now = derived_now(case, case.path("derived"))

# %%
differ = record.differences_of_files(now)
pd.Series({"inputs": len(record.inputs), "outputs": len(record.outputs), "differences": len(differ)})

# %% [markdown]
# None differs. What another lexicon and another text of one article would be told as:

# %%
from dataclasses import replace

changed = {"data/lexicon.csv": "0" * 64, f"text of {private}": "0" * 64}
record.differences_of_files(replace(now, inputs={**now.inputs, **changed}))

# %% [markdown]
# The record of the results says of each figure which files it was made from, so that a broken link names the figures that it feeds.

# %%
results = read_provenance(case.path("results") / "provenance.json")
made_from = {name: results.made_from[f"figures/{name}"] for name in ("naming", "naming_rates", "collation")}
pd.Series(made_from).explode().rename("made from").to_frame()

# %% [markdown]
# Equal hashes say that nothing was changed since. They do not say that it was right.
#
# ## 7. How to cite it
# `fr.cite(study)` gives BibTeX: toolkit, texts, lexicon, codes and model, each fixed by version or hash, then the methods that the results use. The first three entries:

# %%
entries = fr.cite(case).split("\n\n")
print("\n\n".join(entries[:3]), f"\n\n… and {len(entries) - 3} more")

# %%
fr.session_info()
