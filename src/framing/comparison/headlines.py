"""Headlines: which two texts or outlets a study compares before all others, and on which target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from framing.errors import BadInput, did_you_mean


@dataclass(frozen=True)
class Headline:
    """One comparison: two rows of the study (a text each, or an outlet's texts), a less b, and the target named."""

    a: str
    b: str
    target: str
    articles_of_a: tuple[str, ...]
    articles_of_b: tuple[str, ...]

    @property
    def name(self) -> str:
        """The id of the comparison."""
        return f"{self.a}~{self.b}"

    @property
    def scope(self) -> str:
        """What an interval is about: these texts, or outlets where one has several."""
        return "texts" if len(self.articles_of_a) == len(self.articles_of_b) == 1 else "outlets"


def headlines(
    articles: pd.DataFrame, targets: Sequence[str], declared: Sequence[Mapping[str, str]] = ()
) -> list[Headline]:
    """The comparisons that a study declares, else its first row against every other on its first target.

    Rows are texts where each outlet has one, else outlets.

    Parameters
    ----------
    articles
        the manifest in the order of the study.
    targets
        those that the study may compare on, the first by default.
    declared
        `[[comparisons]]` of study.toml: a and b, each an article_id or an outlet, and target.

    Raises
    ------
    BadInput
        naming the comparison whose row or target is not there, or that compares a row with itself.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["x", "y", "z"], "outlet": ["Courier", "Herald", "Tribune"]})
    >>> [headline.name for headline in headlines(articles, ["Ruk"])]
    ['x~y', 'x~z']
    """
    if not declared:
        of_outlets = articles["outlet"].duplicated().any()
        first, *others = articles["outlet" if of_outlets else "article_id"].drop_duplicates()
        declared = [{"a": first, "b": other, "target": targets[0]} for other in others] if targets else []
    return [
        headline(articles, targets, comparison, f"comparison {number} of study.toml ([[comparisons]])")
        for number, comparison in enumerate(declared, start=1)
    ]


def headline(articles: pd.DataFrame, targets: Sequence[str], comparison: Mapping[str, str], where: str) -> Headline:
    """One comparison, checked."""
    a, b, target = (comparison[name] for name in ("a", "b", "target"))
    if target not in targets:
        raise BadInput(f"{where}: there is no target '{target}'; {did_you_mean(target, targets)}")
    sides = [articles_of(articles, row, where) for row in (a, b)]
    if set(sides[0]) & set(sides[1]):
        raise BadInput(f"{where}: '{a}' and '{b}' have an article in common; expected two texts or two outlets.")
    return Headline(a, b, target, *sides)


def articles_of(articles: pd.DataFrame, row: str, where: str) -> tuple[str, ...]:
    """The articles of a row: one by its id, or all of an outlet."""
    is_article = articles["article_id"] == row
    found = articles.loc[is_article if is_article.any() else articles["outlet"] == row, "article_id"]
    if found.empty:
        known = [*articles["article_id"], *articles["outlet"].unique()]
        raise BadInput(f"{where}: '{row}' is neither an article_id nor an outlet; {did_you_mean(row, known)}")
    return tuple(found)
