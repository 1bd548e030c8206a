"""Unseen: texts that are not of the study, scored by its classifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import regex

from framing.attribution import find_voice
from framing.corpus import Corpus, read_articles, refuse_broken, split_sentences
from framing.errors import BadInput
from framing.lexicon import Lexicon, find_occurrences, find_swaps, swapped_sentences, swaps_not_made
from framing.measures import swap_contrasts
from framing.models import (
    ENOUGH_POSITIVES,
    GENERAL,
    GENERAL_LOG_ODDS as GENERAL_FEATURE,
    LOADEDNESS,
    LoadednessClassifier,
    Prior,
    SentenceModel,
    as_scores,
    fitted,
    general_model,
    public_features,
    refuse_unknown,
    swapped_features,
)
from framing.schema import LEXICON
from framing.study.study import Study
from framing.tables import read_text, rows

LEFT_OUT = "(left out)"
LONGEST_ID = 64
NOT_IN_ID = regex.compile(r"[^A-Za-z0-9_-]+")
TABLES = (".csv", ".jsonl", ".parquet")
MARKS = ["sentence_id", "start", "end", "term", "counterparts"]


@dataclass(frozen=True)
class Reading:
    """Articles as they are read with a lexicon: sentences with voice, boilerplate left out, and occurrences."""

    corpus: Corpus
    lexicon: Lexicon
    sentences: pd.DataFrame
    occurrences: pd.DataFrame

    @classmethod
    def of(cls, corpus: Corpus, lexicon: Lexicon | None) -> Reading:
        """Read; without a lexicon no terms are found."""
        lexicon = lexicon or Lexicon(pd.DataFrame(columns=list(LEXICON.columns), dtype="str"))
        voiced = find_voice(split_sentences(corpus), corpus)
        found = find_occurrences(voiced, corpus, lexicon=lexicon)
        return cls(corpus, lexicon, voiced[voiced["kind"] != "boilerplate"].reset_index(drop=True), found)

    @property
    def words(self) -> pd.Series[str]:
        """The sentences themselves, by sentence_id."""
        return words_of(self.sentences, self.corpus)

    @property
    def terms(self) -> pd.Series[str]:
        """The deciding words of every occurrence as written, by occurrence_id."""
        words = [self.corpus.text(row.article_id)[row.term_start : row.term_end] for row in rows(self.occurrences)]
        return pd.Series(words, self.occurrences["occurrence_id"].to_numpy(), dtype="str")

    @property
    def marks(self) -> pd.DataFrame:
        """Loaded terms in their order: sentence_id, start, end, term (as written), counterparts (by the lexicon)."""
        loaded = self.occurrences[self.occurrences["form"] == "loaded"].sort_values(["article_id", "term_start"])
        neutral = neutral_wordings(self.lexicon)
        written = self.terms
        found = [
            (row.sentence_id, row.term_start, row.term_end, written[row.occurrence_id], neutral[row.term_id])
            for row in rows(loaded)
        ]
        return pd.DataFrame(found, columns=MARKS)


def neutral_wordings(lexicon: Lexicon) -> dict[str, str]:
    """The neutral wordings of each loaded term, in words: "leader or president"."""
    found: dict[str, list[str]] = {}
    for pair in rows(lexicon.pairs):
        found.setdefault(pair.loaded, []).append(
            lexicon.by_id[pair.neutral].term if pair.neutral in lexicon.by_id else LEFT_OUT
        )
    return {term_id: " or ".join(words) for term_id, words in found.items()}


def words_of(sentences: pd.DataFrame, corpus: Corpus) -> pd.Series[str]:
    """The words of sentences, by sentence_id; private where the texts are."""
    words = [corpus.text(row.article_id)[row.start : row.end] for row in rows(sentences)]
    return pd.Series(words, sentences["sentence_id"].to_numpy(), dtype="str")


def read_loose(paths: Sequence[Path]) -> Corpus:
    """Read articles from any files: each .txt is one article, a table or a folder as `read_articles` takes it.

    Raises
    ------
    BadInput
        naming the file that is missing, empty or no text, or the article_id that two of them have.
    """
    corpora = [_one_article(path) if path.suffix.lower() == ".txt" else _several(path) for path in paths]
    articles = pd.concat([corpus.articles for corpus in corpora], ignore_index=True)
    whole = Corpus(articles, {name: text for corpus in corpora for name, text in corpus.texts.items()})
    twice = articles.loc[articles["article_id"].duplicated(), "article_id"]
    if len(twice):
        raise BadInput(f"Two articles are called '{twice.iloc[0]}'; give one of them another name.")
    for article_id in articles["article_id"]:
        if not whole.text(article_id).strip():
            raise BadInput(f"The text of '{article_id}' is empty; expected at least one sentence.")
    return whole


def _several(path: Path) -> Corpus:
    """The articles of a table or a folder, which must have their texts in it."""
    if path.suffix not in TABLES and not path.is_dir():
        raise BadInput(f"{path}: expected a .txt file, a table ({', '.join(TABLES)}) or a folder of .txt files.")
    corpus = read_articles(path)
    if not corpus.texts:
        raise BadInput(f"{path} holds no texts; expected a column 'text' beside article_id and outlet.")
    return corpus


def _one_article(path: Path) -> Corpus:
    """The article of a text file, called as the file is, in the letters that an article_id may have."""
    text = refuse_broken(read_text(path), str(path))
    name = NOT_IN_ID.sub("-", path.stem).strip("-_")[:LONGEST_ID] or "article"
    return read_articles(pd.DataFrame({"article_id": [name], "outlet": ["unattributed"], "text": [text]}))


PLACE = ["article_id", "sentence_id", "start", "end", "kind"]
SHOWN = ["swap_id", "kind", "direction", "written", "term_out", "term_in", "target", "quoted", "sentence"]
GIVEN = "given"
CONTRAST = "contrast"


def score_articles(corpus: Corpus, study: Study | None = None, model: SentenceModel | None = None) -> pd.DataFrame:
    """Score each sentence of any articles: how loaded, by the general model and by the classifier of each outlet.

    A score is about a sentence's wording; it is no verdict on an article or an outlet.

    Parameters
    ----------
    corpus
        of `read_articles`, with texts; it need not be the study's.
    study
        whose lexicon names the loaded terms and their neutral wordings, and whose codes each outlet's classifier learns
        from (`LoadednessClassifier` over `public_features`, fitted on all coded sentences of the outlet). Without a
        study there are no terms and no outlets.
    model
        the general model; the shipped one, `loaded-language`, if none is given. For numbers that are published take it
        `exactly()`.

    Returns
    -------
    DataFrame
        a row a sentence, boilerplate left out: article_id, sentence_id, start, end, kind; loadedness, the probability
        that it is loaded, with low and high at 95 % (about another sample of the model's training articles); windows,
        in how many parts it was read, more than one where it is very long; voice, source; terms, the loaded terms as
        written, and counterparts, the neutral wordings of each by the lexicon; and a column ``loadedness:<outlet>`` for
        each outlet with coded sentences, where the study's own log-odds of the general model are published or its texts
        are at hand.

    Raises
    ------
    TextNotAvailable
        when the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> import pandas as pd
    >>> text = "The strongman Tresk flew home on Monday."
    >>> mine = fr.read_articles(pd.DataFrame({"article_id": ["mine"], "outlet": ["Mine"], "text": [text]}))
    >>> found = fr.score_articles(mine, fr.demo())
    >>> found[["sentence_id", "voice", "terms", "counterparts"]].values.tolist()
    [['mine:01', 'narrator', 'strongman', 'president or leader']]
    >>> [column for column in found if column.startswith("loadedness:")][:2]
    ['loadedness:Free Hadrel', 'loadedness:Vay Courier']
    """
    model = model or general_model()
    reading = Reading.of(corpus, study.lexicon if study else None)
    words = reading.words
    found = model.predict_interval(words.tolist()).set_axis(words.index)
    table = reading.sentences[PLACE].join(
        found[["probability", "low", "high", "windows"]].rename(columns={"probability": LOADEDNESS}), on="sentence_id"
    )
    table = table.join(reading.sentences[["voice", "source"]]).join(_terms_by_sentence(reading), on="sentence_id")
    if study is None or table.empty:
        return table
    features = _features_of(reading, study, found["log_odds"])
    for outlet, classifier in outlet_classifiers(study, model).items():
        table[f"{LOADEDNESS}:{outlet}"] = classifier.predict_proba(features.loc[table["sentence_id"]])[:, 1]
    return table


def score_swaps(sentence: str, study: Study, model: SentenceModel | None = None) -> pd.DataFrame:
    """Show what each term of one sentence does: its log-odds as written, and with each counterpart in the term's place.

    Parameters
    ----------
    sentence
        one sentence, as text.
    study
        whose lexicon has the terms, and whose codes each outlet's classifier learns from, as in `score_articles`.
    model
        the general model; the shipped one, `loaded-language`, if none is given.

    Returns
    -------
    DataFrame
        a row a swap of `find_swaps`: swap_id, kind (pair, or placebo: neutral for neutral), direction, written (the
        words that give way), term_out, term_in, target, quoted (inside quotation marks the swap changes what somebody
        said), sentence (as swapped), log_odds, log_odds_swapped, contrast: by the general model, log-odds with the
        loaded term less those with the neutral one, whichever of the two was written, for a placebo as swapped less as
        written; and a column ``contrast:<outlet>`` for the classifier of each outlet. No row where no term stands.

    Raises
    ------
    BadInput
        when the text is not one sentence.

    Examples
    --------
    >>> import framing as fr
    >>> found = fr.score_swaps("The strongman Tresk flew home on Monday.", fr.demo())
    >>> found[["term_out", "term_in", "sentence"]].values.tolist()[0]
    ['tresk-strongman', 'tresk-leader', 'The leader Tresk flew home on Monday.']
    >>> bool((found["contrast:Free Hadrel"] > 0).all())
    True
    """
    reading, model = reading_of_one(sentence, study), model or general_model()
    swaps = find_swaps(reading.occurrences, reading.sentences, reading.corpus, lexicon=study.lexicon)
    swaps = swaps.assign(
        written=swaps["occurrence_id"].map(reading.terms),
        sentence=swapped_sentences(
            swaps, reading.occurrences, reading.sentences, reading.corpus, lexicon=study.lexicon
        ),
    )
    units = [*reading.words.index, *swaps["swap_id"]]
    log_odds = pd.Series(model.log_odds([*reading.words, *swaps["sentence"]]), units)
    swaps = swaps.assign(log_odds=log_odds.iloc[0], log_odds_swapped=log_odds.iloc[1:].to_numpy())
    found = _contrasts_of(reading, swaps, log_odds, study, model)
    return swaps[[*SHOWN, "log_odds", "log_odds_swapped"]].join(found, on="swap_id")


def refused_swaps(sentence: str, study: Study) -> pd.DataFrame:
    """Pairs of loaded and neutral terms that no rule of grammar swaps in this sentence, with the reason."""
    reading = reading_of_one(sentence, study)
    refused = swaps_not_made(reading.occurrences, reading.sentences, reading.corpus, lexicon=study.lexicon)
    return refused[refused["kind"] == "pair"].reset_index(drop=True)


def _terms_by_sentence(reading: Reading) -> pd.DataFrame:
    """Loaded terms and their counterparts, by sentence_id; empty where none stands."""
    marks = reading.marks.rename(columns={"term": "terms"})
    told = marks.groupby("sentence_id")[["terms", "counterparts"]].agg("; ".join)
    return told.reindex(reading.words.index, fill_value="").astype("str")


def _features_of(reading: Reading, study: Study, general: pd.Series[float]) -> pd.DataFrame:
    """Public features of what was read, by sentence_id."""
    return public_features(reading.sentences, reading.occurrences, study.lexicon.targets, general)


def outlet_classifiers(study: Study, model: SentenceModel) -> dict[str, LoadednessClassifier]:
    """The LoadednessClassifier of each outlet, public features, fitted on all its coded sentences; none without codes.

    The study's results hold a fold back for the study's own sentences; those scored here are in none.
    """
    labels, general = study.labels, _study_log_odds(study, model)
    if labels is None or general is None or labels["label"].nunique() < 2:
        return {}
    features = public_features(study.sentences, study.occurrences, study.lexicon.targets, general)
    refuse_unknown(labels["sentence_id"], features.index, "no features")
    shared = LoadednessClassifier(Prior.on(GENERAL_FEATURE, features.columns.astype(str).tolist()))
    outlet = _outlet_of_labels(study, labels)
    names = [name for name in study.articles["outlet"].unique() if (outlet == name).any()]
    return {name: fitted(shared, features, labels[outlet == name], None) for name in names}


def _outlet_of_labels(study: Study, labels: pd.DataFrame) -> pd.Series[str]:
    """The outlet of each row of labels."""
    articles = study.sentences.set_index("sentence_id")["article_id"]
    return labels["sentence_id"].map(articles).map(study.articles.set_index("article_id")["outlet"])


def _study_log_odds(study: Study, model: SentenceModel) -> pd.Series[float] | None:
    """The general model's log-odds of the study's sentences: published, else of its texts; none without codes."""
    if study.labels is None:
        return None
    published = study.scores[study.scores["classifier"] == GENERAL]
    if len(published) and model.exactly() == general_model().exactly():
        return published.set_index("unit_id")["log_odds"]
    if not study.corpus.texts:
        return None
    words = words_of(study.sentences[study.sentences["kind"] != "boilerplate"], study.corpus)
    return pd.Series(model.log_odds(words.tolist()), words.index)


def notes_on_outlets(study: Study, columns: Iterable[object]) -> list[str]:
    """What to know of the outlets' columns of a table, a sentence each: why there are none, or which rest on little."""
    if any(":" in str(column) for column in columns) and study.labels is not None:
        loaded = (study.labels["label"] * study.labels["weight"]).groupby(_outlet_of_labels(study, study.labels)).sum()
        few = loaded[loaded < ENOUGH_POSITIVES]
        return [
            f"The classifier of {outlet} learnt from {count:g} loaded sentences; under {ENOUGH_POSITIVES} it says "
            "little of its own."
            for outlet, count in few.items()
        ]
    if study.labels is None or study.labels["label"].nunique() < 2:
        return [f"{study.file} has no codes of loaded and neutral sentences, so its outlets have no classifiers."]
    return [f"The scores of {study.file} are not published, so its outlets have no classifiers."]


def notes_on_length(table: pd.DataFrame) -> list[str]:
    """Which sentences were too long to be read at once, a sentence each."""
    return [
        f"{row['sentence_id']} is too long to be read at once; its score is the mean over {row['windows']} windows."
        for row in table[table["windows"] > 1].to_dict("records")
    ]


def _contrasts_of(
    reading: Reading, swaps: pd.DataFrame, log_odds: pd.Series[float], study: Study, model: SentenceModel
) -> pd.DataFrame:
    """The contrast of each swap, by swap_id: of the general model, and a column an outlet."""
    features = _features_of(reading, study, log_odds)
    both = pd.concat([features, swapped_features(features, swaps, study.lexicon.terms, log_odds)])
    judged = {CONTRAST: log_odds} | {
        f"{CONTRAST}:{outlet}": pd.Series(classifier.decision_function(both), both.index)
        for outlet, classifier in outlet_classifiers(study, model).items()
    }
    plain = swaps[["swap_id", "sentence_id", "direction"]]
    return pd.DataFrame(
        {
            name: swap_contrasts(as_scores(odds, name, "public", [pd.NA] * len(odds)), plain).set_index("swap_id")[
                CONTRAST
            ]
            for name, odds in judged.items()
        }
    )


def reading_of_one(sentence: str, study: Study) -> Reading:
    """One sentence as an article of its own; anything else is refused."""
    row = {"article_id": [GIVEN], "outlet": ["unattributed"], "text": [sentence]}
    reading = Reading.of(read_articles(pd.DataFrame(row)), study.lexicon)
    if len(reading.sentences) != 1:
        raise BadInput(f"Expected one sentence, found {len(reading.sentences)}; score_articles takes whole texts.")
    return reading
