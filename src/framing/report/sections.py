"""Compose the report's sections on articles, lexicon, limitations and provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version

import pandas as pd

from framing.plotting import LEAST_SLOTS, View, counted
from framing.report.contents import Contents
from framing.report.html import Block, Facts, Listing, Points, Section, Table, Text
from framing.schema import STRATA, VOICES
from framing.study import (
    LOCK,
    Study,
    compared_plan,
    deviations,
    edited_plan,
    model,
    neutral_wordings,
    packages,
    read_lock,
    read_preregistration,
    results_now,
)
from framing.tables import sha256_of

COLUMNS = {"outlet": "outlet", "title": "title", "date": "date", "language_chain": "language", "n_chars": "characters"}
SIGNIFICANT = 0.05


def articles(study: Study, view: View) -> Section:
    """Return the section on the articles and the voice of their sentences."""
    sentences = study.sentences[study.sentences["kind"] != "boilerplate"]
    boilerplate = len(study.sentences) - len(sentences)
    lead = (
        f"{counted(len(study.articles), 'article')} from {counted(study.articles['outlet'].nunique(), 'outlet')} with "
        f"{counted(len(sentences), 'sentence')}. {counted(boilerplate, 'piece')} of boilerplate (bylines, menus, "
        "notices) excluded from all results."
    )
    return Section("texts", "Articles and sentences", [Text(lead), _articles(study, view), _voices(sentences, view)])


def _articles(study: Study, view: View) -> Table:
    names = view.by_text.names
    known = {column: name for column, name in COLUMNS.items() if column in study.articles}
    table = study.articles[list(known)].rename(columns=known).astype("str").replace("nan", "")
    if "language" in table:
        table["language"] = table["language"].str.replace(">", " → ")
    table.insert(0, "text", [names.get(article, article) for article in study.articles["article_id"]])
    if (table["text"] == table["outlet"]).all():
        table = table.drop(columns="text")
    translated = "language" in table and table["language"].str.contains("→").any()
    note = "Language: original → language of the text analysed." if translated else ""
    return Table("Articles", table, note, ("characters",))


def _voices(sentences: pd.DataFrame, view: View) -> Table:
    """Return sentence counts by voice, one row per text or outlet."""
    table = sentences.assign(row=sentences["article_id"].map(view.row_of), twin=_with_twin(sentences))
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
        "Narrator: the outlet’s own words. Indirect: reported speech. Quote: within quotation marks. Mixed: both. With "
        "a full twin: a sentence of another text states the same proposition."
    )
    columns = [view.unit, "sentences", *VOICES, "with a full twin"]
    return Table("Number of sentences by voice", pd.DataFrame(lines, columns=columns), note, columns[1:])


def _with_twin(sentences: pd.DataFrame) -> pd.Series[bool]:
    """Return whether each sentence has a family that spans several articles."""
    several = sentences.groupby("family_id")["article_id"].transform("nunique") > 1
    return several & (sentences["family_id"] != "")


def lexicon(study: Study) -> Section:
    """Return the section on the lexicon and its loaded terms in the texts."""
    terms = study.lexicon.terms
    loaded = study.occurrences[study.occurrences["form"] == "loaded"]
    n_loaded = int((terms["form"] == "loaded").sum())
    facts = {
        "version": study.lexicon.version,
        "terms": f"{len(terms)}, {n_loaded} of them loaded, with {len(study.lexicon.pairs)} neutral counterparts",
        "targets": ", ".join(study.lexicon.targets),
        "matches": f"{counted(len(study.occurrences), 'occurrence')}, {len(loaded)} of them loaded",
        "SHA-256": study.lexicon.sha256,
    }
    terms_found: Block = (
        Text("The texts contain no loaded term of the lexicon.")
        if loaded.empty
        else _terms_found(study, loaded, n_loaded)
    )
    return Section("lexicon", "Lexicon", [Facts(facts), terms_found])


def _terms_found(study: Study, loaded: pd.DataFrame, n_loaded: int) -> Table:
    """Return loaded terms with their neutral wordings and counts by voice, most frequent first."""
    counts = loaded.groupby(["term_id", "stratum"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(STRATA), fill_value=0)
    counts = counts.assign(all=counts.sum(axis=1)).sort_values(["all", "term_id"], ascending=[False, True])
    neutral = neutral_wordings(study.lexicon)
    terms = study.lexicon.terms.set_index("term_id").loc[counts.index]
    body = pd.DataFrame(
        {
            "loaded term": terms["term"],
            "target": terms["target"],
            "kind": terms["kind"],
            "neutral wording": counts.index.map(lambda term: neutral.get(term, "")),
            "own words": counts["own"],
            "paraphrase": counts["paraphrase"],
            "quotation": counts["quotation"],
        }
    )
    note = (
        "Own words: the outlet’s. Paraphrase: attributed to a source, without quotation marks. Quotation: in marks. "
        f"{n_loaded - len(body)} further loaded terms of the lexicon do not occur."
    )
    return Table("Number of occurrences of loaded terms", body, note, ("own words", "paraphrase", "quotation"))


UNCHECKED = (
    "The other parts of the plan, such as hypotheses, exclusions and what would falsify them, are not checked by a "
    "machine."
)
NOT_FROZEN = "study.toml names a preregistration, but no plan is frozen. framing preregister freezes it."


def preregistration(study: Study) -> list[Section]:
    """Return the section on the frozen plan and the deviations from it; none if study.toml names no plan."""
    frozen, items = read_preregistration(study), compared_plan(study)
    if frozen is None or items is None:
        return [Section("plan", "Preregistration", [Text(NOT_FROZEN)])] if study.paths["preregistration"] else []
    when = f"on {frozen.date}, after results existed (late)" if frozen.late else f"on {frozen.date}"
    name = frozen.plan.relative_to(study.root)
    differing = deviations(study)
    facts = {
        "frozen": when,
        "plan, SHA-256": f"{frozen.declared['plan_sha256']} ({name}, above the heading Deviations)",
        "frozen items, SHA-256": f"{sha256_of(frozen.file)} ({frozen.file.relative_to(study.root)})",
    }
    outcome = (
        f"{len(differing)} of the {len(items)} machine-checked items differ from the plan, "
        f"{int((differing['explained'] == '').sum())} of them without a reason in its table of deviations."
        if len(differing)
        else f"None of the {len(items)} machine-checked items differs from the plan."
    )
    lead = f"The plan of this study ({name}) was frozen {when}. {outcome} {UNCHECKED}"
    blocks: list[Block] = [Text(lead), *(Text(f"{one}.", "warning") for one in edited_plan(study)), Facts(facts)]
    if len(differing):
        blocks.append(Table("Deviations from the plan, by machine", differing, "Explained: the authors’ reason."))
    if frozen.plan.is_file() and len(frozen.reported):
        blocks.append(Table("Deviations that the authors report", frozen.reported, f"From {name}."))
    as_declared = items["now"].where(items["declared"] != items["now"], "as declared")
    declared = items[["item", "declared"]].assign(now=as_declared)
    return [Section("plan", "Preregistration", [*blocks, Table("Machine-checked items of the plan", declared)])]


def limits(study: Study, contents: Contents) -> Section:
    """Return the section on what bounds the conclusions, one sentence per fact."""
    points = [*_design(contents), *_shared(study), *_small(contents), *_judges(study, contents)]
    return Section("limits", "Limitations", [Points(points)])


def _design(contents: Contents) -> Iterator[str]:
    yield contents.view.scope
    attainable = contents.results["differences"]["smallest_reachable_p"].dropna()
    if len(attainable):
        least = float(attainable.min())
        why = "so it cannot distinguish outlets from chance" if least > SIGNIFICANT else "before any test is run"
        yield f"The smallest p-value that this design can attain is {least:.2g}, {why}."
    yield "Each caption states the scope of its intervals: these texts, or outlets with at least three texts each."


def _shared(study: Study) -> Iterator[str]:
    sentences = study.sentences[study.sentences["kind"] != "boilerplate"]
    if sentences.empty:
        yield "The texts contain no sentences."
        return
    overlapping = sentences["sentence_id"].isin([*study.alignments["sentence_a"], *study.alignments["sentence_b"]])
    yield (
        f"Shared copy: {_with_twin(sentences).mean():.0%} of {len(sentences)} sentences have a full twin in another "
        f"text, {overlapping.mean():.0%} a full or partial one. The texts are not independent samples of their outlets."
    )


def _small(contents: Contents) -> Iterator[str]:
    rates = contents.view.rates(contents.results["estimates"])
    few = int(rates["muted"].sum() + (rates["n_slots"] == 0).sum())
    if few:
        yield f"{few} of {len(rates)} naming rates have fewer than {LEAST_SLOTS} slots; they are drawn thin and grey."


def _judges(study: Study, contents: Contents) -> Iterator[str]:
    yield (
        "The lexicon defines which terms are loaded. It reflects the judgement of its authors and omits wording that "
        "it does not list."
    )
    yield _who_coded(study)
    if "sentence_scores" in contents.results:
        yield (
            "A classifier score describes the wording of one sentence. It is not a verdict on an outlet, article or "
            "person, and does not assess whether the sentence is true."
        )


def _who_coded(study: Study) -> str:
    if not study.codes:
        return "No coder has validated the terms that the lexicon lists as loaded."
    return study.coders or f"Coders: {', '.join(study.codes.coders)}. study.toml does not describe them (coders)."


COMMANDS = """\
framing build --texts FOLDER   # sentences, terms, twins and scores from the texts
framing publish                # replace the published tables
framing figures                # results, tables and figures; needs no texts
framing report                 # this page
framing verify                 # compare published files with inputs and code"""


