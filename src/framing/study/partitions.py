"""Compute what depends on single articles or sentences in batches: here, in several processes, or on a Dask cluster."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import warnings
from asyncio import CancelledError as AsyncCancelledError
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, TimeoutError as Timeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import regex

from framing.attribution import text_to_tag, warn_of_unread
from framing.corpus import other_languages
from framing.display import SWITCH
from framing.errors import BadInput
from framing.models import ATTRIBUTION_MODEL, AttributionTagger, SentenceModel, general_model, load_model
from framing.stats import Reals
from framing.tables import rows
from framing.writing import end_with

if TYPE_CHECKING:
    from framing.models import TaggedSentence
    from framing.study.study import Study

Work = Callable[[Any], Any]

CHARACTERS = 200_000  # code points of the articles of a batch: about ten seconds of work
UNITS = 1024  # sentences of a batch; a multiple of the sentences that an encoder reads at once
MANY = 10  # places of a term that gives no slot
IDLE = 60  # seconds until an idle process ends and frees its memory
ANSWER = 30  # seconds in which a scheduler has to answer and to have a worker
DIED = (
    "A worker process ended before its batch was done, as happens when memory is short. Finished batches are kept: run "
    "the build again, with fewer processes (--workers 1) if memory is short."
)
LOST = "The Dask cluster at {} {}. Finished batches are kept: run the build again."


def hash_of(*content: str) -> str:
    """Return a hash of some texts, in order."""
    return hashlib.sha256("\0".join(content).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Pool:
    """Where batches are computed; what they yield does not depend on it.

    Parameters
    ----------
    workers : int, default 1
        Number of processes, each with one thread. With 1, or for one batch, no process is started.
    scheduler : str, default ""
        Address of a Dask scheduler, such as ``tcp://localhost:8786``, whose workers take the place of processes.
    code : str, default ""
        Hash of the code; workers of a cluster must have the same.
    """

    workers: int = 1
    scheduler: str = ""
    code: str = ""

    def run(self, work: Work, batches: Iterable[Any], many: int) -> Iterator[tuple[int, Any]]:
        """Yield the place and the result of each batch as soon as it is done.

        Parameters
        ----------
        work : callable
            Maps a batch to its result. It is pickled before its first call, and loads its models itself, on a call, so
            that each worker loads them once.
        batches : iterable
            Batches; a few at a time are in the hands of the workers.
        many : int
            Number of batches.

        Raises
        ------
        BadInput
            If a worker ends, or the scheduler or its workers do not answer.

        Examples
        --------
        >>> dict(Pool().run(len, ["a", "bcd"], 2))
        {0: 1, 1: 3}
        """
        if self.scheduler:
            yield from self._on_cluster(work, batches)
        elif min(self.workers, many) > 1:
            yield from self._in_processes(work, batches)
        else:
            yield from (_without_notes(work, *numbered) for numbered in enumerate(batches))

    def _in_processes(self, work: Work, batches: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        """Use loky, which starts its processes afresh: tokenisers and networks do not survive a fork."""
        from joblib import Parallel, delayed, parallel_config

        pickled = pickle.dumps(work)
        # loky replaces a worker that is idle or has grown by 300 MB, as one that loads another model does, and notes it
        warnings.filterwarnings("ignore", "A worker stopped while some jobs were given to the executor")
        ending: Any = {"initializer": end_with, "initargs": (os.getpid(),)}  # before a worker has any work
        with parallel_config("loky", inner_max_num_threads=1, idle_worker_timeout=IDLE, **ending):
            parallel = Parallel(self.workers, return_as="generator_unordered", batch_size=1, max_nbytes=None)
        try:
            yield from parallel(delayed(_in_process)(pickled, *numbered) for numbered in enumerate(batches))
        except BrokenProcessPool:
            raise BadInput(DIED) from None

    def _on_cluster(self, work: Work, batches: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        import distributed

        pickled, waiting = pickle.dumps(work), iter(enumerate(batches))
        with _client(self.scheduler, self.code) as client:
            running: list[Any] = []

            def submit(many: int) -> None:
                some = islice(waiting, many)
                running.extend(client.submit(_by_pickled, pickled, *numbered, pure=False) for numbered in some)

            try:
                submit(2 * sum(client.nthreads().values()))
                while running:
                    for future in _finished(client, running):
                        running.remove(future)
                        yield future.result()
                        submit(1)
            except distributed.KilledWorker:
                raise BadInput(LOST.format(self.scheduler, "lost the workers of a batch several times")) from None
            except (CancelledError, AsyncCancelledError, Timeout, OSError):
                raise BadInput(LOST.format(self.scheduler, "does not answer any more")) from None


def _without_notes(work: Work, place: int, batch: Any) -> tuple[int, Any]:
    """Do work on a numbered batch; warnings would be those of the batch, not of the whole."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return place, work(batch)


