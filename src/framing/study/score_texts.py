"""Score texts from outside a study with its lexicon and classifiers."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import regex

from framing.attribution import find_voice
from framing.corpus import (
    TABLES_OF_TEXTS,
    Corpus,
    check_characters,
    listed_languages,
    other_languages,
    read_articles,
    split_sentences,
)
from framing.errors import BadInput
from framing.lexicon import Lexicon, find_occurrences, find_swaps, swapped_slots, swaps_not_made
from framing.measures import swap_contrasts
from framing.models import (
    ENOUGH_POSITIVES,
    GENERAL,
    GENERAL_LOG_ODDS,
    GENERAL_NAME,
    GENERAL_STANCE,
    GENERAL_WORD,
    LOADEDNESS,
    OF_GENERAL,
    WORD,
    LoadednessClassifier,
    Prior,
    SentenceModel,
    as_scores,
    fitted,
    general_model,
    probability,
    public_features,
    refuse_unknown,
    swapped_features,
)
from framing.schema import LEXICON
from framing.stats import Reals
from framing.study.study import Study
from framing.tables import read_text, rows

LEFT_OUT = "(left out)"
LONGEST_ID = 64
NOT_IN_ID = regex.compile(r"[^A-Za-z0-9_-]+")
NOT_ENGLISH = "If that is wrong, write the language (en) into a column language of the table."
MARKS = ["sentence_id", "start", "end", "term", "counterparts"]


@dataclass(frozen=True)
class Reading:
    """Articles processed with a lexicon: sentences with voice, without boilerplate, and occurrences."""

    corpus: Corpus
    lexicon: Lexicon
    sentences: pd.DataFrame
    occurrences: pd.DataFrame

    @classmethod
    def of(cls, corpus: Corpus, lexicon: Lexicon | None) -> Reading:
        """Process a corpus; without a lexicon there are no occurrences."""
        lexicon = lexicon or Lexicon(pd.DataFrame(columns=list(LEXICON.columns), dtype="str"))
        voiced = find_voice(split_sentences(corpus), corpus, tagger=None)
        occurrences = find_occurrences(voiced, corpus, lexicon=lexicon)
        return cls(corpus, lexicon, voiced[voiced["kind"] != "boilerplate"].reset_index(drop=True), occurrences)

    @property
    def words(self) -> pd.Series[str]:
        """Texts of the sentences, by sentence_id."""
        return words_of(self.sentences, self.corpus)

    @property
    def terms(self) -> pd.Series[str]:
        """Term of each occurrence as written, by occurrence_id."""
        words = [self.corpus.text(row.article_id)[row.term_start : row.term_end] for row in rows(self.occurrences)]
        return pd.Series(words, self.occurrences["occurrence_id"].to_numpy(), dtype="str")

    @property
    def marks(self) -> pd.DataFrame:
        """Loaded terms in text order: sentence_id, start, end, term (as written), counterparts (from the lexicon)."""
        loaded = self.occurrences[self.occurrences["form"] == "loaded"].sort_values(["article_id", "term_start"])
        neutral = neutral_wordings(self.lexicon)
        written = self.terms
        marks = [
            (row.sentence_id, row.term_start, row.term_end, written[row.occurrence_id], neutral[row.term_id])
            for row in rows(loaded)
        ]
        return pd.DataFrame(marks, columns=MARKS)


def neutral_wordings(lexicon: Lexicon) -> dict[str, str]:
    """Return the neutral wordings of each loaded term, such as "leader or president"."""
    wordings: dict[str, list[str]] = {}
    for pair in rows(lexicon.pairs):
        wordings.setdefault(pair.loaded, []).append(
            lexicon.by_id[pair.neutral].term if pair.neutral in lexicon.by_id else LEFT_OUT
        )
    return {term_id: " or ".join(words) for term_id, words in wordings.items()}


def words_of(sentences: pd.DataFrame, corpus: Corpus) -> pd.Series[str]:
    """Return the texts of sentences, by sentence_id; private if the articles are."""
    words = [corpus.text(row.article_id)[row.start : row.end] for row in rows(sentences)]
    return pd.Series(words, sentences["sentence_id"].to_numpy(), dtype="str")


def read_text_files(paths: Sequence[Path]) -> Corpus:
    """Read articles from files: each .txt is one article; tables and folders are read by `read_articles`.

    Raises
    ------
    BadInput
        If a file is missing, empty or not text, or if two articles have the same article_id.
    """
    corpora = [_one_article(path) if path.suffix.lower() == ".txt" else _several(path) for path in paths]
    articles = pd.concat([corpus.articles for corpus in corpora], ignore_index=True)
    whole = Corpus(articles, {name: text for corpus in corpora for name, text in corpus.texts.items()})
    twice = articles.loc[articles["article_id"].duplicated(), "article_id"]
    if len(twice):
        raise BadInput(f"Two articles have the id '{twice.iloc[0]}'. Rename one of them.")
    for article_id in articles["article_id"]:
        if not whole.text(article_id).strip():
            raise BadInput(f"The text of '{article_id}' is empty; expected at least one sentence.")
    return whole


def _several(path: Path) -> Corpus:
    """Read the articles of a table or folder that contains their texts."""
    if path.suffix.lower() not in TABLES_OF_TEXTS and not path.is_dir():
        raise BadInput(
            f"{path}: expected a .txt file, a table ({', '.join(TABLES_OF_TEXTS)}) or a folder of .txt files."
        )
    corpus = read_articles(path)
    if not corpus.texts:
        raise BadInput(f"{path} contains no texts; expected the columns article_id, outlet and text.")
    return corpus


def _one_article(path: Path) -> Corpus:
    """Read a text file as one article with an id made from the file name."""
    text = check_characters(read_text(path), str(path))
    name = NOT_IN_ID.sub("-", path.stem).strip("-_")[:LONGEST_ID] or "article"
    return read_articles(pd.DataFrame({"article_id": [name], "outlet": ["unattributed"], "text": [text]}))


def slots_of_swaps(
    swaps: pd.DataFrame, occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.DataFrame:
    """Return the sentences of swaps, before and after, with the place of the slot; arguments as for `find_swaps`.

    Returns
    -------
    DataFrame
        Indexed by occurrence_id (as written) and swap_id: sentence, start, end (of the slot in the sentence), is_swap.
    """
    slots = occurrences[occurrences["occurrence_id"].isin(swaps["occurrence_id"])].set_index("occurrence_id")
    first = slots["sentence_id"].map(sentences.set_index("sentence_id")["start"])
    written = pd.DataFrame(
        {
            "sentence": slots["sentence_id"].map(words_of(sentences, corpus)),
            "start": slots["start"] - first,
            "end": slots["end"] - first,
        }
    )
    reworded = swapped_slots(swaps, occurrences, sentences, corpus, lexicon=lexicon).set_axis(swaps["swap_id"])
    return pd.concat([written.assign(is_swap=False), reworded.assign(is_swap=True)])


def general_features(model: SentenceModel, texts: pd.Series[str]) -> pd.DataFrame:
    """Return the log-odds of the general model of each text and of its most loaded word, as features."""
    found = model.predict_interval(texts.tolist()).set_axis(texts.index)
    return as_features(found)


def as_features(found: pd.DataFrame) -> pd.DataFrame:
    """Return log_odds and word_log_odds as features; a text without a word is as the least loaded one."""
    features = found[["log_odds", "word_log_odds"]].set_axis([*OF_GENERAL], axis=1)
    return features.fillna(features.min())


def with_words(slots: pd.DataFrame) -> pd.DataFrame:
    """Return the slots that hold a word; a swap may leave one out."""
    has_word = [bool(WORD.search(row.sentence[row.start : row.end])) for row in rows(slots)]
    return slots[pd.Series(has_word, slots.index, dtype="bool")]


def scores_at_slots(model: SentenceModel, slots: pd.DataFrame) -> list[pd.DataFrame]:
    """Return how loaded the words in each slot are, and the stance towards them; none where a word was left out."""
    filled = with_words(slots)
    sentences, spans = filled["sentence"].tolist(), list(zip(filled["start"], filled["end"], strict=True))
    if not sentences:
        return []
    stances = model.stances(sentences, spans)["log_odds"].to_numpy()
    return of_slots(filled.index, model.span_scores(sentences, spans), stances)


def of_slots(units: pd.Index[str], names: Reals, stances: Reals) -> list[pd.DataFrame]:
    """Return the scores of slots as rows of the table scores."""
    none = [pd.NA] * len(units)
    return [
        as_scores(pd.Series(log_odds, units), classifier, "text", none)
        for classifier, log_odds in ((GENERAL_NAME, names), (GENERAL_STANCE, stances))
    ]


PLACE = ["article_id", "sentence_id", "start", "end", "kind"]
SHOWN = ["swap_id", "kind", "direction", "written", "term_out", "term_in", "target", "quoted", "sentence"]
GIVEN = "given"
CONTRAST = "contrast"
CONTRASTS_AT_SLOTS = {GENERAL_NAME: "contrast_of_name", GENERAL_STANCE: "contrast_of_stance"}


def score_articles(corpus: Corpus, study: Study | None = None, model: SentenceModel | None = None) -> pd.DataFrame:
    """Score the loadedness of each sentence with the general model and the classifier of each outlet.

    A score describes the wording of a sentence; it does not evaluate an article or an outlet.

    Parameters
    ----------
    corpus : Corpus
        Articles with texts, from `read_articles`; they may come from outside the study.
    study : Study, optional
        Study whose lexicon supplies the terms and whose codes train a `LoadednessClassifier` per outlet on
        `public_features` of all its coded sentences. Without a study, terms and outlets are not reported.
    model : SentenceModel, optional
        General model; by default the shipped `loaded-language`. Use ``model.exactly()`` for numbers to be published.

    Returns
    -------
    DataFrame
        One row per sentence, without boilerplate: article_id, sentence_id, start, end, kind; loadedness (probability
        that the sentence is loaded) with the 95 % limits low and high over resampled training articles; word (the one
        that is most probably loaded) and word_loadedness (how probably); windows (number of parts in which a long
        sentence was read); voice, source; terms (loaded terms as written) and
        counterparts (their neutral wordings). A column ``loadedness:<outlet>`` is added for each outlet with coded
        sentences if the study has published scores of the general model or attached texts.

    Raises
    ------
    TextNotAvailable
        If the text of an article is not attached.
    BadInput
        If no article is in English. Articles in other languages among English ones are left out with a warning.

    Examples
    --------
    >>> import framing as fr
    >>> import pandas as pd
    >>> text = "The strongman Tresk flew home on Monday."
    >>> mine = fr.read_articles(pd.DataFrame({"article_id": ["mine"], "outlet": ["Mine"], "text": [text]}))
    >>> scores = fr.score_articles(mine, fr.demo())
    >>> scores[["sentence_id", "voice", "terms", "counterparts"]].values.tolist()
    [['mine:01', 'narrator', 'strongman', 'president or leader']]
    >>> [column for column in scores if column.startswith("loadedness:")][:2]
    ['loadedness:Free Hadrel', 'loadedness:Vay Courier']
    """
    model = model or general_model()
    reading = Reading.of(only_english(corpus), study.lexicon if study else None)
    words = reading.words
    scores = model.predict_interval(words.tolist()).set_axis(words.index)
    scores = scores.assign(word_loadedness=probability(scores["word_log_odds"].to_numpy(float)))
    scores = scores.rename(columns={"probability": LOADEDNESS})
    table = reading.sentences[PLACE].join(
        scores[[LOADEDNESS, "low", "high", "word", "word_loadedness", "windows"]], on="sentence_id"
    )
    table = table.join(reading.sentences[["voice", "source"]]).join(_terms_by_sentence(reading), on="sentence_id")
    if study is None or table.empty:
        return table
    general = scores[["log_odds", "word_log_odds"]].set_axis([*OF_GENERAL], axis=1)
    features = _features_of(reading, study, general.fillna(general.min()))
    for outlet, classifier in outlet_classifiers(study, model).items():
        table[f"{LOADEDNESS}:{outlet}"] = classifier.predict_proba(features.loc[table["sentence_id"]])[:, 1]
    return table


def only_english(corpus: Corpus) -> Corpus:
    """Return the articles that models of English can score; a warning counts the others.

    Raises
    ------
    BadInput
        If no article is left.
    """
    others = other_languages(corpus)
    if not others:
        return corpus
    if len(others) == len(corpus):
        raise BadInput(
            f"The general model scores English only: {listed_languages(others)} cannot be scored. {NOT_ENGLISH}"
        )
    warnings.warn(
        f"{len(others)} of {len(corpus)} articles are not scored, because the general model is English: "
        f"{listed_languages(others)}. {NOT_ENGLISH}",
        stacklevel=3,
    )
    articles = corpus.articles[~corpus.articles["article_id"].isin(list(others))].reset_index(drop=True)
    return Corpus(articles, corpus.texts)


def score_swaps(sentence: str, study: Study, model: SentenceModel | None = None) -> pd.DataFrame:
    """Score a sentence with each loaded term replaced by its neutral counterparts, and the reverse.

    Parameters
    ----------
    sentence : str
        One sentence.
    study : Study
        Study whose lexicon supplies the terms and whose codes train the outlet classifiers, as in `score_articles`.
    model : SentenceModel, optional
        General model; by default the shipped `loaded-language`.

    Returns
    -------
    DataFrame
        One row per swap of `find_swaps`, empty if no term can be swapped: swap_id, kind (pair; placebo: neutral for
        neutral; matched: a matched placebo put in), direction, written (the replaced words), term_out, term_in, target,
        quoted (the swap changes a quotation), sentence (after the swap), log_odds, log_odds_swapped, and three
        contrasts under the general model: contrast_of_name (how loaded the words in the slot are), contrast (how
        loaded the sentence is) and contrast_of_stance (how negative the stance towards who is named). Each is log-odds
        with the loaded term minus those with the other one; without a loaded term, after minus before the swap. A
        column ``contrast:<outlet>`` is added for the classifier of each outlet.

    Raises
    ------
    BadInput
        If the text is not exactly one sentence.

    Examples
    --------
    >>> import framing as fr
    >>> swaps = fr.score_swaps("The strongman Tresk flew home on Monday.", fr.demo())
    >>> swaps[["term_out", "term_in", "sentence"]].values.tolist()[0]
    ['tresk-strongman', 'tresk-leader', 'The leader Tresk flew home on Monday.']
    >>> bool((swaps["contrast:Free Hadrel"] > 0).all())
    True
    """
    reading, model = reading_of_one(sentence, study), model or general_model()
    swaps = find_swaps(reading.occurrences, reading.sentences, reading.corpus, lexicon=study.lexicon)
    slots = slots_of_swaps(swaps, reading.occurrences, reading.sentences, reading.corpus, lexicon=study.lexicon)
    reworded = slots.loc[slots["is_swap"], "sentence"]
    general = general_features(model, pd.concat([reading.words, reworded]))
    swaps = swaps.assign(
        written=swaps["occurrence_id"].map(reading.terms),
        sentence=reworded.to_numpy(),
        log_odds=general[GENERAL_LOG_ODDS].iloc[0],
        log_odds_swapped=general[GENERAL_LOG_ODDS].iloc[1:].to_numpy(),
    )
    at_slots = scores_at_slots(model, slots)
    contrasts = _contrasts_of(reading, swaps, general, at_slots, study, model)
    return swaps[[*SHOWN, "log_odds", "log_odds_swapped"]].join(contrasts, on="swap_id")


def refused_swaps(sentence: str, study: Study) -> pd.DataFrame:
    """Return the term pairs that no grammar rule can swap in this sentence, with reasons."""
    reading = reading_of_one(sentence, study)
    refused = swaps_not_made(reading.occurrences, reading.sentences, reading.corpus, lexicon=study.lexicon)
    return refused[refused["kind"] == "pair"].reset_index(drop=True)


def _terms_by_sentence(reading: Reading) -> pd.DataFrame:
    """Join loaded terms and their counterparts by sentence_id; empty text for sentences without any."""
    marks = reading.marks.rename(columns={"term": "terms"})
    joined = marks.groupby("sentence_id")[["terms", "counterparts"]].agg("; ".join)
    return joined.reindex(reading.words.index, fill_value="").astype("str")


def _features_of(reading: Reading, study: Study, general: pd.DataFrame) -> pd.DataFrame:
    """Return public features by sentence_id."""
    return public_features(reading.sentences, reading.occurrences, study.lexicon.targets, general)


def outlet_classifiers(study: Study, model: SentenceModel) -> dict[str, LoadednessClassifier]:
    """Fit the LoadednessClassifier of each outlet on public features of all its coded sentences; empty without codes.

    The results of the study use cross-fitting. The sentences scored here are not in the training data, so no fold is
    held out.
    """
    labels, general = study.labels, _general_features_of(study, model)
    if labels is None or general is None or labels["label"].nunique() < 2:
        return {}
    features = public_features(study.sentences, study.occurrences, study.lexicon.targets, general)
    refuse_unknown(labels["sentence_id"], features.index, "no features")
    shared = LoadednessClassifier(Prior.on(GENERAL_LOG_ODDS, features.columns.astype(str).tolist()))
    outlet = _outlet_of_labels(study, labels)
    names = [name for name in study.articles["outlet"].unique() if (outlet == name).any()]
    return {name: fitted(shared, features, labels[outlet == name], None) for name in names}


def _outlet_of_labels(study: Study, labels: pd.DataFrame) -> pd.Series[str]:
    """Return the outlet of each row of labels."""
    articles = study.sentences.set_index("sentence_id")["article_id"]
    return labels["sentence_id"].map(articles).map(study.articles.set_index("article_id")["outlet"])


def _general_features_of(study: Study, model: SentenceModel) -> pd.DataFrame | None:
    """Return the general model's features of the study's sentences, published or computed; None without codes."""
    if study.labels is None:
        return None
    published = general_features_in(study.scores)
    if published is not None and model.exactly() == general_model().exactly():
        return published
    if not study.corpus.texts:
        return None
    return general_features(model, words_of(study.sentences[study.sentences["kind"] != "boilerplate"], study.corpus))


def general_features_in(scores: pd.DataFrame) -> pd.DataFrame | None:
    """Return the general model's features among published scores, by unit, or `None` if they have none."""
    features = {
        feature: scores[scores["classifier"] == classifier].set_index("unit_id")["log_odds"]
        for classifier, feature in zip((GENERAL, GENERAL_WORD), OF_GENERAL, strict=True)
    }
    return pd.DataFrame(features) if all(map(len, features.values())) else None


