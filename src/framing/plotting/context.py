"""What every figure is given: the rows that it compares (texts, or outlets with several texts), the results, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from framing.measures import FULL, WITHOUT_CODER_TERMS
from framing.models import GENERAL, LOADEDNESS, OUTLET, outlet_of
from framing.plotting.theme import GREY, INK, SMALL, Look, palette
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEAST_SLOTS = 5
MOST_ROWS = 60
NARROW = 14
LETTERS_AN_INCH = 19.5
WHOLE = "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"  # is not broken by fill


@dataclass(frozen=True)
class View:
    """A study as its figures see it: one row a text where each outlet has one text, else one row an outlet."""

    articles: pd.DataFrame
    targets: tuple[str, ...]
    coders: str = ""
    bare_names: Mapping[str, str] = field(default_factory=dict)
    outlets: tuple[str, ...] = ()
    each_text: bool = False

    @property
    def by_text(self) -> View:
        """The same with one row a text, as far as a page has room; a study of more texts keeps its outlets."""
        return replace(self, each_text=len(self.articles) <= MOST_ROWS)

    @cached_property
    def several(self) -> bool:
        """Whether an outlet has several texts."""
        return bool(self.articles["outlet"].duplicated().any())

    @property
    def of_outlets(self) -> bool:
        """Whether rows are outlets."""
        return self.several and not self.each_text

    @cached_property
    def row_of(self) -> dict[str, str]:
        """The row of each article."""
        return dict(
            zip(self.articles["article_id"], self.articles["outlet" if self.of_outlets else "article_id"], strict=True)
        )

    @cached_property
    def order(self) -> list[str]:
        """The rows, in the order of the study."""
        return list(dict.fromkeys(self.row_of.values()))

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The rows under the outlet that heads them; no heading where the rows are all that is compared."""
        if self.of_outlets or not self.several:
            return {"": self.order}
        by_outlet = self.articles.groupby("outlet", sort=False)["article_id"]
        return {str(outlet): list(ids) for outlet, ids in by_outlet}

    @cached_property
    def names(self) -> dict[str, str]:
        """What each row is called: the outlet, or the label of its text, or its id where labels are not its own."""
        outlets = self.articles["outlet"]
        if self.of_outlets:
            return dict(zip(self.order, self.order, strict=True))
        labels = (
            self.articles["label"].where(self.articles["label"] != "", outlets) if "label" in self.articles else outlets
        )
        return dict(zip(self.order, self.order if labels.duplicated().any() else labels, strict=True))

    @cached_property
    def narrow_names(self) -> dict[str, str]:
        """The same, broken into short lines."""
        return {row: fill(name, NARROW, break_on_hyphens=False) for row, name in self.names.items()}

    @cached_property
    def looks(self) -> dict[str, Look]:
        """Colour and marker of each row: those of its outlet's place in the study, whichever outlets have articles."""
        if self.several and self.each_text:
            return palette(self.order)
        outlets = self.articles["outlet"]
        looks = palette(self.outlets or list(dict.fromkeys(outlets)))
        return {
            self.row_of[article]: looks[outlet]
            for article, outlet in zip(self.articles["article_id"], outlets, strict=True)
        }

    def called(self, target: str) -> str:
        """What a target is called in a title: its bare name, else its id."""
        return self.bare_names.get(target, target)

    @property
    def unit(self) -> str:
        """What a row is, in a word."""
        return "outlet" if self.of_outlets else "text"

    @property
    def scope(self) -> str:
        """What differences between rows are and are not, in a line."""
        if not self.several:
            return "One text per outlet: differences between texts are not estimates of outlets."
        counts = sorted(self.articles["outlet"].value_counts().unique())
        shown = " to ".join(str(n) for n in dict.fromkeys((counts[0], counts[-1])))
        return f"{shown} texts per outlet; the text is the unit."

    @property
    def intervals(self) -> str:
        """How the intervals of naming rates were found and what they are about."""
        if self.of_outlets:
            return (
                "95 % Wilson intervals over articles, slots as alike as those of articles are, about outlets; none "
                "where fewer than three articles have slots"
            )
        return "95 % Clopper–Pearson intervals that take slots as independent, about these texts"

    def with_rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with a leading column `row` in place of article_id."""
        return table.assign(row=table["article_id"].map(self.row_of)).drop(columns="article_id")

    def rates(self, estimates: pd.DataFrame, version: str = FULL) -> pd.DataFrame:
        """Naming rates of the rows for the shown targets, with their count in words; muted: under five slots."""
        scope = "outlets" if self.of_outlets else "texts"
        of_version = (estimates["measure"] == "naming rate") & (estimates["lexicon"] == version)
        chosen = of_version & (estimates["scope"] == scope) & estimates["target"].isin(self.targets)
        rates = estimates[chosen]
        rows = rates["outlet"] if self.of_outlets else rates["article_id"]
        count = rates["n_loaded"].astype("str") + " of " + rates["n_slots"].astype("str")
        return rates.assign(
            row=rows,
            count=count.where(rates["n_slots"] > 0, "no slot"),
            muted=rates["n_slots"].between(1, LEAST_SLOTS - 1),
        )

    def note(self, figure: Figure, *notes: str) -> None:
        """Small print under a figure, broken to its width, but never between "n =" and its number."""
        width = int(figure.get_figwidth() * LETTERS_AN_INCH)
        lines = [line.replace("n = ", WHOLE) for line in (*notes, self.scope) if line]
        text = "\n".join(fill(line, width) for line in lines).replace(WHOLE, "n = ")
        figure.supxlabel(text, x=0.01, ha="left", fontsize=SMALL, color=GREY)


def bare_names(terms: pd.DataFrame) -> dict[str, str]:
    """The first neutral name of each target in the lexicon's terms: "Tresk" for the target tresk."""
    names = terms[(terms["kind"] == "naming") & (terms["noun"] == "name") & (terms["form"] == "neutral")]
    first = names.drop_duplicates("target")
    return dict(zip(first["target"], first["term"], strict=True))


