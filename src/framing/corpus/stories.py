"""Group articles that report one event, and find articles that are copies of another outlet's text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from importlib.resources import as_file, files
from itertools import count

import numpy as np
import numpy.typing as npt
import pandas as pd
import regex
from numpy.lib.stride_tricks import sliding_window_view
from scipy import sparse

from framing.corpus.articles import Corpus, read_articles
from framing.errors import BadInput
from framing.tables import days_of, read_csv, rows

# chosen on round-ups of AllSides, April to July 2021 (docs/validation.md)
DAYS, LEAST_SIMILARITY = 3, 0.16
LEAD = 100  # words; an event is told in the lead, and long texts become alike by their common words
LEAST_SHARE, SHINGLE = 0.5, 8
AT_ONCE = 256  # articles compared with others at once, to bound memory
WORD = r"\w\w+"
HEAD = 600  # code points that hold byline and dateline
# the place of a wire service's name that shows that it delivered the text, the surest first
SIGNS = {
    "dateline": r"^[^()\n]{{0,80}}\({names}\)[ ,]*(?:[-–—]|\p{{Lu}})",
    "byline": r"^(?i:by|from) [^.\n]{{0,80}}{names}|^{names}(?i: writers?| staff)?$",
    "credit": r"{names}[^.\n]{{0,120}} contributed (?:\w+ )?to this (?:report|story|article)"
    r"|(?i:reporting|files) (?:from|by) {names}"
    r"|(?<!(?i:image|photo|picture) )(?:©|\([cC]\)|(?i:copyright)) ?(?:\d{{4}} )?(?:by )?{names}",
}
Days = npt.NDArray[np.float64]


def find_stories(
    corpus: Corpus | pd.DataFrame, *, days: int = DAYS, least_similarity: float = LEAST_SIMILARITY
) -> pd.DataFrame:
    """Group the articles that report one event, by date and content.

    Articles are compared by the words of their title (counted twice) and of their first 100 words, weighted by
    (1 + log count) · (1 + log((1 + articles) ÷ (1 + articles with the word))): the cosine of two such vectors. Groups
    are merged, the most similar first, while their articles are alike on average (average linkage, so that a chain of
    articles, each like the next, is not one story) and appeared within `days` days. Articles that have a story_id in
    the manifest keep it and are not compared.

    Parameters
    ----------
    corpus : Corpus or DataFrame
        Articles with texts, or a table that `read_articles` accepts. Titles and dates (ISO 8601) are used if given.
    days : int, default 3
        Largest number of days from the first to the last article of a story. Articles without a date to the day are
        grouped by content only.
    least_similarity : float, default 0.16
        Smallest mean similarity of the articles of two groups that are merged, above 0 to 1.

    Returns
    -------
    DataFrame
        One row per article, in the order of the corpus: article_id, story_id (article_id of the earliest article of the
        story, the first by name if several are; or that of the manifest), n_articles and n_outlets (of the story),
        similarity (mean similarity to the other articles of the story; nan if there are none, or the story is given),
        found_by (manifest, date and content, or content if the article has no date).

    Raises
    ------
    BadInput
        If the articles are not valid, or `days` or `least_similarity` is out of range.
    TextNotAvailable
        If the text of an article without story_id is not attached.

    References
    ----------
    Average linkage: Sokal & Michener (1958). Weights: Salton & Buckley (1988).

    Examples
    --------
    Add the stories to a manifest, so that outlets are compared within them:

    >>> import framing as fr
    >>> corpus = fr.demo().corpus
    >>> stories = fr.find_stories(fr.Corpus(corpus.articles.drop(columns="story_id"), corpus.texts))
    >>> articles = corpus.articles.assign(story_id=stories["story_id"])
    >>> stories["story_id"].value_counts().to_dict(), int(stories["n_outlets"].min())
    ({'freehadrel-1': 8, 'freehadrel-2': 4}, 4)
    """
    if days < 0 or not 0 < least_similarity <= 1:
        raise BadInput(
            f"days is {days} and least_similarity is {least_similarity:g}; expected 0 days or more, and a similarity "
            "above 0 and up to 1."
        )
    corpus = _corpus_of(corpus)
    articles = _in_order(corpus.articles)
    given = articles["story_id"] if "story_id" in articles else pd.Series("", index=articles.index)
    found = _found(articles[given == ""], corpus, days, least_similarity)
    stories = articles[["article_id", "outlet"]].assign(
        story_id=given.where(given != "", found["story_id"]),
        similarity=found["similarity"],
        found_by=found["found_by"].reindex(articles.index, fill_value="manifest"),
    )
    of_story = stories.groupby("story_id")
    stories["n_articles"] = of_story["article_id"].transform("size").astype("Int64")
    stories["n_outlets"] = of_story["outlet"].transform("nunique").astype("Int64")
    return stories.sort_index()[["article_id", "story_id", "n_articles", "n_outlets", "similarity", "found_by"]]


def _corpus_of(source: Corpus | pd.DataFrame) -> Corpus:
    return source if isinstance(source, Corpus) else read_articles(source)


def _in_order(articles: pd.DataFrame) -> pd.DataFrame:
    """Sort articles by date and name, those without date last, so that results depend on no other order."""
    day = _days_of(articles)
    return articles.assign(day=day).sort_values(["day", "article_id"], na_position="last")


def _days_of(articles: pd.DataFrame) -> pd.Series[float]:
    """Return dates as numbers of days; nan if an article has no date to the day."""
    dates = articles["date"] if "date" in articles else pd.Series("", index=articles.index, dtype="str")
    exact = dates.where(dates.str.len() >= len("2024-05-01"))
    return (days_of(exact) - pd.Timestamp(0)) / pd.Timedelta(days=1)


def _found(articles: pd.DataFrame, corpus: Corpus, days: int, least: float) -> pd.DataFrame:
    """Find the story of each article, from articles in order."""
    leads = [_lead(row, corpus.text(row.article_id)) for row in rows(articles)]
    vectors, day = _weighted_words(leads), articles["day"].to_numpy(float)
    names = articles["article_id"].to_numpy(object)
    story, similarity = names.copy(), np.full(len(names), np.nan)
    for members in _grouped(vectors, day, days, least):
        if len(members) > 1:
            story[members] = names[min(members)]
            others = vectors[members] @ vectors[members].sum(axis=0) - 1
            similarity[members] = others / (len(members) - 1)
    return pd.DataFrame(
        {
            "story_id": pd.array(story, dtype="str"),
            "similarity": similarity,
            "found_by": pd.array(np.where(np.isnan(day), "content", "date and content"), dtype="str"),
        },
        index=articles.index,
    )


def _lead(article: object, text: str) -> str:
    title = getattr(article, "title", "")
    return " ".join([title, title, *text.split(maxsplit=LEAD)[:LEAD]])


def _weighted_words(leads: list[str]) -> sparse.csr_array:
    """Return one vector of length one per article; of length zero if it has no words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(regex.search(WORD, lead) for lead in leads):
        return sparse.csr_array((len(leads), 1), dtype=np.float32)
    words = TfidfVectorizer(token_pattern=WORD, sublinear_tf=True, dtype=np.float32)
    return sparse.csr_array(words.fit_transform(leads))


