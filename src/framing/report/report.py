"""Report a study on one page: figures and tables by question, reading views, limitations, provenance and citation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from framing.errors import BadInput
from framing.models import GENERAL_NAME
from framing.plotting import LEAST_SLOTS, View, counted
from framing.report.contents import Contents, contents_of
from framing.report.html import Article, Block, Facts, Listing, Picture, Points, Section, Table, Text, report_page
from framing.report.manuscript import cited
from framing.report.reader.view import read
from framing.schema import ALL, STRATA, VOICES
from framing.study import (
    LOCK,
    RECORD,
    Study,
    compared_plan,
    deviations,
    edited_plan,
    in_print,
    model,
    neutral_wordings,
    packages,
    published,
    read_lock,
    read_preregistration,
    results_now,
)
from framing.tables import rows, sha256_of, write_text

if TYPE_CHECKING:
    from framing.plotting import Drawing
    from framing.report.paper_tables import PrintedTable

PIXELS_PER_INCH = 96
COLUMNS = {"outlet": "outlet", "title": "title", "date": "date", "language_chain": "language", "n_chars": "characters"}
SIGNIFICANT = 0.05
NO_CODES = "This study has no coded sentences."
NO_SCORES = (
    "This study has no published classifier scores. framing build computes them if study.toml names codes and an "
    "encoder."
)


@dataclass(frozen=True)
class _Chapter:
    """A question with the figures and tables that answer it, and a sentence for studies that have none of them."""

    key: str
    title: str
    lead: str
    figures: tuple[str, ...]
    tables: tuple[str, ...]
    otherwise: str

    def section(self, contents: Contents, svgs: Mapping[str, bytes]) -> Section:
        """Return the chapter with the figures and tables that the study has."""
        drawings = {drawing.name: drawing for drawing in contents.drawings}
        tables = {table.name: table for table in contents.printed}
        shown = [name for name in self.figures if name in drawings and name not in GLANCE]
        blocks: list[Block] = [_picture(drawings[name], svgs[name]) for name in shown]
        blocks += [_printed(tables[name]) for name in self.tables if name in tables and len(tables[name].body)]
        return Section(self.key, self.title, [Text(self.lead), *blocks] if blocks else [Text(self.otherwise)])


CHAPTERS = (
    _Chapter(
        "names",
        "Naming",
        "A naming slot is a place where the writer named a target in the outlet’s own voice. The naming rate is the "
        "share of slots with a loaded name.",
        ("naming", "naming_rates", "outlet_rates", "naming_by_group", "naming_over_time", "change"),
        ("naming_rates", "differences"),
        "The lexicon matches no mention of a target.",
    ),
    _Chapter(
        "voices",
        "Voice and shared content",
        "Twins are sentences of different texts that state the same proposition. Differences in wording between twins "
        "hold the content constant.",
        ("voice", "sources", "propositions"),
        ("collation", "proposition_differences", "who_calls_whom"),
        "The texts contain no sentences.",
    ),
    _Chapter(
        "coded",
        "Coded loadedness",
        "Coders judged each sentence out of context. Agreement is Krippendorff’s α.",
        ("coded_loadedness",),
        ("coded_loadedness", "reliability"),
        NO_CODES,
    ),
    _Chapter(
        "scored",
        "Classifier scores",
        "Each outlet has its own classifier, partially pooled towards one general model. Every sentence is scored by "
        "classifiers that were trained on other sentences.",
        ("own_words", "loadedness", "calibration", "transfer"),
        ("agreement",),
        NO_SCORES,
    ),
    _Chapter(
        "contrasts",
        "Contrasts between loaded and neutral wording",
        "Each loaded term is replaced by its neutral counterpart in its own sentence, which is then scored again. "
        "Controls show how much the score changes when one neutral term replaces another, and how much classifiers "
        "differ by chance.",
        ("mission",),
        ("contrasts_loadedness", "contrasts_outlet"),
        NO_SCORES,
    ),
    _Chapter(
        "firmness",
        "Robustness and power",
        "The same comparison under other analytic choices, and the differences that a study of this design can detect.",
        ("specifications", "power"),
        (),
        "This study has no comparison to vary.",
    ),
    _Chapter(
        "supplement",
        "Supplementary figures",
        "Where loaded words are in each text, the contrasts of all targets by all classifiers, which features make a "
        "sentence loaded for a classifier, and how much the results depend on the version of the lexicon.",
        ("positions", "contrasts", "lexicon_versions"),
        ("coefficients",),
        "This study has no supplementary figures.",
    ),
)


def _picture(drawing: Drawing, svg: bytes) -> Picture:
    width = drawing.figure.get_figwidth() * PIXELS_PER_INCH
    return Picture(svg, width, drawing.caption, drawing.alt, drawing.data)


def _printed(table: PrintedTable) -> Table:
    return Table(table.title, table.body, table.caption, table.numeric, table.group)


GLANCE = ("naming_rates", "propositions", "mission")  # the figures of the summary
FEW = 8  # rows or terms in a sentence
MOST = 12
NO_TEXTS = "The texts are not attached. framing report --texts FOLDER adds the annotated articles."
PRIVATE = "This page contains private texts in its reading views. Do not publish or share it."


def reading_views(study: Study) -> Section:
    """Return the reading views of the first articles, or a sentence on how to attach their texts."""
    attached = [article for article in study.articles["article_id"] if article in study.corpus.texts]
    if not attached:
        return Section("reading", "Reading views", [Text(NO_TEXTS)])
    blocks: list[Block] = [Text(PRIVATE, "warning")] if holds_private(study) else []
    blocks += [Article(Markup(read(study, article).html)) for article in attached[:MOST]]  # noqa: S704, from a template
    if len(attached) > MOST:
        blocks.append(Text(f"{len(attached) - MOST} more articles: fr.read(study, ARTICLE_ID) shows each."))
    return Section("reading", "Reading views", blocks)


def holds_private(study: Study) -> bool:
    """Return whether a report of the study would show texts that are not public."""
    return bool(study.corpus.texts) and not study.paths["texts"]


def write_report(study: Study, path: str | Path) -> Path:
    """Write a study as one self-contained HTML page to read or print; it quotes texts if they are attached.

    The page has the articles, lexicon, figures and tables by question, reading views if texts are attached,
    limitations, provenance and citation. Its figures and tables are identical to those of ``make figures``.

    Parameters
    ----------
    study : Study
        Study to report. Its published tables are used if it has any; otherwise results are computed from its texts. If
        private texts are attached, the page shows them and warns against publication.
    path : str or Path
        HTML file to write.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    BadInput
        If the study has no articles, neither published tables nor texts, or tables computed from other inputs.

    Examples
    --------
    >>> import framing as fr
    >>> page = fr.write_report(fr.demo(), "build/demo/report.html")  # doctest: +SKIP
    """
    path = Path(path)
    write_text(path, report_of(study))
    return path


def report_of(study: Study) -> str:
    """Return the report as HTML; the same study gives the same bytes."""
    if study.articles.empty:
        raise BadInput(f"{study.path('articles')} has no rows. Run `framing ingest ARTICLES` to add articles.")
    source = published(study) if _is_published(study) or not study.texts else study
    contents = contents_of(source)
    svgs = {drawing.name: drawing.rendered("svg") for drawing in contents.drawings}
    sections = [
        at_a_glance(contents, svgs),
        articles(source, contents.view),
        lexicon(source),
        *preregistration(source),
        *(chapter.section(contents, svgs) for chapter in CHAPTERS),
        reading_views(study),
        limits(source, contents),
        provenance(source, svgs),
        _how_to_cite(source, contents),
    ]
    subtitle = f"{study.name} · framing {version('framing')} · lexicon {study.lexicon.version}"
    warning = PRIVATE if holds_private(study) else ""
    return report_page(study.title, subtitle, _summary(source, contents), sections, warning)


def at_a_glance(contents: Contents, svgs: Mapping[str, bytes]) -> Section:
    """Return the findings in a few plain sentences with their counts, and three figures."""
    sentences = [_names(contents), _omissions(contents), _own_words(contents), _heard_terms(contents)]
    drawings = {drawing.name: drawing for drawing in contents.drawings}
    pictures = [_picture(drawings[name], svgs[name]) for name in GLANCE if name in drawings]
    return Section("glance", "At a glance", [Points([one for one in sentences if one]), *pictures])


def _names(contents: Contents) -> str:
    """Return how many names of the targets are loaded in each row's own words, and which loaded name is the first."""
    view, choices = contents.view, contents.results["naming_choices"]
    own = view.with_rows(choices[(choices["voice"] == "outlet") & choices["target"].isin(view.targets)])
    slots = own.groupby("row")["n_slots"].sum()
    loaded = own[own["form"] == "loaded"]
    if loaded.empty:
        return f"In {counted(int(slots.sum()), 'mention')} of the targets in own words no name is loaded."
    counts = loaded.groupby("row")["n_slots"].sum().reindex(slots.index, fill_value=0)
    order = (counts / slots).sort_values(ascending=False, kind="stable").index[:FEW]
    terms = loaded.groupby("term")["n_slots"].sum().sort_values(ascending=False, kind="stable").head(FEW)
    shares = ", ".join(f"{view.names[row]} {counts[row]} of {slots[row]}" for row in order)
    named = ", ".join(f"“{term}” ({n})" for term, n in terms.items())
    return f"Loaded names among all mentions of the targets in own words: {shares}. The loaded names are {named}."