def axis_limit(rates: pd.DataFrame) -> float:
    """The quarter at which an axis may end: every estimate and every interval that is not muted is seen whole."""
    counted = rates[~rates["muted"] & rates["estimate"].notna()]
    if counted.empty:
        return 1.0
    furthest = float(pd.concat([rates["estimate"], counted["high"]]).max())
    return max(ceil(furthest * 4), 1) / 4


def muted_note(rates: pd.DataFrame) -> str:
    """What grey rows and arrows mean, where there are any."""
    if not rates["muted"].any():
        return ""
    past = rates["muted"] & (rates["high"] > axis_limit(rates))
    return f"Grey and thin: fewer than five slots{'; arrow: the interval runs past the axis' if past.any() else ''}."


def interval(low: float, high: float) -> str:
    """An interval in words of a caption: "0.06 to 0.48".

    >>> interval(0.0641, 0.4764)
    '0.06 to 0.48'
    """
    return "no interval" if pd.isna(low) else f"{low:.2f} to {high:.2f}"


def counted(n: int, noun: str) -> str:
    """A count with its noun.

    >>> counted(1, "slot"), counted(0, "slot")
    ('1 slot', '0 slots')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


FEW = "not enough positives"


def outlet_names(view: View) -> dict[str, str]:
    """What each outlet is called: as its text, where it has one."""
    shown = view.articles["article_id"].map(view.row_of).map(view.names)
    return dict(zip(view.articles["outlet"], shown, strict=True))


def positives_of_outlets(classifiers: pd.DataFrame) -> dict[str, float]:
    """Loaded sentences of its own that each outlet's classifier learnt from."""
    cards = _loadedness_cards(classifiers)
    return dict(zip(cards["classifier"].map(outlet_of), cards["n_positives"], strict=True))


def too_few(classifiers: pd.DataFrame) -> dict[str, float]:
    """The outlets whose classifiers learnt from fewer than ten, with how many."""
    cards = _loadedness_cards(classifiers)
    few = cards[~cards["enough_positives"].astype("bool")]
    return dict(zip(few["classifier"].map(outlet_of), few["n_positives"], strict=True))