def _similar_pairs(vectors: sparse.csr_array, day: Days, days: int, least: float) -> Iterator[tuple[float, int, int]]:
    """Yield similarity and places of each pair of articles that are alike and near in time, or lack a date."""
    dated = int(np.isfinite(day).sum())
    for start in range(0, len(day), AT_ONCE):
        ours = np.arange(start, min(start + AT_ONCE, len(day)))
        last = np.searchsorted(day[:dated], day[min(ours[-1], dated - 1)] + days, side="right") if start < dated else 0
        theirs = np.arange(start, len(day))
        theirs = theirs[(theirs < last) | (theirs >= dated)]
        alike = (vectors[ours] @ vectors[theirs].T).toarray()
        apart = np.abs(day[ours][:, None] - day[theirs]) > days  # never, if one has no date
        for one, other in np.argwhere((alike >= least) & ~apart & (ours[:, None] < theirs)):
            yield float(alike[one, other]), int(ours[one]), int(theirs[other])


def _grouped(vectors: sparse.csr_array, day: Days, days: int, least: float) -> list[list[int]]:
    """Merge articles by average linkage, as long as a group spans no more than `days`.

    The mean similarity of two groups is the product of the sums of their vectors over the product of their sizes.
    Groups of which no two articles are alike have a mean below `least`, so only neighbours are ever compared.
    """
    members = {place: [place] for place in range(len(day))}
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    queue = [(-alike, one, other) for alike, one, other in _similar_pairs(vectors, day, days, least)]
    for _, one, other in queue:
        neighbours[one].add(other)
        neighbours[other].add(one)
    heapify(queue)
    names = count(len(day))
    while queue:
        _, one, other = heappop(queue)
        if one not in members or other not in members:
            continue
        joined, name = members.pop(one) + members.pop(other), next(names)
        near = [group for group in sorted(neighbours[one] | neighbours[other]) if group in members]
        near = [group for group in near if not np.ptp(_dated(day[joined + members[group]])) > days]
        members[name], neighbours[name] = joined, set()
        if not near:
            continue
        sizes = np.array([len(members[group]) for group in near])
        alike = vectors[np.concatenate([members[group] for group in near])] @ vectors[joined].sum(axis=0)
        means = np.add.reduceat(alike, np.cumsum(sizes) - sizes) / (sizes * len(joined))
        for group, mean in zip(near, means, strict=True):
            if mean >= least:
                neighbours[group].add(name)
                neighbours[name].add(group)
                heappush(queue, (-float(mean), group, name))
    return list(members.values())


