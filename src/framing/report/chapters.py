"""Chapters: the figures and tables of a study by the question that they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framing.edition import Contents
from framing.report.page import Block, Picture, Section, Table, Text

if TYPE_CHECKING:
    from framing.plots.style import Drawing
    from framing.reporting.tables import PrintedTable

PIXELS_AN_INCH = 96
NO_CODES = "Nobody has coded the sentences of this study, so that nothing is said here of what people find loaded."
NO_SCORES = (
    "No scores of classifiers are published with this study, so that nothing is said here of what they make of its "
    "sentences. framing build makes them where the study has codes and an encoder in study.toml."
)


@dataclass(frozen=True)
class Chapter:
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
        blocks: list[Block] = [picture(drawings[name], svgs[name]) for name in self.figures if name in drawings]
        blocks += [printed(tables[name]) for name in self.tables if name in tables and len(tables[name].body)]
        return Section(self.key, self.title, [Text(self.lead), *blocks] if blocks else [Text(self.otherwise)])


CHAPTERS = (
    Chapter(
        "names",
        "Which names are taken",
        "A naming slot is a place where the writer, in own voice, had to name a target. The naming rate is the "
        "share of slots in which a loaded name was taken.",
        ("naming", "naming_rates", "positions", "lexicon_versions"),
        ("naming_rates", "differences"),
        "The lexicon found no place where a target is named.",
    ),
    Chapter(
        "voices",
        "Whose words, and what is shared",
        "A sentence that states what a sentence of another text states is its twin. What twins word otherwise is the "
        "nearest that texts of one event come to a comparison of like with like.",
        ("voice", "collation", "propositions"),
        ("proposition_differences",),
        "No sentence has been found.",
    ),
    Chapter(
        "coded",
        "What coders find loaded",
        "Coders judged each sentence by itself. Agreement is Krippendorff’s α.",
        ("coded_loadedness",),
        ("coded_loadedness", "reliability"),
        NO_CODES,
    ),
    Chapter(
        "scored",
        "What classifiers find loaded",
        "Each outlet has a classifier of its own, a shift of one general model. Every sentence is scored by "
        "classifiers that learnt from other sentences.",
        ("loadedness", "calibration", "transfer", "coefficients"),
        ("agreement",),
        NO_SCORES,
    ),
    Chapter(
        "contrasts",
        "What a loaded word does to a score",
        "A loaded term gives place to its neutral counterpart in its own sentence, and the sentence is scored again. "
        "Beside this contrast stand what one neutral word for another does, and how far classifiers differ by chance.",
        ("contrasts", "mission", "outlet_contrasts"),
        ("contrasts_loadedness", "contrasts_outlet"),
        NO_SCORES,
    ),
    Chapter(
        "firmness",
        "How firm the results are",
        "The same comparison under other choices of the analyst, and what a study of this design can find.",
        ("specifications", "power"),
        (),
        "There is no comparison to vary.",
    ),
)


def picture(drawing: Drawing, svg: bytes) -> Picture:
    """A figure as it was rendered, as wide as in print."""
    width = drawing.figure.get_figwidth() * PIXELS_AN_INCH
    return Picture(svg, width, drawing.caption, drawing.alt, drawing.data)


def printed(table: PrintedTable) -> Table:
    """A printed table, with the cells that its own files have."""
    return Table(table.title, table.body, table.caption, table.numeric, table.group)
