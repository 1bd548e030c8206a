"""Texts: what was read, article by article, and in whose voice its sentences are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version

import pandas as pd

from framing.plotting import LEAST_SLOTS, View, counted
from framing.report.contents import Contents
from framing.report.html import Facts, Listing, Points, Section, Table, Text
from framing.schema import VOICES
from framing.study import LOCK, Study, model, neutral_wordings, packages, read_lock, results_now

COLUMNS = {"outlet": "outlet", "title": "title", "date": "date", "language_chain": "language", "n_chars": "characters"}


def what_was_read(study: Study, view: View) -> Section:
    """The articles, and their sentences by voice."""
    found = study.sentences[study.sentences["kind"] != "boilerplate"]
    boilerplate = len(study.sentences) - len(found)
    told = (
        f"{counted(len(study.articles), 'article')} of {counted(study.articles['outlet'].nunique(), 'outlet')}, with "
        f"{counted(len(found), 'sentence')}; {counted(boilerplate, 'piece')} of boilerplate (bylines, menus, notices) "
        "left out of all that follows."
    )
    return Section("texts", "What was read", [Text(told), _articles(study, view), _voices(found, view)])


def _articles(study: Study, view: View) -> Table:
    """A row an article: where it comes from, and where it goes by a chain of languages."""
    names = view.by_text.names
    known = {column: name for column, name in COLUMNS.items() if column in study.articles}
    table = study.articles[list(known)].rename(columns=known).astype("str").replace("nan", "")
    if "language" in table:
        table["language"] = table["language"].str.replace(">", " → ")
    table.insert(0, "text", [names.get(article, article) for article in study.articles["article_id"]])
    if (table["text"] == table["outlet"]).all():
        table = table.drop(columns="text")
    return Table("The articles", table, _chain_note(table), ("characters",))


def _chain_note(table: pd.DataFrame) -> str:
    """What arrows between languages mean, where there are any."""
    translated = "language" in table and table["language"].str.contains("→").any()
    return "Language: from that in which it was written to that in which it was read." if translated else ""


def _voices(sentences: pd.DataFrame, view: View) -> Table:
    """A row a text or outlet: its sentences by whose words they are, and those that repeat another text's."""
    several = sentences.groupby("family_id")["article_id"].transform("nunique") > 1
    table = sentences.assign(
        row=sentences["article_id"].map(view.row_of), twin=several & (sentences["family_id"] != "")
    )
    lines = [
        {
            view.unit: view.names[row],
            "sentences": len(of_row),
            **{voice: int((of_row["voice"] == voice).sum()) for voice in VOICES},
            "with a full twin": int(of_row["twin"].sum()),
        }
        for row in view.order
        for of_row in [table[table["row"] == row]]
    ]
    note = (
        "Narrator: the writer’s own words; indirect: in a reporting clause; quote: in quotation marks; mixed: both. "
        "With a full twin: a sentence of another text states the same."
    )
    columns = [view.unit, "sentences", *VOICES, "with a full twin"]
    return Table("Sentences by voice, n", pd.DataFrame(lines, columns=columns), note, columns[1:])


SIGNIFICANT = 0.05


def limits(study: Study, contents: Contents) -> Section:
    """Facts that bound every conclusion, a sentence each."""
    found = [*_design(contents), *_shared(study), *_small(contents), *_judges(study, contents)]
    return Section("limits", "Limits", [Points(found)])


def _design(contents: Contents) -> Iterator[str]:
    """Texts an outlet, and the smallest p that they can reach."""
    yield contents.view.scope
    reachable = contents.results["differences"]["smallest_reachable_p"].dropna()
    if len(reachable):
        least = float(reachable.min())
        why = (
            "so that no difference between outlets can be told from chance"
            if least > SIGNIFICANT
            else "before any test"
        )
        yield f"The smallest p that a comparison of this design can reach is {least:.2g}, {why}."
    yield "Intervals are about what each caption says: these texts, or outlets where each has three texts or more."


def _shared(study: Study) -> Iterator[str]:
    """How many sentences are not independent of another text."""
    sentences = study.sentences[study.sentences["kind"] != "boilerplate"]
    if sentences.empty:
        yield "No sentence was found in the texts."
        return
    full = sentences.groupby("family_id")["article_id"].transform("nunique").gt(1) & (sentences["family_id"] != "")
    any_overlap = sentences["sentence_id"].isin([*study.alignments["sentence_a"], *study.alignments["sentence_b"]])
    yield (
        f"Shared copy: {full.mean():.0%} of {len(sentences)} sentences state in full what a sentence of another text "
        f"states, {any_overlap.mean():.0%} in full or in part. Such texts are not independent samples of their outlets."
    )