def _loadedness_cards(classifiers: pd.DataFrame) -> pd.DataFrame:
    """What each LoadednessClassifier rests on, once: both tiers learn from the same sentences."""
    of_loadedness = classifiers["classifier"].str.startswith(f"{LOADEDNESS}:")
    return classifiers[of_loadedness].drop_duplicates("classifier")


def few_note_of_outlets(view: View, classifiers: pd.DataFrame, mark: str = "") -> str:
    """Which classifiers learnt from too few loaded sentences, in a line."""
    shown = _in_words(too_few(classifiers), outlet_names(view))
    return f"{mark}{FEW.capitalize()}: fewer than ten loaded sentences of its own to learn from ({shown})." * bool(
        shown
    )


def _in_words(counts: Mapping[str, float], names: Mapping[str, str]) -> str:
    """Counts by outlet, as they stand in a line: "TSF 7.2, Courier 3"."""
    return ", ".join(f"{names.get(outlet, outlet)} {n:g}" for outlet, n in counts.items())


def circular(lexicon_coverage: pd.DataFrame | None) -> str:
    """That the lexicon was completed from the coded texts, where it was: scores that rest on it are too good."""
    if lexicon_coverage is None:
        return ""
    found = lexicon_coverage[lexicon_coverage["article_id"] == "ALL"].set_index("lexicon")["n_found"]
    full, without = (int(found.get(version, 0)) for version in (FULL, WITHOUT_CODER_TERMS))
    if without >= full:
        return ""
    return (
        f"Lexicon hits, and so the public tier, are flattered: {full - without} of the {full} marked expressions that "
        "the lexicon finds it finds by terms that coders marked in these texts."
    )


GENERAL_LOOK = Look(INK, "h", INK)  # a marker that no text has


def _rows_of_classifiers(view: View) -> dict[str, str]:
    """The row of each outlet's classifiers, and of the general model, in the order of the study."""
    row_of_outlet = list(zip(view.articles["outlet"], view.articles["article_id"].map(view.row_of), strict=True))
    rows = {f"{kind}:{outlet}": row for kind in (LOADEDNESS, OUTLET) for outlet, row in row_of_outlet}
    return {**rows, GENERAL: GENERAL}


def with_classifiers(view: View, table: pd.DataFrame, classifiers: pd.DataFrame) -> pd.DataFrame:
    """The rows of classifiers in the order of the study, with `kind`, `row`, n_positives and `few` (under ten)."""
    row_of = _rows_of_classifiers(view)
    found = table[table["classifier"].isin(list(row_of))]
    found = found.merge(classifiers, on=["classifier", "tier"], how="left")
    place = found["classifier"].map({name: place for place, name in enumerate(row_of)})
    found = found.assign(
        kind=found["classifier"].str.split(":").str[0].replace(GENERAL, LOADEDNESS),
        row=found["classifier"].map(row_of),
        few=found["enough_positives"].eq(False),
    )
    return found.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def looks(view: View) -> dict[str, Look]:
    """Colour and marker of each outlet's classifier as of its text, and of the general model."""
    return {**view.looks, GENERAL: GENERAL_LOOK}


def names(view: View) -> dict[str, str]:
    """What each classifier is called: as its text is."""
    return {**view.names, GENERAL: "general model"}


def positives_of_classifier_rows(data: pd.DataFrame) -> dict[str, str]:
    """The positives that each classifier learnt from, as they stand beside its row; none of the general model's.

    >>> positives(pd.DataFrame({"row": ["a", "b"], "n_positives": [14.4, float("nan")]}))
    {'a': '14.4'}
    """
    return {row.row: f"{row.n_positives:g}" for row in rows(data.dropna(subset="n_positives"))}


def few_note_of_classifier_rows(data: pd.DataFrame) -> str:
    """What grey rows are, where there are any; data with few, and n_slots where slots are counted."""
    slots = "n_slots" in data and bool(data["n_slots"].lt(LEAST_SLOTS).any())
    reasons = [
        "not enough positives (fewer than ten in training)" * bool(data["few"].any()),
        "fewer than five slots" * slots,
    ]
    said = " or ".join(filter(None, reasons))
    return f"Grey and thin: {said}." if said else ""