def _by_pickled(pickled: bytes, place: int, batch: Any) -> tuple[int, Any]:
    """Do pickled work on a numbered batch."""
    return _without_notes(_unpickled(pickled), place, batch)


def _in_process(pickled: bytes, place: int, batch: Any) -> tuple[int, Any]:
    """Do pickled work in a process of its own, which shows no progress."""
    os.environ[SWITCH] = "0"
    return _by_pickled(pickled, place, batch)


@lru_cache(maxsize=2)
def _unpickled(pickled: bytes) -> Work:
    """Return the same object for the same work, so that its models are loaded once."""
    return pickle.loads(pickled)  # type: ignore[no-any-return]  # noqa: S301, written by this toolkit


@contextmanager
def _client(scheduler: str, code: str) -> Iterator[Any]:
    """Connect to a scheduler that has workers with this version of the code."""
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise BadInput("A Dask scheduler needs the package distributed. Run: pip install 'framing[dask]'") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # errors are told in a sentence
    try:
        client: Any = Client(scheduler, timeout=ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, Timeout, ValueError):
        raise BadInput(
            f"No Dask scheduler answers at {scheduler}. Start one (dask scheduler) with workers (dask worker ADDRESS), "
            "and pass the address that it prints, such as tcp://localhost:8786."
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER)
        except Timeout:
            raise BadInput(
                f"The Dask scheduler at {scheduler} has no workers. Start some: dask worker ADDRESS"
            ) from None
        others = [worker for worker, theirs in client.run(_code_here, on_error="return").items() if theirs != code]
        if code and others:
            raise BadInput(
                f"{len(others)} of the workers of {scheduler} have another version of framing or none, first "
                f"{others[0]}. Install the same version on every worker."
            )
        yield client


def _finished(client: Any, running: Sequence[Any]) -> list[Any]:
    """Wait for a batch; return those that are finished. Raise if nobody is left to finish one."""
    import distributed

    wait: Any = distributed.wait
    while True:
        try:
            with client.as_current():
                return [*wait(running, timeout=ANSWER, return_when="FIRST_COMPLETED").done]
        except Timeout:
            if client.status != "running" or not client.nthreads():
                raise


def _code_here() -> str:
    from framing.study.provenance import code_of_derived

    return code_of_derived()


def cut(sizes: Sequence[int], most: int) -> list[range]:
    """Cut a sequence into batches of consecutive items, none larger in all than `most` unless it is one item.

    >>> cut([1, 1, 5, 1], 2)
    [range(0, 2), range(2, 3), range(3, 4)]
    """
    bounds, filled = [0], 0
    for place, size in enumerate(sizes):
        if filled and filled + size > most:
            bounds.append(place)
            filled = 0
        filled += size
    return [range(start, end) for start, end in pairwise([*bounds, len(sizes)]) if end]


@cache
def exact_tagger() -> AttributionTagger:
    """Return the shipped tagger of reports, exact on every processor, loaded once per process."""
    model = load_model(ATTRIBUTION_MODEL)
    assert isinstance(model, AttributionTagger)
    return model.exactly()


@dataclass(frozen=True, eq=False)
class ArticleTagger(AttributionTagger):
    """Tag each text by itself, so that its tags depend on no other text, and keep the tags.

    Attributes
    ----------
    kept : dict of str to bytes
        Tags of each text, pickled, since as objects they take ten times the memory.
    """

    kept: dict[str, bytes] = field(default_factory=dict)

    def read(self, texts: Sequence[tuple[str, Any, Any]]) -> list[list[TaggedSentence]]:
        """Find the spans in several texts."""
        return [self._tags_of(text) for text in texts]

    def _tags_of(self, text: tuple[str, Any, Any]) -> list[TaggedSentence]:
        if text[0] not in self.kept:
            self.kept[text[0]] = pickle.dumps(super().read([text])[0])
        return pickle.loads(self.kept[text[0]])  # type: ignore[no-any-return]  # noqa: S301, pickled above

    @cached_property
    def network(self) -> Any:
        """Network for torch, the same for all taggers of a process."""
        return exact_tagger().network