def provenance(study: Study, svgs: Mapping[str, bytes]) -> Section:
    """Return the section on inputs, code, versions, seed and commands."""
    record = results_now(study, [])
    values = {
        "seed": study.seed,
        "toolkit": f"framing {version('framing')}",
        "code, SHA-256": record.code,
        "general model, SHA-256": model()["weights"],
        "packages": ", ".join(f"{name} {installed}" for name, installed in packages().items()),
        **_published_figures(study, svgs),
    }
    inputs = pd.DataFrame(list(record.inputs.items()), columns=["file", "SHA-256"])
    table = Table("Inputs of this report", inputs, "Paths are relative to the study.")
    commands: list[Block] = [Text("To reproduce this page, run in the folder of the study:"), Listing(COMMANDS)]
    return Section("provenance", "Provenance", [Facts(values), table, *commands])


def _published_figures(study: Study, svgs: Mapping[str, bytes]) -> dict[str, str]:
    """Return how many figures are identical to the published ones, if there are any."""
    folder = study.path("figures")
    if not (folder / LOCK).is_file():
        return {}
    lock = read_lock(folder)
    equal = sum(lock.files.get(f"{name}.svg") == sha256(svg).hexdigest() for name, svg in svgs.items())
    drawn = f"{equal} of {len(svgs)} identical to those listed in {LOCK}"
    return {"figures": drawn, "figures drawn with": ", ".join(f"{name} {it}" for name, it in lock.environment.items())}
