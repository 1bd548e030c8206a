"""Find the spans of source, cue and content in sentences of news, with a network trained on attributions."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

import numpy as np

from framing.display import shown_scorer
from framing.models.encoders import Vectors, by_length_of_batches, padded, word_embeddings
from framing.models.linear import probability
from framing.models.tuned import AT_ONCE, FIRST, LAST, SETTINGS, SLOW, TunedEncoder, inferred
from framing.stats import Integers, Reals
from framing.tables import write_json

Span = tuple[int, int]
SentenceSpan = tuple[int, int, str]
Inputs = tuple[Integers, Integers, Integers]  # tokens, attention mask and flags of a batch

ROLES = ("content", "content begins", "cue", "cue begins", "source", "source begins")
LONGEST = 158  # tokens per window without the special tokens
IN_MARKS, OPENS_SENTENCE, OPENS_LINE = 1, 2, 4  # flags of a token, added up
FLAGS = 8
LINE_BREAKS = frozenset("\r\n\x0b\x0c\x85\u2028\u2029")
BEGINS = 0.5
LEAST = (0.5, 0.35, 0.2)  # probability from which a word counts as content, cue and source
FURTHER = 8  # words by which a source on the other side of a border of content counts as further
NEAR = 2  # words between content and the border of its sentence, such as marks


def inputs_of(windows: Sequence[Window]) -> Inputs:
    """Return padded tokens, attention mask and flags of a batch."""
    tokens, mask = padded([window.tokens for window in windows])
    return tokens, mask, padded([window.flags for window in windows])[0]


def opening_lines(text: str, sentences: Sequence[SentenceSpan]) -> list[bool]:
    """Return for each sentence whether it opens a line."""
    befores = [0, *(end for _, end, _ in sentences)]
    between = (text[before:start] for before, (start, *_) in zip(befores, sentences, strict=False))
    return [number == 0 or not LINE_BREAKS.isdisjoint(gap) for number, gap in enumerate(between)]


@dataclass(frozen=True)
class TaggedSpan:
    """A span in code points of the text, and the mean probability of its words."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True)
class TaggedAttribution:
    """One span of content within a sentence; its cue and its source may stand in another sentence."""

    content: TaggedSpan
    cue: TaggedSpan | None
    source: TaggedSpan | None


@dataclass(frozen=True)
class TaggedSentence:
    """What a sentence holds: spans of content, of cues and of sources, and the attributions that they form."""

    content: tuple[TaggedSpan, ...] = ()
    cue: tuple[TaggedSpan, ...] = ()
    source: tuple[TaggedSpan, ...] = ()
    attributions: tuple[TaggedAttribution, ...] = ()