def _omissions(contents: Contents) -> str:
    """Return how many of the propositions that others state each row states."""
    table = contents.results.get("omissions")
    of_all = None if table is None else table[(table["proposition"] == ALL) & (table["n"] > 0)]
    if of_all is None or of_all.empty or len(of_all) > FEW:
        return ""
    names = contents.view.by_text.names
    shares = ", ".join(f"{names[row.article_id]} {row.n_stated} of {row.n}" for row in rows(of_all))
    return f"Of the propositions that at least two of the others state, each text states: {shares}."


def _own_words(contents: Contents) -> str:
    """Return in which rows the general model finds own words most and least loaded."""
    table = contents.results.get("loadedness_by_voice")
    own = None if table is None else table[(table["voice"] == "own words") & table["low"].notna()]
    if own is None or len(own) < 2:
        return ""
    ends = own.sort_values("estimate", kind="stable").iloc[[-1, 0]]
    most, least = (f"{contents.view.names[row.row]} ({_with_interval(row.estimate, row)})" for row in rows(ends))
    return f"By the general model, own words are most loaded in {most}, and least in {least}, as mean log-odds."


def _heard_terms(contents: Contents) -> str:
    """Return how much more loaded than a matched neutral word the general model finds the terms of the study."""
    table = contents.results.get("matched_placebos")
    if table is None:
        return ""
    of_model = table[(table["classifier"] == GENERAL_NAME) & (table["slots"] == "inserted")]
    view = contents.view
    parts = [
        f"“{view.words.get(term, term)}” {_with_interval(row.contrast, row)}"
        for term in view.terms
        for row in rows(of_model[of_model["pair_id"].str.startswith(f"{term}~") & of_model["low"].notna()].head(1))
    ]
    if not parts:
        return ""
    return (
        "The model's score of a loaded name put in place of a neutral one, minus that of a matched control word: "
        f"{', '.join(parts)}, in log-odds."
    )