def _dated(day: Days) -> Days:
    known = day[np.isfinite(day)]
    return known if len(known) else np.zeros(1)


def find_copies(corpus: Corpus | pd.DataFrame, *, least_share: float = LEAST_SHARE) -> pd.DataFrame:
    """Find articles that repeat most of an earlier article's text, such as syndicated copy, and name the wire service.

    An article is a copy if at least `least_share` of its shingles (runs of eight words) are in an earlier article. With
    equal dates, a wire service's own article is the earlier one, then the longer text; articles without date come
    last. A later version of an outlet's own article is a copy too. `articles[copies["copy_of"] == ""]` drops the
    copies: no article that remains repeats `least_share` of an earlier one that remains.

    Parameters
    ----------
    corpus : Corpus or DataFrame
        Articles with texts, or a table that `read_articles` accepts.
    least_share : float, default 0.5
        Smallest share of an article's shingles that makes it a copy, above 0 to 1.

    Returns
    -------
    DataFrame
        One row per article, in the order of the corpus: article_id, copy_of (article_id of the first publisher; empty
        if the article is not a copy), share (share of its shingles that are in the text of `copy_of`; nan if the
        article is not a copy), share_of_original (share of the shingles of `copy_of` that are in the article), wire
        (wire service that the text names as its source, or empty), wire_sign (where it does: dateline, byline or
        credit, such as "… contributed to this report").

    Raises
    ------
    BadInput
        If the articles are not valid, or `least_share` is out of range.
    TextNotAvailable
        If the text of an article is not attached.

    References
    ----------
    Containment of shingles: Broder (1997).

    Examples
    --------
    >>> text = "ASHMERE (AP) — The ferry to Norfield will not sail on Monday, the harbour office said."
    >>> articles = pd.DataFrame({"article_id": ["a1", "b1"], "outlet": ["Courier", "AP"], "text": [text, text]})
    >>> find_copies(articles)[["article_id", "copy_of", "share", "wire"]].values.tolist()
    [['a1', 'b1', 1.0, 'AP'], ['b1', '', nan, 'AP']]
    """
    if not 0 < least_share <= 1:
        raise BadInput(f"least_share is {least_share:g}; expected a share above 0 and up to 1.")
    corpus = _corpus_of(corpus)
    articles = corpus.articles.assign(
        day=_days_of(corpus.articles),
        resold=[not any(wire.is_in(outlet) for wire in _wires()) for outlet in corpus.articles["outlet"]],
    )
    shingles = _shingles([corpus.text(article_id) for article_id in articles["article_id"]])
    articles["longest"] = -shingles.sum(axis=1)
    order = np.asarray(
        articles.reset_index().sort_values(["day", "resold", "longest", "article_id"], na_position="last").index
    )
    first = _first_publishers(shingles[order], least_share)
    original = np.empty(len(order), dtype=np.int64)
    original[order] = order[first]
    shared = np.asarray(shingles.multiply(shingles[original]).sum(axis=1), dtype=float)
    size, is_copy = -articles["longest"].to_numpy(float), original != np.arange(len(order))
    names = articles["article_id"]
    signs = [_wire_of(corpus.text(article_id)) for article_id in names]
    return pd.DataFrame(
        {
            "article_id": names,
            "copy_of": names.iloc[original].set_axis(names.index).where(is_copy, ""),
            "share": np.divide(shared, size, out=np.full(len(size), np.nan), where=is_copy),
            "share_of_original": np.divide(shared, size[original], out=np.full(len(size), np.nan), where=is_copy),
            "wire": pd.array([wire for wire, _ in signs], dtype="str"),
            "wire_sign": pd.array([sign for _, sign in signs], dtype="str"),
        }
    )