@dataclass(frozen=True, eq=False)
class AttributionTagger:
    """Find who says what, with a network that reads several sentences at once.

    Attributes
    ----------
    encoder : TunedEncoder
        Weights of the network, and whether it computes exactly.
    scores : dict
        Results of the validation.
    card : str
        Model card: training data, intended use and limitations.

    Examples
    --------
    >>> import framing as fr
    >>> text = "Rain fell. Anna Berg told reporters that the bridge would close."
    >>> _, tagged = fr.load_model("attribution").spans(text, [(0, 10, "body"), (11, 64, "body")], [])
    >>> one = tagged.attributions[0]
    >>> [text[part.start : part.end] for part in (one.source, one.cue, one.content)]
    ['Anna Berg', 'told', 'that the bridge would close']
    """

    encoder: TunedEncoder
    scores: dict[str, Any] = field(default_factory=dict)
    card: str = field(default="", repr=False)

    def __repr__(self) -> str:
        return f"AttributionTagger of {self.encoder.file.name}: {self.encoder.weights.layers} layers"

    def _repr_html_(self) -> str:
        facts = {"network": self.encoder.file.name, "layers": self.encoder.weights.layers}
        return shown_scorer("Tagger of attributions", facts, self.scores, self.card)

    def spans(self, text: str, sentences: Sequence[SentenceSpan], quotations: Sequence[Span]) -> list[TaggedSentence]:
        """Find the spans of source, cue and content in one text.

        Parameters
        ----------
        text : str
            An English text.
        sentences : sequence of (int, int, str)
            Start, end and kind of each sentence; boilerplate is not read.
        quotations : sequence of (int, int)
            Start and end of each quotation in the text, as `find_quotations` gives them.

        Returns
        -------
        list of TaggedSentence
            One for each sentence.

        Raises
        ------
        BadInput
            If the weights or the small encoder are missing.
        """
        return self.read([(text, sentences, quotations)])[0]

    def read(self, texts: Sequence[tuple[str, Sequence[SentenceSpan], Sequence[Span]]]) -> list[list[TaggedSentence]]:
        """Find the spans in several texts, each given as the arguments of `spans`; faster than one by one."""
        windows = [windows_of_text(self.encoder.tokenizer, *text) for text in texts]
        log_odds = iter(self.log_odds([window for of_text in windows for window in of_text]))
        tagged = []
        for (text, sentences, _), of_text in zip(texts, windows, strict=True):
            words = [word for window in of_text for word in window.words]
            found = [np.zeros((0, len(ROLES))), *(next(log_odds) for _ in of_text)]
            tagged.append(sentences_tagged(words, np.concatenate(found), opening_lines(text, sentences)))
        return tagged

    def exactly(self) -> Self:
        """Return the tagger with exact (float32) computation."""
        return replace(self, encoder=self.encoder.exactly())

    def log_odds(self, windows: Sequence[Window]) -> list[Reals]:
        """Compute the log-odds of each word of each window, shape (words, roles)."""
        batches = list(by_length_of_batches([len(window.tokens) for window in windows], AT_ONCE))
        inputs = [inputs_of([windows[place] for place in places]) for places in batches]
        exact = self.encoder.exact or find_spec("openvino") is None
        if exact and not self.encoder.exact:
            warnings.warn(SLOW, stacklevel=2)
        found: list[Reals] = [np.zeros((0, len(ROLES)))] * len(windows)
        for places, of_batch in zip(batches, self.by_torch(inputs) if exact else self.by_openvino(inputs), strict=True):
            for place, of_window in zip(places, of_batch, strict=True):
                found[place] = of_window[[word.place for word in windows[place].words]]
        return found

    @cached_property
    def network(self) -> Any:
        """Network for torch."""
        import torch

        from framing.models.training.attribution import TaggingNetwork

        weights = self.encoder.weights
        network = TaggingNetwork(weights.layers).eval()
        whole = {
            name if name in network.state_dict() else f"body.{name}": array for name, array in weights.whole.items()
        }
        network.load_state_dict({name: torch.tensor(array) for name, array in whole.items()}, strict=False)
        return network

    def by_torch(self, batches: Sequence[Inputs]) -> list[Vectors]:
        """Compute batches with torch, in float32."""
        import torch

        with torch.inference_mode():
            return [self.network(*map(torch.from_numpy, batch)).numpy() for batch in batches]

    @cached_property
    def compiled(self) -> Any:
        """Network for OpenVINO, with one stream per core."""
        from framing.models.openvino import Core, Graph

        model = Graph(self.encoder.weights).tagger(word_embeddings())
        return Core().compile_model(model, "CPU", SETTINGS)

    def by_openvino(self, batches: Sequence[Inputs]) -> list[Vectors]:
        """Compute batches with OpenVINO, in 8 bits."""
        inputs = (
            (tokens.astype(np.int32), mask.astype(np.float32), flags.astype(np.int32))
            for tokens, mask, flags in batches
        )
        return [log_odds for (log_odds,) in inferred(self.compiled, inputs)]

    def save(self, path: str | Path) -> None:
        """Write the model as a JSON file and the weights to the same folder; `load_model` reads them."""
        path = Path(path)
        content = {
            "model": "AttributionTagger",
            "encoder": {"file": self.encoder.file.name, "sha256": self.encoder.sha256},
            "scores": self.scores,
            "card": self.card,
        }
        self.encoder.copy_beside(path)
        write_json(content, path)