def _with_interval(estimate: float, row: Any) -> str:
    number, ends = in_print((float(estimate),), None, "1"), in_print((float(row.low), float(row.high)), "to", "1")
    return f"{number}, 95 % interval {ends}"


def _is_published(study: Study) -> bool:
    return (study.path("derived") / RECORD).is_file()


def _summary(study: Study, contents: Contents) -> str:
    """Return the counts behind the figures in two sentences."""
    choices = contents.results["naming_choices"]
    own = choices[(choices["voice"] == "outlet") & choices["target"].isin(contents.view.targets)]
    slots, loaded = int(own["n_slots"].sum()), int(own.loc[own["form"] == "loaded", "n_slots"].sum())
    targets = ", ".join(contents.view.called(target) for target in contents.view.targets)
    return (
        f"{counted(len(study.articles), 'article')} from {counted(study.articles['outlet'].nunique(), 'outlet')} with "
        f"{counted(int((study.sentences['kind'] != 'boilerplate').sum()), 'sentence')}. In their own voice the outlets "
        f"name {targets} {counted(slots, 'time')}, {loaded} of them with a loaded name. {contents.view.scope}"
    )


def _how_to_cite(study: Study, contents: Contents) -> Section:
    lead = (
        "Cite the toolkit, the lexicon, codes and model by version and hash, and the methods behind the results used."
    )
    return Section("cite", "How to cite", [Text(lead), Listing(cited(study, contents.results.keys()))])


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