def _small(contents: Contents) -> Iterator[str]:
    """How many rates rest on few slots."""
    rates = contents.view.rates(contents.results["estimates"])
    few = int(rates["muted"].sum() + (rates["n_slots"] == 0).sum())
    if few:
        yield (
            f"Of {len(rates)} naming rates {few} rest on fewer than {LEAST_SLOTS} slots or on none; they are drawn "
            "thin and grey."
        )


def _judges(study: Study, contents: Contents) -> Iterator[str]:
    """Who decided what is loaded."""
    yield (
        "What counts as loaded is the lexicon’s, a judgement of those who made it; another lexicon finds other words. "
        "Wording that no term lists is not counted."
    )
    yield _who_coded(study)
    if "sentence_scores" in contents.results:
        yield (
            "A score of a classifier is about the wording of one sentence. It is no verdict on an outlet, an article "
            "or a person, and says nothing of whether a sentence is true."
        )


def _who_coded(study: Study) -> str:
    """Whose codes the study has, in a sentence."""
    if not study.codes:
        return "No coder has checked what the lexicon calls loaded."
    return study.coders or f"Coders are {', '.join(study.codes.coders)}; study.toml does not say who they are (coders)."


COMMANDS = """\
framing build --texts FOLDER   # sentences, terms, twins and scores, from the texts
framing publish                # move them over the published tables
framing figures                # results, tables and figures; needs no text
framing report                 # this page
framing verify                 # is what is published what is here?"""


def provenance(study: Study, svgs: Mapping[str, bytes]) -> Section:
    """Inputs and code by hash, versions, seed, commands."""
    record = results_now(study, [])
    told = {
        "seed": study.seed,
        "toolkit": f"framing {version('framing')}",
        "code, SHA-256": record.code,
        "general model, SHA-256": model()["weights"],
        "packages": ", ".join(f"{name} {installed}" for name, installed in packages().items()),
        **_published_figures(study, svgs),
    }
    inputs = pd.DataFrame(list(record.inputs.items()), columns=["file", "SHA-256"])
    return Section(
        "provenance",
        "Provenance",
        [
            Facts(told),
            Table("What the report was made from", inputs, "Files by their place in the study."),
            Text("The commands, in the folder of the study:"),
            Listing(COMMANDS),
        ],
    )


def _published_figures(study: Study, svgs: Mapping[str, bytes]) -> dict[str, str]:
    """How many of the figures are to the byte those that are published, where any are."""
    folder = study.path("figures")
    if not (folder / LOCK).is_file():
        return {}
    lock = read_lock(folder)
    equal = sum(lock.files.get(f"{name}.svg") == sha256(svg).hexdigest() for name, svg in svgs.items())
    drawn = f"{equal} of {len(svgs)} are to the byte those that {LOCK} names"
    return {"figures": drawn, "figures drawn with": ", ".join(f"{name} {it}" for name, it in lock.environment.items())}


def lexicon(study: Study) -> Section:
    """The lexicon by version and hash, and its loaded terms that stand in the texts."""
    terms = study.lexicon.terms
    loaded = study.occurrences[study.occurrences["form"] == "loaded"]
    n_loaded = int((terms["form"] == "loaded").sum())
    facts = {
        "version": study.lexicon.version,
        "terms": f"{len(terms)}, of them {n_loaded} loaded, with {len(study.lexicon.pairs)} neutral counterparts",
        "targets": ", ".join(study.lexicon.targets),
        "found": f"{counted(len(study.occurrences), 'occurrence')} of terms, {len(loaded)} of them loaded",
        "SHA-256": study.lexicon.sha256,
    }
    if loaded.empty:
        return Section(
            "lexicon", "The lexicon", [Facts(facts), Text("No loaded term of the lexicon stands in the texts.")]
        )
    return Section("lexicon", "The lexicon", [Facts(facts), _terms_found(study, loaded, n_loaded)])


def _terms_found(study: Study, loaded: pd.DataFrame, n_loaded: int) -> Table:
    """Loaded terms with their neutral wordings and how often each stands in whose voice, the most frequent first."""
    counts = loaded.groupby(["term_id", "voice_of_term"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["outlet", "source"], fill_value=0)
    counts = counts.assign(all=counts.sum(axis=1)).sort_values(["all", "term_id"], ascending=[False, True])
    neutral = neutral_wordings(study.lexicon)
    found = study.lexicon.terms.set_index("term_id").loc[counts.index]
    body = pd.DataFrame(
        {
            "loaded term": found["term"],
            "target": found["target"],
            "kind": found["kind"],
            "neutral wording": counts.index.map(lambda term: neutral.get(term, "")),
            "own voice": counts["outlet"],
            "a source’s": counts["source"],
        }
    )
    note = (
        "Own voice: the writer’s; a source’s: in quotation marks, or a loaded name that a source is reported to have "
        f"used. {n_loaded - len(body)} loaded terms of the lexicon stand in no text."
    )
    return Table("Loaded terms that were found, n", body, note, ("own voice", "a source’s"))