@dataclass(frozen=True)
class Word:
    """One word of a text: its place among the tokens of its window, its span and the number of its sentence."""

    place: int
    start: int
    end: int
    sentence: int


@dataclass(frozen=True)
class Window:
    """Tokens of consecutive sentences, with special tokens at the ends, a flag for each token, and the words."""

    tokens: list[int]
    flags: list[int]
    words: list[Word]


def windows_of_text(
    tokenizer: Any, text: str, sentences: Sequence[SentenceSpan], quotations: Sequence[Span], first: int = 0
) -> list[Window]:
    """Pack the sentences of a text into windows; a window ends with a sentence unless the sentence is longer.

    Boilerplate is left out. The window of the first sentence is cut before sentence `first`, so that training can shift
    all windows.
    """
    opens_line = opening_lines(text, sentences)
    read = [number for number, (_, _, kind) in enumerate(sentences) if kind != "boilerplate"]
    encoded = tokenizer.encode_batch([text[slice(*sentences[number][:2])] for number in read], add_special_tokens=False)
    windows: list[Window] = []
    window = Window([FIRST], [0], [])
    for number, encoding in zip(read, encoded, strict=True):
        start = sentences[number][0]
        opening = OPENS_SENTENCE | (OPENS_LINE if opens_line[number] else 0)
        ids, offsets, word_ids = encoding.ids, encoding.offsets, encoding.word_ids
        if number == first or len(window.tokens) - 1 + len(ids) > LONGEST:
            windows.append(window)
            window = Window([FIRST], [0], [])
        before: int | None = None
        for token, (left, right), word in zip(ids, offsets, word_ids, strict=True):
            if len(window.tokens) > LONGEST:
                windows.append(window)
                window = Window([FIRST], [0], [])
            if word == before:
                if window.words:
                    last = window.words[-1]
                    window.words[-1] = Word(last.place, last.start, start + right, number)
                window.tokens.append(token)
                window.flags.append(window.flags[-1] & IN_MARKS)
                continue
            place = bisect_right(quotations, start + left, key=itemgetter(0)) - 1
            in_marks = place >= 0 and start + left < quotations[place][1]
            window.words.append(Word(len(window.tokens), start + left, start + right, number))
            window.tokens.append(token)
            window.flags.append((IN_MARKS if in_marks else 0) | (opening if before is None else 0))
            before = word
    windows.append(window)
    for window in windows:
        window.tokens.append(LAST)
        window.flags.append(0)
    return [window for window in windows if window.words]


@dataclass(frozen=True)
class _Run:
    """Words first to last, half-open, with the mean probability of one role."""

    first: int
    last: int
    probability: float

    def between(self, other: _Run) -> int:
        """Count the words between two runs; 0 if they touch or overlap."""
        return max(self.first - other.last, other.first - self.last, 0)

    def holds(self, other: _Run) -> bool:
        return self.first <= other.first and other.last <= self.last


@dataclass
class _Link:
    """Content with its cue and its source."""

    content: _Run
    cue: _Run | None
    source: _Run | None