@dataclass(frozen=True)
class ArticleStage:
    """Tables of a study of which the rows of an article depend on this article only.

    Attributes
    ----------
    name : str
        Name of the files in which they are kept.
    tables : tuple of str
        The tables, which are properties of `Study`.
    inputs : tuple of str
        What they are computed from besides the article: names of `Study.fingerprints`.
    before : tuple of str, default ()
        Tables of the study that they are computed from, by article.
    chosen : str, default ""
        One of these of which the rows are chosen by comparing articles, so that they are an input of their own.
    """

    name: str
    tables: tuple[str, ...]
    inputs: tuple[str, ...]
    before: tuple[str, ...] = ()
    chosen: str = ""

    def __call__(self, part: Study) -> dict[str, Any]:
        """Compute the tables of a part of a study, by the same properties that compute those of a whole one."""
        if part.tagger and "tags" in self.before:
            texts = map(text_to_tag, map(part.corpus.text, part.tags["article_id"]))
            part.tagger.kept.update(zip(texts, part.tags["tags"], strict=True))
        for name in self.tables:  # before Python 3.12 a cached property locks the threads of a worker, if they are here
            vars(part)[name] = getattr(type(part), name).func(part)
        return {name: vars(part)[name] for name in self.tables}

    def keys(self, study: Study) -> dict[str, str]:
        """Return a hash of the inputs of each article, by article_id, in the order of the study."""
        shared = [study.fingerprints[name] for name in self.inputs]
        keys = {row.article_id: [repr(row[1:]), study.corpus.text(row.article_id)] for row in rows(study.articles)}
        if self.chosen:
            for row in rows(getattr(study, self.chosen)):
                keys[row.article_id].append(row.occurrence_id)
        return {article_id: hash_of(*shared, *of_article) for article_id, of_article in keys.items()}

    def parts(self, study: Study, article_ids: Sequence[str]) -> tuple[list[list[str]], Iterator[Study]]:
        """Cut articles into batches; return the ids of each batch, and the part of the study that holds it."""
        sizes = [len(study.corpus.text(article_id)) for article_id in article_ids]
        if "voiced" in self.tables:
            warn_of_unread(study.corpus, other_languages(study.corpus))
        batches = [[article_ids[place] for place in places] for places in cut(sizes, CHARACTERS)]
        articles = study.articles.set_index("article_id", drop=False)
        tables = {name: getattr(study, name) for name in self.before}
        places = {name: table.groupby("article_id").indices for name, table in tables.items()}
        nothing = np.empty(0, dtype=np.intp)

        def part(ids: list[str]) -> Study:
            of_batch = replace(study, stages=None)
            texts = {article_id: study.corpus.text(article_id) for article_id in ids}
            corpus = replace(study.corpus, articles=articles.loc[ids].reset_index(drop=True), texts=texts)
            vars(of_batch).update(corpus=corpus, lexicon=replace(study.lexicon))
            for name, table in tables.items():
                found = [places[name].get(article_id, nothing) for article_id in ids]
                vars(of_batch)[name] = table.take(np.concatenate(found)).reset_index(drop=True)
            return of_batch

        return batches, map(part, batches)


def warn_of_silent_terms(study: Study) -> None:
    """Warn of nouns of the lexicon that stand in the texts and give no slot in any of them."""
    seen, terms = {*study.occurrences["term_id"]}, study.lexicon.by_id
    forms: dict[str, list[str]] = {}
    for term_id, tag, form in study.lexicon.surfaces():
        row = terms[term_id]
        is_noun = row.kind == "naming" and row.noun not in ("name", "metonym") and tag != "adjective"
        if is_noun and row.form != "trap" and term_id not in seen:
            forms.setdefault(term_id, []).append(regex.escape(form))
    patterns = {term_id: regex.compile(rf"\b(?:{'|'.join(of_term)})\b") for term_id, of_term in forms.items()}
    places = {
        term_id: sum(len(pattern.findall(text)) for text in study.corpus.texts.values())
        for term_id, pattern in patterns.items()
    }
    silent = sorted((term_id for term_id, many in places.items() if many >= MANY), key=lambda one: -places[one])
    if silent:
        first = terms[silent[0]]
        warnings.warn(
            f"Naming terms that stand in the texts and give no slot: {len(silent)}, first '{first.term}' of "
            f"{first.target} ({places[silent[0]]} places). framing lexicon check TERM shows the reasons.",
            stacklevel=2,
        )


READING = ArticleStage("reading", ("voiced", "attributions", "tags"), ("encoder",))
NAMINGS = ArticleStage(
    "namings", ("occurrences", "occurrences_by_lexicon", "labellings"), ("encoder", "lexicon"), ("voiced", "tags")
)
SWAPS = ArticleStage(
    "swaps", ("swaps",), ("encoder", "lexicon"), ("voiced", "swapped_occurrences"), "swapped_occurrences"
)


@dataclass(frozen=True)
class NameReader:
    """Read sentences, and the names in them, with the general model; it is loaded on the first call."""

    @cached_property
    def model(self) -> SentenceModel:
        """The model, exact on every processor."""
        return general_model().exactly()

    def __call__(self, units: Sequence[tuple[str, Any]]) -> Reals:
        """Return the log-odds of each sentence, of its most loaded word and of the name."""
        return self.model.read_names(*zip(*units, strict=True)).to_numpy(np.float64)


class StanceReader(NameReader):
    """Judge the stance of sentences towards a name in them."""

    def __call__(self, units: Sequence[tuple[str, Any]]) -> Reals:
        """Return the log-odds of a negative against a positive stance."""
        return self.model.stances(*zip(*units, strict=True))[["log_odds"]].to_numpy(np.float64)
