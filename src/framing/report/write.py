"""Write: a study as one page."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from framing import __version__
from framing.chain import RECORD, published
from framing.citing import cited
from framing.edition import Contents, contents_of
from framing.errors import BadInput
from framing.figures.view import counted
from framing.files import write_text
from framing.reader.page import SCRIPT, STYLE
from framing.report.chapters import CHAPTERS
from framing.report.limits import limits
from framing.report.page import Listing, Section, Text, body
from framing.report.provenance import provenance
from framing.report.terms import lexicon
from framing.report.texts import what_was_read
from framing.report.views import PRIVATE, holds_private, reading_views
from framing.reporting.closed_page import closed_page
from framing.study import Study

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
    counted_on = published(study) if is_published(study) or not study.texts else study
    contents = contents_of(counted_on)
    svgs = {drawing.name: drawing.rendered("svg") for drawing in contents.drawings}
    sections = [
        what_was_read(counted_on, contents.view),
        lexicon(counted_on),
        *(chapter.section(contents, svgs) for chapter in CHAPTERS),
        reading_views(study),
        limits(counted_on, contents),
        provenance(counted_on, svgs),
        how_to_cite(counted_on, contents),
    ]
    by = f"{study.name} · framing {__version__} · lexicon {study.lexicon.version}"
    warning = PRIVATE if holds_private(study) else ""
    content = body(study.title, by, summary(counted_on, contents), sections, warning)
    script = SCRIPT if study.corpus.texts else ""
    return closed_page(study.title, content, style=SHEET.read_text(encoding="utf-8") + STYLE, script=script)


def is_published(study: Study) -> bool:
    """Whether the study has derived tables with their record."""
    return (study.path("derived") / RECORD).is_file()


def summary(study: Study, contents: Contents) -> str:
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


def how_to_cite(study: Study, contents: Contents) -> Section:
    """What to cite, as BibTeX."""
    lead = (
        "Cite the toolkit with the lexicon, codes and model by version and hash, and the methods that the results use."
    )
    return Section("cite", "How to cite", [Text(lead), Listing(cited(study, contents.results.keys()))])
