"""Write: a study as one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from framing.display import closed_page
from framing.errors import BadInput
from framing.plotting import counted
from framing.report.citation import cited
from framing.report.contents import Contents, contents_of
from framing.report.html import Block, Fragment, Listing, Picture, Section, Table, Text, body
from framing.report.reader.view import SCRIPT, STYLE, read
from framing.report.sections import lexicon, limits, provenance, what_was_read
from framing.study import RECORD, Study, published
from framing.tables import write_text

if TYPE_CHECKING:
    from framing.plotting import Drawing
    from framing.report.tables import PrintedTable

PIXELS_AN_INCH = 96
NO_CODES = "Nobody has coded the sentences of this study, so that nothing is said here of what people find loaded."
NO_SCORES = (
    "No scores of classifiers are published with this study, so that nothing is said here of what they make of its "
    "sentences. framing build makes them where the study has codes and an encoder in study.toml."
)


@dataclass(frozen=True)
class _Chapter:
    """A question, the figures and printed tables that answer it, and why there may be none."""

    key: str
    title: str
    lead: str
    figures: tuple[str, ...]
    tables: tuple[str, ...]
    otherwise: str

    def section(self, contents: Contents, svgs: Mapping[str, bytes]) -> Section:
        """The chapter as far as the study has its results."""
        drawings = {drawing.name: drawing for drawing in contents.drawings}
        tables = {table.name: table for table in contents.printed}
        blocks: list[Block] = [_picture(drawings[name], svgs[name]) for name in self.figures if name in drawings]
        blocks += [_printed(tables[name]) for name in self.tables if name in tables and len(tables[name].body)]
        return Section(self.key, self.title, [Text(self.lead), *blocks] if blocks else [Text(self.otherwise)])


CHAPTERS = (
    _Chapter(
        "names",
        "Which names are taken",
        "A naming slot is a place where the writer, in own voice, had to name a target. The naming rate is the "
        "share of slots in which a loaded name was taken.",
        ("naming", "naming_rates", "positions", "lexicon_versions"),
        ("naming_rates", "differences"),
        "The lexicon found no place where a target is named.",
    ),
    _Chapter(
        "voices",
        "Whose words, and what is shared",
        "A sentence that states what a sentence of another text states is its twin. What twins word otherwise is the "
        "nearest that texts of one event come to a comparison of like with like.",
        ("voice", "collation", "propositions"),
        ("proposition_differences",),
        "No sentence has been found.",
    ),
    _Chapter(
        "coded",
        "What coders find loaded",
        "Coders judged each sentence by itself. Agreement is Krippendorff’s α.",
        ("coded_loadedness",),
        ("coded_loadedness", "reliability"),
        NO_CODES,
    ),
    _Chapter(
        "scored",
        "What classifiers find loaded",
        "Each outlet has a classifier of its own, a shift of one general model. Every sentence is scored by "
        "classifiers that learnt from other sentences.",
        ("loadedness", "calibration", "transfer", "coefficients"),
        ("agreement",),
        NO_SCORES,
    ),
    _Chapter(
        "contrasts",
        "What a loaded word does to a score",
        "A loaded term gives place to its neutral counterpart in its own sentence, and the sentence is scored again. "
        "Beside this contrast stand what one neutral word for another does, and how far classifiers differ by chance.",
        ("contrasts", "mission", "outlet_contrasts"),
        ("contrasts_loadedness", "contrasts_outlet"),
        NO_SCORES,
    ),
    _Chapter(
        "firmness",
        "How firm the results are",
        "The same comparison under other choices of the analyst, and what a study of this design can find.",
        ("specifications", "power"),
        (),
        "There is no comparison to vary.",
    ),
)


def _picture(drawing: Drawing, svg: bytes) -> Picture:
    """A figure as it was rendered, as wide as in print."""
    width = drawing.figure.get_figwidth() * PIXELS_AN_INCH
    return Picture(svg, width, drawing.caption, drawing.alt, drawing.data)


def _printed(table: PrintedTable) -> Table:
    """A printed table, with the cells that its own files have."""
    return Table(table.title, table.body, table.caption, table.numeric, table.group)


MOST = 12
NO_TEXTS = "No texts are attached. With them (framing report --texts FOLDER) the articles can be read here, marked."
PRIVATE = "This page holds private texts, in its reading views: do not publish it, and do not pass it on."


def reading_views(study: Study) -> Section:
    """The first articles as they read, or how to attach their texts."""
    there = [article for article in study.articles["article_id"] if article in study.corpus.texts]
    if not there:
        return Section("reading", "Reading views", [Text(NO_TEXTS)])
    blocks: list[Block] = [Text(PRIVATE, "warning")] if holds_private(study) else []
    blocks += [Fragment(read(study, article).html) for article in there[:MOST]]
    if len(there) > MOST:
        blocks.append(Text(f"{len(there) - MOST} more articles are not shown; fr.read(study, ARTICLE_ID) shows each."))
    return Section("reading", "Reading views", blocks)


def holds_private(study: Study) -> bool:
    """Whether a report of the study shows texts that are not public."""
    return bool(study.corpus.texts) and not study.paths["texts"]


SHEET = files("framing.report") / "page.css"


def write_report(study: Study, path: str | Path) -> Path:
    """Write all of a study as one page of HTML that needs nothing else: to read, to print, to send to a co-author.

    What was read, lexicon, figures and tables by the question that they answer, reading views where texts are attached,
    limits, provenance, how to cite. Figures and tables are those of ``make figures``, to the byte.

    Parameters
    ----------
    study
        the study. Its published tables are read where it has any, else it is computed from its texts. Where private
        texts are attached, the page shows them and says that it may not be published.
    path
        the file to write.

    Returns
    -------
    Path
        the file.

    Raises
    ------
    BadInput
        when there is nothing to report: no articles, neither published tables nor texts, or tables that were made from
        other inputs.

    Examples
    --------
    >>> import framing as fr
    >>> page = fr.write_report(fr.demo(), "build/demo/report.html")  # doctest: +SKIP
    """
    path = Path(path)
    write_text(path, report_of(study))
    return path


def report_of(study: Study) -> str:
    """The page; the same study gives the same bytes."""
    if study.articles.empty:
        raise BadInput(f"{study.path('articles')} has no row, so there is nothing to report; framing ingest ARTICLES.")
    counted_on = published(study) if _is_published(study) or not study.texts else study
    contents = contents_of(counted_on)
    svgs = {drawing.name: drawing.rendered("svg") for drawing in contents.drawings}
    sections = [
        what_was_read(counted_on, contents.view),
        lexicon(counted_on),
        *(chapter.section(contents, svgs) for chapter in CHAPTERS),
        reading_views(study),
        limits(counted_on, contents),
        provenance(counted_on, svgs),
        _how_to_cite(counted_on, contents),
    ]
    by = f"{study.name} · framing {version('framing')} · lexicon {study.lexicon.version}"
    warning = PRIVATE if holds_private(study) else ""
    content = body(study.title, by, _summary(counted_on, contents), sections, warning)
    script = SCRIPT if study.corpus.texts else ""
    return closed_page(study.title, content, style=SHEET.read_text(encoding="utf-8") + STYLE, script=script)


def _is_published(study: Study) -> bool:
    """Whether the study has derived tables with their record."""
    return (study.path("derived") / RECORD).is_file()


def _summary(study: Study, contents: Contents) -> str:
    """What the study holds, in the counts that its figures draw."""
    choices = contents.results["naming_choices"]
    own = choices[(choices["voice"] == "outlet") & choices["target"].isin(contents.view.targets)]
    slots, loaded = int(own["n_slots"].sum()), int(own.loc[own["form"] == "loaded", "n_slots"].sum())
    targets = ", ".join(contents.view.called(target) for target in contents.view.targets)
    return (
        f"{counted(len(study.articles), 'article')} of {counted(study.articles['outlet'].nunique(), 'outlet')}, "
        f"{counted(int((study.sentences['kind'] != 'boilerplate').sum()), 'sentence')}, "
        f"{counted(slots, 'place')} where the writer had to name {targets}, {loaded} of them with a loaded name. "
        f"{contents.view.scope}"
    )


def _how_to_cite(study: Study, contents: Contents) -> Section:
    """What to cite, as BibTeX."""
    lead = (
        "Cite the toolkit with the lexicon, codes and model by version and hash, and the methods that the results use."
    )
    return Section("cite", "How to cite", [Text(lead), Listing(cited(study, contents.results.keys()))])