def _shingles(texts: list[str]) -> sparse.csr_array:
    """Return which text has which run of eight words, by a 64-bit hash of the run; a shorter text is one run."""
    number: defaultdict[str, int] = defaultdict(count().__next__)
    random = np.random.default_rng(0)
    odd = random.integers(2**63, size=SHINGLE, dtype=np.uint64) * 2 + 1
    runs = [np.zeros(0, dtype=np.uint64)]  # so that there is an array of runs where there is no text
    for text in texts:
        words = np.array([number[word] for word in regex.findall(r"\w+", text.lower())], dtype=np.uint64)
        mixed = (words + 1) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> 29
        mixed = np.pad(mixed, (0, max(0, SHINGLE - len(words))))
        runs.append(np.unique(sliding_window_view(mixed, SHINGLE) @ odd) if len(words) > 1 else words[:0])
    known, column = np.unique(np.concatenate(runs), return_inverse=True)
    ends = np.cumsum([len(of_text) for of_text in runs])
    return sparse.csr_array((np.ones(len(column), np.float32), column, ends), shape=(len(texts), max(1, len(known))))


def _first_publishers(shingles: sparse.csr_array, least: float) -> npt.NDArray[np.int64]:
    """Return the place of the first text that is no copy and that each text repeats, or its own, for texts in order."""
    size = np.asarray(shingles.sum(axis=1))
    common = shingles[:, np.asarray(shingles.sum(axis=0)) > 1]
    first = np.arange(len(size))
    for start in range(0, len(size), AT_ONCE):
        shared = sparse.coo_array(common[start : start + AT_ONCE] @ common.T)
        ours, theirs = shared.row + start, shared.col
        repeats = (theirs < ours) & (shared.data >= least * size[ours])
        for one, earlier in sorted(zip(ours[repeats].tolist(), theirs[repeats].tolist(), strict=True)):
            if first[one] == one and first[earlier] == earlier:
                first[one] = earlier
    return first


@dataclass(frozen=True)
class _Wire:
    """Store a wire service, the patterns of its names, and those of the signs that it delivered a text."""

    wire: str
    clues: Sequence[regex.Pattern[str]]
    signs: Mapping[str, regex.Pattern[str]]

    def is_in(self, text: str) -> bool:
        """Check whether a text names the service; one pattern at a time, because literals are found fast."""
        return any(clue.search(text) for clue in self.clues)


@cache
def _wires() -> list[_Wire]:
    """Read the wire services: name in any case, abbreviation as written, and a pattern of their own, if they have."""
    with as_file(files("framing.corpus") / "wires.csv") as path:
        table = read_csv(path)
    wires = []
    for row in rows(table):
        own = f"(?i:{row.pattern})"
        clues = [f"(?i:{row.name})", *([rf"\b{row.short}\b"] if row.short else []), *([own] if row.pattern else [])]
        names = rf"(?<![\w-])(?i:the[- ])?(?:(?i:{row.name})|{row.short or row.wire})(?![\w-])"
        signs = {sign: pattern.format(names=names) for sign, pattern in SIGNS.items()}
        signs["credit"] += f"|{own}" if row.pattern else ""
        compiled = {sign: regex.compile(pattern, regex.MULTILINE) for sign, pattern in signs.items()}
        wires.append(_Wire(row.wire, [regex.compile(clue) for clue in clues], compiled))
    return wires


def _wire_of(text: str) -> tuple[str, str]:
    """Return the wire service that a text names as its source, and where; both empty if there is none."""
    named = [wire for wire in _wires() if wire.is_in(text)]
    for sign in SIGNS:
        part = text if sign == "credit" else text[:HEAD]
        found = {wire.wire: match.start() for wire in named if (match := wire.signs[sign].search(part))}
        if found:
            return min(found, key=found.__getitem__), sign
    return "", ""