def notes_on_outlets(study: Study, columns: Iterable[object]) -> list[str]:
    """Explain missing outlet columns, or name the outlets with few loaded training sentences."""
    if any(":" in str(column) for column in columns) and study.labels is not None:
        loaded = (study.labels["label"] * study.labels["weight"]).groupby(_outlet_of_labels(study, study.labels)).sum()
        few = loaded[loaded < ENOUGH_POSITIVES]
        return [
            f"The classifier of {outlet} was trained on only {count:g} loaded sentences (fewer than "
            f"{ENOUGH_POSITIVES}), so it stays close to the general model."
            for outlet, count in few.items()
        ]
    if study.labels is None or study.labels["label"].nunique() < 2:
        return [f"{study.file} has no coded sentences of both kinds, so there are no outlet classifiers."]
    return [f"{study.file} has no published scores, so there are no outlet classifiers. Run framing build."]


def notes_on_length(table: pd.DataFrame) -> list[str]:
    """Name the sentences that were read in several windows."""
    return [
        f"{row['sentence_id']} exceeds the maximum length; its score is the mean over {row['windows']} windows."
        for row in table[table["windows"] > 1].to_dict("records")
    ]


def _contrasts_of(
    reading: Reading,
    swaps: pd.DataFrame,
    general: pd.DataFrame,
    at_slots: Sequence[pd.DataFrame],
    study: Study,
    model: SentenceModel,
) -> pd.DataFrame:
    """Return contrasts by swap_id: a column for each of the general model's and one per outlet."""
    features = _features_of(reading, study, general)
    both = pd.concat([features, swapped_features(features, swaps, study.lexicon.terms, general)])
    by_model = {CONTRAST: general[GENERAL_LOG_ODDS]} | {
        f"{CONTRAST}:{outlet}": pd.Series(classifier.decision_function(both), both.index)
        for outlet, classifier in outlet_classifiers(study, model).items()
    }
    scores = [as_scores(odds, name, "public", [pd.NA] * len(odds)) for name, odds in by_model.items()]
    plain = swaps[["swap_id", "occurrence_id", "sentence_id", "direction"]]
    found = swap_contrasts(pd.concat([*at_slots, *scores]).replace({"classifier": CONTRASTS_AT_SLOTS}), plain)
    wide = found.pivot(index="swap_id", columns="classifier", values="contrast")
    return wide.reindex(columns=[*CONTRASTS_AT_SLOTS.values(), *by_model])


def reading_of_one(sentence: str, study: Study) -> Reading:
    """Process one sentence as an article; raise an error for any other number of sentences."""
    check_characters(sentence, "the sentence")
    row = {"article_id": [GIVEN], "outlet": ["unattributed"], "text": [sentence]}
    reading = Reading.of(read_articles(pd.DataFrame(row)), study.lexicon)
    if len(reading.sentences) != 1:
        raise BadInput(f"Expected one sentence, found {len(reading.sentences)}. Use score_articles for whole texts.")
    return reading
