"""Read the public corpora that the network is trained on, and exchange names in their sentences."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.models.pairs import OVERLAPS
from framing.stats import Reals
from framing.tables import read_csv

SYNTHETIC = tuple(f"anno_lexical/anno_lexical_{part}.csv" for part in ("train", "dev", "test"))
TRAIN, TEST = "babe/babe_v2_train.csv", "babe/babe_v2_test_with_published_predictions.csv"
WHOLE, CODERS = "babe/babe_sg2.csv", "babe/babe_sg2_raw_annotations.csv"
ARTICLES, MARKED = "ptc/articles.jsonl", "ptc/spans.csv"
TARGETS = "newsmtsc/newsmtsc_train.csv"
PAIRS = {  # files of the articles of which sentence pairs were coded
    "neus_allsides": ("train",),
    "allsides_immigration": ("articles",),
    "allsides_articles_baly2020": ("outlet_sample", "russia_china_subset", "text_reuse_articles"),
}
# a code in doubt counts for the rest: for the categories beside it by these shares
DOUBT, BESIDE = 0.3, {"none": (0.3, 0.7, 0.0), "part": (0.5, 0.0, 0.5), "full": (0.0, 0.7, 0.3)}
TECHNIQUES = {"Name_Calling,Labeling": "name calling", "Loaded_Language": "loaded language"}
FEWEST_WORDS = 3  # of a line that counts as a sentence
KEPT_OF_MARKED, KEPT_OF_JUDGED = 5, 10  # one article of so many is not trained on, for measurement


def synthetic(folder: Path) -> pd.DataFrame:
    """Read sentences labelled by language models (anno-lexical) without duplicates: text, label, outlet.

    Sentences of any part of BABE are excluded, so that no model evaluated on BABE was trained on them.
    """
    sentences = pd.concat([table(folder, name) for name in SYNTHETIC], ignore_index=True)
    sentences = sentences.rename(columns={"source_name": "outlet"})[["text", "label", "outlet"]]
    sentences = sentences.astype({"label": "int64"})
    of_babe = pd.concat([wording(table(folder, name)["text"]) for name in (WHOLE, TRAIN, TEST)])
    keys = wording(sentences["text"])
    return sentences[~keys.isin(of_babe) & ~keys.duplicated()].reset_index(drop=True)


def experts(folder: Path) -> pd.DataFrame:
    """Read the training part of BABE v2 without sentences of its test part; columns as in `labelled`."""
    sentences = labelled(folder, TRAIN)
    return sentences[~wording(sentences["text"]).isin(set(wording(table(folder, TEST)["text"])))].reset_index(drop=True)


def labelled(folder: Path, name: str) -> pd.DataFrame:
    """Read sentences of BABE v2 labelled by experts: text, label, share, outlet, article, row.

    ``share`` is the share of BABE's five coders who coded the sentence as biased; ``row`` is its row in babe_sg2.csv. A
    sentence of an unknown article counts as an article of its own.
    """
    sentences = table(folder, name)
    row = sentences["sg2_row"].astype("float64").astype("int64")
    origin = table(folder, WHOLE).set_index("row")[["outlet", "news_link"]]
    origin.index = origin.index.astype("int64")
    label = sentences["label"].astype("int64")
    return pd.DataFrame(
        {
            "text": sentences["text"],
            "label": label,
            "share": row.map(shares(folder)).fillna(label.astype("float64")),
            "outlet": row.map(origin["outlet"]),
            "article": row.map(origin["news_link"].replace("", pd.NA)).fillna(row.astype("str")),
            "row": row,
        }
    )


def shares(folder: Path) -> pd.Series[float]:
    """Compute the share of coders who coded each sentence as biased, by row in babe_sg2.csv."""
    codes = table(folder, CODERS)
    codes = codes[(codes["label"] != "") & (codes["row"] != "")]  # a few codes refer to no sentence of BABE
    return codes["label"].astype("float64").groupby(codes["row"].astype("float64").astype("int64")).mean()


def wording(texts: pd.Series[str]) -> pd.Series[str]:
    """Reduce texts to letters and digits in lower case, so that copies match despite different punctuation.

    >>> wording(pd.Series(["“Yes,” he said.", "'Yes', he said"])).nunique()
    1
    """
    return texts.str.lower().str.replace(r"\W+", "", regex=True)


def table(folder: Path, name: str) -> pd.DataFrame:
    """Read a table of a data set."""
    if not (folder / name).is_file():
        raise BadInput(f"{folder} contains no {name}. docs/model-card.md lists the sources of the data sets.")
    return read_csv(folder / name)


def marked_sentences(folder: Path) -> pd.DataFrame:
    """Read the sentences of PTC, one a line, with what its annotators marked in them.

    Returns
    -------
    DataFrame
        article_id, text, spans (of loaded language or name calling, in code points of the sentence), one column for
        each of these two techniques, plain (nothing was marked, by any technique), and kept (of an article that the
        shipped model was not trained on).
    """
    marks = table(folder, MARKED).astype({"start": "int64", "end": "int64"})
    of_article = dict(tuple(marks.groupby("article_id")))
    rows = []
    for line in (folder / ARTICLES).read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        marked, start = of_article.get(str(article["article_id"]), marks[:0]), 0
        for sentence in article["text"].split("\n"):
            end = start + len(sentence)
            here = marked[(marked["start"] < end) & (marked["end"] > start)]
            if len(sentence.split()) >= FEWEST_WORDS:
                loaded = here[here["technique"].isin(TECHNIQUES)]
                spans = [
                    (max(first - start, 0), min(last - start, len(sentence)))
                    for first, last in zip(loaded["start"], loaded["end"], strict=True)
                ]
                found = {name: technique in {*here["technique"]} for technique, name in TECHNIQUES.items()}
                rows.append(
                    {
                        "article_id": str(article["article_id"]),
                        "text": sentence,
                        "spans": spans,
                        "plain": here.empty,
                        **found,
                    }
                )
            start = end + 1
    table_of_lines = pd.DataFrame(rows)
    return table_of_lines.assign(kept=_kept(table_of_lines["article_id"], KEPT_OF_MARKED))


def _kept(articles: pd.Series[str], one_of: int) -> pd.Series[bool]:
    """Say which articles are kept for measurement: one of so many, by the hash of the identifier."""
    hashes = articles.map(lambda article: int(hashlib.sha256(str(article).encode()).hexdigest(), 16) % one_of)
    return hashes == 0


def judged_targets(folder: Path) -> pd.DataFrame:
    """Read the sentences of NewsMTSC: article, text, start and end of the target, polarity towards it, kept."""
    targets = table(folder, TARGETS).astype({"start": "int64", "end": "int64"})
    article = (
        targets["primary_gid"]
        .str.extract(r"^(allsides_\d+_\d+|polusa_v1_\d+)", expand=False)
        .fillna(targets["primary_gid"])
    )
    targets = targets.assign(article=article, kept=_kept(article, KEPT_OF_JUDGED)).rename(columns={"sentence": "text"})
    return targets[["article", "text", "start", "end", "polarity", "kept"]]


NEUTRAL, ANCHOR, PRAISE = "neutral", "anchor", "praise"
STRENGTHS = {NEUTRAL: 0.0, "mild": 1.0, "clear": 2.0, "strong": 3.5, PRAISE: 1.5}  # differences of log-odds
BLAME = ("mild", "clear", "strong")
OF_PRAISE = 0.25  # share of groups
FRAMES = 2  # sentences in which a word of the language is tried
HELD = 5  # one term of so many is kept out of training
DETERMINERS = {
    "singular": "the|a|an|this|that|his|her|its|their|our|whose",
    "plural": "the|of|by|with|against|and|from|these|those|some|many|their|his|its|for|to|as",
}
# an anchor is a whole phrase: no noun follows it
BEHIND = (
    r"(?=\s(?:is|was|are|were|has|have|had|will|would|can|could|may|might|said|says|to|in|on|at|and|or|that|who|which"
    r"|by|with|from|for|after|before|as|when|also|did|does|do|took|made|announced|should|must|agreed|wants?|plans?|but"
    r"|if|not|under|over|into)\b|[,.;’'])"
)


def epithets() -> pd.DataFrame:
    """Read the names and modifiers: domain, form, strength, term; ``anchor`` are the neutral nouns they replace."""
    return read_csv(Path(str(files("framing.models.training"))) / "epithets.csv")


def is_held_out(term: str) -> bool:
    """Say whether a term is kept out of training, to measure what the network makes of a name it has not met."""
    return int(hashlib.sha256(term.encode()).hexdigest(), 16) % HELD == 0


@dataclass(frozen=True)
class Variant:
    """Hold a sentence with one name in it.

    Attributes
    ----------
    text : str
        Sentence.
    start, end : int
        Place of the name, in code points.
    strength : str
        Strength of the name, a key of `STRENGTHS`.
    """

    text: str
    start: int
    end: int
    strength: str


@dataclass(frozen=True)
class Slot:
    """Find nouns of one domain in sentences, and put names in their place."""

    pattern: re.Pattern[str]
    nouns: dict[str, list[str]]
    modifiers: dict[str, list[str]]

    def variants(self, sentence: str, strengths: Sequence[str], random: np.random.Generator) -> list[Variant]:
        """Return the sentence as it is, then with a name of each strength; none if it has no noun of the domain."""
        found = self.pattern.search(sentence)
        if not found:
            return []
        terms = self.modifiers if random.random() < len(self.modifiers[NEUTRAL]) / self.n_neutral else self.nouns
        variants = [Variant(sentence, *found.span(2), NEUTRAL)]
        for strength in strengths:
            term = terms[strength][random.integers(len(terms[strength]))]
            variants.append(put(sentence, found, term, found[2] if terms is self.modifiers else "", strength))
        return variants

    @property
    def n_neutral(self) -> int:
        """Number of neutral nouns and modifiers."""
        return len(self.nouns[NEUTRAL]) + len(self.modifiers[NEUTRAL])


def put(sentence: str, found: re.Match[str], term: str, noun: str, strength: str) -> Variant:
    """Put a term, before a noun or instead of it, where the pattern matched; "a" and "an" follow the term.

    >>> found = re.search("(A) (leader)", "A leader spoke.")
    >>> put("A leader spoke.", found, "autocrat", "", "clear").text
    'An autocrat spoke.'
    """
    article = found[1]
    if article.lower() in ("a", "an"):
        right = "an" if term[0].lower() in "aeiou" else "a"
        article = right.capitalize() if article[0].isupper() else right
    start = found.start(1) + len(article) + 1
    words = f"{term} {noun}".strip()
    return Variant(
        f"{sentence[: found.start(1)]}{article} {words}{sentence[found.end(2) :]}", start, start + len(term), strength
    )


def slots(held_out: bool = False) -> list[Slot]:
    """Build the slots of every domain and number with the terms of training, or with those kept out of it."""
    terms = epithets()
    kept = terms[(terms["strength"].isin((ANCHOR, NEUTRAL))) | (terms["term"].map(is_held_out) == held_out)]
    found = []
    for (_, form), anchors in terms[terms["strength"] == ANCHOR].groupby(["domain", "form"], sort=True):
        domain = kept[kept["domain"] == anchors["domain"].iloc[0]]
        nouns, modifiers = (
            {
                strength: domain.loc[(domain["form"] == of) & (domain["strength"] == strength), "term"].tolist()
                for strength in STRENGTHS
            }
            for of in (form, "modifier")
        )
        pattern = rf"\b({DETERMINERS[str(form)]})\s({'|'.join(anchors['term'])}){BEHIND}"
        found.append(Slot(re.compile(pattern, re.IGNORECASE), nouns, modifiers))
    return found


def framed(words: Sequence[str], sentences: Sequence[str], seed: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield each word in place of a noun of a sentence and before one: word, noun it replaced, sentence, and original.

    The noun replaced is empty where the word was put before it.
    """
    random = np.random.default_rng(seed)
    places = [
        (sentence, found) for slot in slots() for sentence in sentences if (found := slot.pattern.search(sentence))
    ]
    for word in words if places else ():
        for noun_stays in (False, True) * (FRAMES // 2):
            sentence, found = places[random.integers(len(places))]
            variant = put(sentence, found, word, found[2] if noun_stays else "", NEUTRAL)
            yield word, "" if noun_stays else found[2], variant.text, sentence


def swapped(sentences: Sequence[str], groups: int, seed: int, *, held_out: bool = False) -> Iterator[list[Variant]]:
    """Yield groups of variants: the sentence, another neutral name, and praise or two names of different blame.

    Domains take turns, so that frequent nouns do not crowd out the others.

    Parameters
    ----------
    sentences : sequence of str
        Plain sentences of news.
    groups : int
        Number of groups; none if no sentence has a place.
    seed : int
        Seed of the choice of sentences and names.
    held_out : bool, default False
        Whether names are those kept out of training.
    """
    random = np.random.default_rng(seed)
    places = [(slot, [s for s in sentences if slot.pattern.search(s)]) for slot in slots(held_out)]
    places = [(slot, found) for slot, found in places if found]
    for time in range(groups if places else 0):
        slot, found = places[time % len(places)]
        loaded = [PRAISE] if random.random() < OF_PRAISE else random.choice(BLAME, 2, replace=False)
        yield slot.variants(found[random.integers(len(found))], [NEUTRAL, *loaded], random)


def coded_pairs(folder: Path, codes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Read the coded pairs with their sentences: pair_id, story, text_a, text_b, and the share of each code.

    A code in doubt (``part?``) counts for 0.7, and for the categories beside it for the rest.
    """
    if codes is None:
        codes = read_csv(Path(str(files("framing.models.training"))) / "pair_codes.csv")
    texts: dict[str, str] = {}
    for name in codes["collection"].unique():
        for file in PAIRS[name]:
            for line in (folder / name / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
                article = json.loads(line)
                if "articles" in article:  # three articles on one event, and the round-up
                    parts = [*(one["text"] for one in article["articles"]), article["neutral_text"]]
                    texts |= {f"{article['id']}-{place}": text for place, text in enumerate(parts)}
                else:
                    texts[article.get("article_id") or article["id"]] = article["text"]
    found = codes[["pair_id", "story"]].copy()
    for side in "ab":
        spans = zip(codes[f"article_{side}"], codes[f"start_{side}"], codes[f"end_{side}"], strict=True)
        found[f"text_{side}"] = [" ".join(texts[name][int(start) : int(end)].split()) for name, start, end in spans]
    shares = np.array([np.mean([*map(_shares_of, of_pair.split())], axis=0) for of_pair in codes["codes"]])
    return found.assign(**dict(zip(OVERLAPS, shares.T, strict=True)))


def _shares_of(code: str) -> Reals:
    """Return the share of each category in a code.

    >>> _shares_of("part").tolist(), _shares_of("none?").round(2).tolist()
    ([0.0, 1.0, 0.0], [0.79, 0.21, 0.0])
    """
    name = code.removesuffix("?")
    sure = np.array([float(name == one) for one in OVERLAPS])
    return sure if code == name else (1 - DOUBT) * sure + DOUBT * np.array(BESIDE[name])


def is_kept_story(story: pd.Series[str], every: int) -> pd.Series[bool]:
    """Return for each pair whether its story is not trained on."""
    return pd.Series(pd.util.hash_array(story.to_numpy(dtype=object)) % every == 0, story.index)