def _runs(probabilities: Reals, sentence: Integers, threshold: float) -> list[_Run]:
    """Find runs of probable words; a run ends with its sentence and where a word is likely to begin another.

    >>> odds = np.array([[0.9, 0.8], [0.7, 0.2], [0.9, 0.7], [0.1, 0.0], [0.8, 0.6]])
    >>> [(run.first, run.last) for run in _runs(odds, np.zeros(5, dtype=np.int64), 0.5)]
    [(0, 2), (2, 3), (4, 5)]
    """
    inside = probabilities[:, 0] > threshold
    opens = inside & (
        ~np.r_[False, inside[:-1]] | np.r_[True, sentence[1:] != sentence[:-1]] | (probabilities[:, 1] > BEGINS)
    )
    run = np.cumsum(opens)[inside]
    places = np.flatnonzero(inside)
    firsts = np.flatnonzero(np.r_[True, run[1:] != run[:-1]]) if len(run) else np.zeros(0, dtype=np.int64)
    lasts = np.r_[firsts[1:], len(run)] if len(run) else firsts
    sums = np.r_[0.0, np.cumsum(probabilities[places, 0])]
    return [
        _Run(int(places[first]), int(places[last - 1]) + 1, float((sums[last] - sums[first]) / (last - first)))
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _links(contents: Sequence[_Run], cues: Sequence[_Run], sources: Sequence[_Run]) -> list[_Link]:
    """Give each content of a sentence the nearest cue outside it, and each cue inside a content the words behind it.

    The source of a cue is the nearest one; one on the other side of the border of a content counts as further.
    """

    def source_of(cue: _Run) -> _Run | None:
        within = [content.holds(cue) for content in contents]

        def distance(source: _Run) -> int:
            return cue.between(source) + FURTHER * ([content.holds(source) for content in contents] != within)

        return min(sources, key=distance, default=None)

    links = []
    for content in contents:
        outside = [cue for cue in cues if not content.holds(cue)]
        cue = min(outside, key=content.between, default=None)
        around = [source for source in sources if not content.holds(source)]
        source = source_of(cue) if cue else min(around, key=content.between, default=None)
        links.append(_Link(content, cue, source))
        for inner in cues:
            if content.holds(inner) and inner.last < content.last:
                behind = _Run(inner.last, content.last, content.probability)
                links.append(_Link(behind, inner, source_of(inner)))
    return links


def _carry(links: Sequence[list[_Link]], ends: Sequence[tuple[int, int]], opens_line: Sequence[bool]) -> None:
    """Give content without a cue the cue and the source of the content that it continues, in place.

    Content continues across the border of two sentences if it reaches the border on both sides. The border of two
    lines is crossed only if nothing else gives a cue.
    """
    many = len(links)
    for across_lines in (False, True):
        for step, order in ((-1, range(1, many)), (1, range(many - 2, -1, -1))):
            for number in order:
                border = max(number, number + step)
                if not links[number] or not links[number + step] or (opens_line[border] and not across_lines):
                    continue
                ahead = max(links[border - 1], key=lambda link: (link.content.last, -link.content.first))
                behind = min(links[border], key=lambda link: (link.content.first, -link.content.last))
                open_, known = (behind, ahead) if step < 0 else (ahead, behind)
                near_start = behind.content.first - ends[border][0] <= NEAR
                near_end = ends[border - 1][1] - ahead.content.last <= NEAR
                goes_on = near_start and (near_end or (step < 0 and not opens_line[border]))
                if goes_on and open_.cue is None and open_.source is None:
                    open_.cue, open_.source = known.cue, known.source


def sentences_tagged(words: Sequence[Word], log_odds: Reals, opens_line: Sequence[bool]) -> list[TaggedSentence]:
    """Form spans and attributions of each sentence from the log-odds of each word, shape (words, roles)."""
    many = len(opens_line)
    probabilities = probability(log_odds)
    sentence = np.array([word.sentence for word in words], dtype=np.int64)
    by_role: list[list[list[_Run]]] = []
    for role, least in enumerate(LEAST):
        of_role: list[list[_Run]] = [[] for _ in range(many)]
        for run in _runs(probabilities[:, 2 * role : 2 * role + 2], sentence, least):
            of_role[sentence[run.first]].append(run)
        by_role.append(of_role)
    links = [_links(*runs) for runs in zip(*by_role, strict=True)]
    firsts, lasts = (np.searchsorted(sentence, np.arange(many), side).tolist() for side in ("left", "right"))
    _carry(links, list(zip(firsts, lasts, strict=True)), opens_line)

    def span(run: _Run) -> TaggedSpan:
        return TaggedSpan(words[run.first].start, words[run.last - 1].end, run.probability)

    def attribution(link: _Link) -> TaggedAttribution:
        cue, source = (span(run) if run else None for run in (link.cue, link.source))
        return TaggedAttribution(span(link.content), cue, source)

    return [
        TaggedSentence(
            tuple(map(span, contents)),
            tuple(map(span, cues)),
            tuple(map(span, sources)),
            tuple(map(attribution, linked)),
        )
        for contents, cues, sources, linked in zip(*by_role, links, strict=True)
    ]
