"""Code sentences one act at a time; every act is on disk before the next, and the state is the acts replayed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, reduce
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from framing.coding.codebook import Category, Codebook, Variable, code_rows, read_codebook
from framing.coding.journal import Journal
from framing.corpus import CODE_FILES, CODER_PREFIX, Corpus, split_sentences, write_codes
from framing.errors import BadInput, did_you_mean
from framing.study import Study
from framing.tables import rows

CODER = re.compile("[a-z0-9]{1,16}")
JOURNAL = "journal.jsonl"
TABLES_WRITTEN = ("codes", "labels", "spans", "voice")


@dataclass(frozen=True)
class Mark:
    """One marked stretch of a sentence: variable, category and code points of the article's text, half-open."""

    variable: str
    value: str
    start: int
    end: int


@dataclass
class SentenceCodes:
    """What one coder has said of one sentence so far."""

    codebook: Codebook | None = None  # by which it is coded
    values: dict[str, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    note: str = ""
    done: bool = False
    times: dict[str, str] = field(default_factory=dict)  # when each variable was coded
    time: str = ""  # of the latest of these acts

    @property
    def blank(self) -> bool:
        """Whether no variable has a code."""
        return not self.values and not self.marks


@dataclass(frozen=True)
class _Act:
    """One act that stands: its number in the journal, and what it did."""

    number: int
    record: Mapping[str, Any]
    codebook: Codebook


class CodingSession:
    """Code sentences into a journal that survives crashes.

    Parameters
    ----------
    corpus : Corpus
        Articles with the texts of the sentences.
    sentences : DataFrame
        Sentence table of `split_sentences`.
    codebook : Codebook
        What is coded.
    coder : str
        Short name of the coder, one to sixteen small letters or digits. Nothing of other coders is read.
    folder : str or Path
        Folder of codes; the session writes to its sub-folder ``coder_<coder>``.
    order : DataFrame or sequence of str, optional
        Sentences to code in their order: sentence_ids, or a sample with the column sentence_id. Default: all but
        boilerplate.
    context : int, default 2
        Number of sentences shown before and after.
    new_version : bool, default False
        Go on with a changed codebook of another version. Earlier codes keep theirs.

    Raises
    ------
    BadInput
        If the journal is open elsewhere, damaged, of other texts or of another version of the codebook, or if a
        sentence is unknown. Nothing is written then.
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import tempfile
    >>> import framing as fr
    >>> from framing.coding import Category, Codebook, CodingSession, Variable
    >>> yes_no = (Category("yes", key="y"), Category("no", key="n"))
    >>> codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=yes_no),))
    >>> study, folder = fr.demo(), tempfile.TemporaryDirectory()
    >>> sentences = fr.split_sentences(study.corpus)
    >>> with CodingSession(study.corpus, sentences, codebook, "ann", folder.name) as session:
    ...     session.code("freehadrel-1:03", "blame", "no")
    ...     session.finish("freehadrel-1:03")
    ...     session.codes()[["coder", "sentence_id", "value"]].values.tolist()
    [['ann', 'freehadrel-1:03', 'no']]
    >>> CodingSession(study.corpus, sentences, codebook, "ann", folder.name)
    CodingSession of 'ann': 1 of 252 sentences coded by codebook 'blame', version 1.0
    >>> folder.cleanup()
    """

    def __init__(
        self,
        corpus: Corpus,
        sentences: pd.DataFrame,
        codebook: Codebook,
        coder: str,
        folder: str | Path,
        order: pd.DataFrame | Sequence[str] | None = None,
        *,
        context: int = 2,
        new_version: bool = False,
    ) -> None:
        if not CODER.fullmatch(coder):
            raise BadInput(f"A coder's name is one to sixteen small letters or digits, not '{coder}'.")
        if type(context) is not int or context < 0:
            raise BadInput(f"context={context!r}: expected a whole number from 0.")
        self.corpus, self.sentences, self.codebook, self.coder = corpus, sentences, codebook, coder
        self.context, self.home = context, Path(folder) / f"{CODER_PREFIX}{coder}"
        self.order = _order_of(order, self._rows)
        for article_id in dict.fromkeys(self._rows[name].article_id for name in self.order):
            corpus.text(article_id)
        _refuse_foreign(self.home)
        self._journal = Journal(self.home / JOURNAL)
        try:
            self._acts: list[_Act] = []  # those that stand
            self._acts_on: dict[str, list[_Act]] = {}  # the same by sentence
            self._by = codebook  # the codebook of the latest line
            self._state: dict[str, SentenceCodes] = {}
            for record in self._journal.records:
                self._replay(record)
            self._check_codebook(new_version)
        except BaseException:
            self.close()
            raise

    @cached_property
    def _rows(self) -> dict[str, Any]:
        return {row.sentence_id: row for row in rows(self.sentences)}

    @property
    def notice(self) -> str:
        """What was set aside when the journal was opened, if a crash had cut its last line; otherwise ""."""
        return self._journal.notice

    @property
    def n_acts(self) -> int:
        """Number of lines in the journal."""
        return len(self._journal.records)

    @property
    def can_undo(self) -> bool:
        """Whether there is an act to undo."""
        return bool(self._acts)

    def of(self, sentence_id: str) -> SentenceCodes:
        """Return what is coded of a sentence; do not change it."""
        self._row(sentence_id)
        return self._state.get(sentence_id) or SentenceCodes()

    def text(self, sentence_id: str) -> str:
        """Return the words of a sentence."""
        row = self._row(sentence_id)
        return self.corpus.text(row.article_id)[row.start : row.end]

    def start(self, sentence_id: str) -> int:
        """Return the position of a sentence in its article, in code points."""
        return int(self._row(sentence_id).start)

    def kind(self, sentence_id: str) -> str:
        """Return the kind of a sentence: body, headline, caption, crosshead or boilerplate."""
        return str(self._row(sentence_id).kind)

    def around(self, sentence_id: str) -> tuple[str, str]:
        """Return the `context` sentences of the article before and after a sentence, without boilerplate."""
        row = self._row(sentence_id)
        same = [other for other in self._of_article[row.article_id] if other.kind != "boilerplate" or other is row]
        place = next(place for place, other in enumerate(same) if other.sentence_id == sentence_id)
        before, after = same[max(0, place - self.context) : place], same[place + 1 : place + 1 + self.context]
        return self._joined(before), self._joined(after)

    def _joined(self, sentences: Sequence[Any]) -> str:
        """Return sentences as one text; those of different paragraphs begin a line."""
        words = ""
        for place, one in enumerate(sentences):
            between = self.corpus.text(one.article_id)[sentences[place - 1].end : one.start] if place else ""
            words += ("\n" if "\n" in between else " " if place else "") + self.text(one.sentence_id)
        return words

    @cached_property
    def _of_article(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in self._rows.values():
            found.setdefault(row.article_id, []).append(row)
        return found

    @property
    def remaining(self) -> list[str]:
        """The sentences of the order that are not done."""
        return [name for name in self.order if not self.of(name).done]

    def missing(self, sentence_id: str) -> list[Variable]:
        """Return the variables that a sentence needs before it is done; spans are never missing."""
        values = self.of(sentence_id).values
        asked = self.codebook.asked(values)
        return [one for one in asked if one.required and one.kind != "spans" and not values.get(one.name)]

    # the acts

    def code(self, sentence_id: str, variable: str, value: str) -> None:
        """Give a sentence a value of a variable, in place of an earlier one; "" takes it away.

        Raises
        ------
        BadInput
            If the variable or value is unknown, or the sentence is coded by another version; see `code_again`.
        """
        _check_code(self.codebook, variable, value, marked=False)
        self._require_version(sentence_id)
        if self.of(sentence_id).values.get(variable, "") != value:
            self._record("code", sentence_id, variable=variable, value=value)

    def mark(self, sentence_id: str, variable: str, value: str, start: int, end: int) -> None:
        """Mark a stretch of a sentence with a category; `start` and `end` are code points of the article, half-open.

        Raises
        ------
        BadInput
            If the stretch is empty, outside the sentence, marked alike already, or overlaps another one of the same
            variable and the codebook does not allow it.
        """
        asked = _check_code(self.codebook, variable, value, marked=True)
        self._require_version(sentence_id)
        mark = Mark(variable, value, start, end)
        self._require_within(sentence_id, mark)
        for other in self.of(sentence_id).marks:
            if other == mark:
                raise BadInput(f"These words are marked as '{value}' already.")
            if other.variable == variable and not asked.overlapping and other.start < end and start < other.end:
                raise BadInput(
                    f"These words overlap a stretch marked as '{other.value}' ({other.start}–{other.end}), and the "
                    f"codebook does not let '{variable}' overlap. Remove the other mark first."
                )
        self._record("mark", sentence_id, **asdict(mark))

    def unmark(self, sentence_id: str, variable: str, value: str, start: int, end: int) -> None:
        """Remove a mark."""
        mark = Mark(variable, value, start, end)
        if mark not in self.of(sentence_id).marks:
            raise BadInput(f"Sentence '{sentence_id}' has no mark '{value}' at {start}–{end}.")
        self._require_version(sentence_id)
        self._record("unmark", sentence_id, **asdict(mark))

    def note(self, sentence_id: str, text: str) -> None:
        """Write a note on a sentence in place of an earlier one; "" removes it."""
        if self.of(sentence_id).note != text:
            self._record("note", sentence_id, value=text)

    def finish(self, sentence_id: str) -> None:
        """Declare a sentence done; required variables must have a value, and no mark means that it has none."""
        self._require_version(sentence_id)
        missing = self.missing(sentence_id)
        if missing:
            raise BadInput(f"Not coded yet: {', '.join(one.label for one in missing)}")
        if not self.of(sentence_id).done:
            self._record("done", sentence_id)

    def code_again(self, sentence_id: str) -> None:
        """Take away all codes of a sentence, to code it anew, as by a new version of the codebook."""
        if not self.of(sentence_id).blank or self.of(sentence_id).done:
            self._record("again", sentence_id)

    def undo(self) -> str:
        """Undo the latest act that stands, and return its sentence; repeated, go back act by act.

        Raises
        ------
        BadInput
            If there is nothing to undo.
        """
        if not self._acts:
            raise BadInput("There is nothing to undo.")
        last = self._acts[-1]
        sentence_id: str = last.record["sentence_id"]
        self._record("undo", sentence_id, undoes=last.number)
        return sentence_id

    # what becomes of them

    def codes(self) -> pd.DataFrame:
        """Return the codes of the sentences that are done, as the table ``codes`` of the schema.

        Returns
        -------
        DataFrame
            One row per code: coder, sentence_id, variable, value, start, end, codebook, version, hash, note, time. A
            sentence that was read and has no span of a variable has one row with an empty value and no offsets.
            Answers to questions that no longer apply are left out.
        """
        of_codebook: dict[str, tuple[Codebook, list[tuple[Any, ...]]]] = {}
        for name in self._rows:
            kept = self.of(name)
            if kept.done and kept.codebook:
                _, codes = of_codebook.setdefault(kept.codebook.version, (kept.codebook, []))
                codes += [(kept, name, *code) for code in _codes_of(kept, kept.codebook)]
        tables = [
            code_rows(codebook, self.coder, [tuple(code) for _, *code in codes]).assign(
                note=[kept.note for kept, *_ in codes],
                time=[kept.times.get(variable, kept.time) for kept, _, variable, *_ in codes],
            )
            for codebook, codes in of_codebook.values()
        ]
        return pd.concat(tables or [code_rows(self.codebook, self.coder, [])], ignore_index=True)

    def write(self) -> list[Path]:
        """Write the codes of the sentences that are done, each file in one step, and return the files.

        ``codes.csv`` has all codes. Those of the variables that a study compares are also written as its tables; of
        two versions of the codebook only the later, because they are not mixed. See `framing.corpus.write_codes`.
        """
        codes = self.codes()
        versions = [one["version"] for one in self._journal.records if one["act"] == "codebook"]
        latest = [version for version in versions if version in set(codes["version"])][-1:]
        written = write_codes(codes, self.home.parent, version=latest[0]) if latest else []
        for path in {self.home / f"{name}.csv" for name in TABLES_WRITTEN} - {*written}:
            path.unlink(missing_ok=True)  # its last code was undone
        return written

    def close(self) -> None:
        """Close the journal, so that another program may open it; everything is on disk already."""
        self._journal.close()

    def __enter__(self) -> CodingSession:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        done = len(self.order) - len(self.remaining)
        by = f"codebook '{self.codebook.name}', version {self.codebook.version}"
        return f"CodingSession of '{self.coder}': {done} of {len(self.order)} sentences coded by {by}"

    # the journal

    def _record(self, act: str, sentence_id: str, **content: Any) -> None:
        """Write one act, and change the state once it is on disk."""
        row = self._row(sentence_id)
        stamp = {"version": self.codebook.version, "hash": self.codebook.hash, "time": _now()}
        if not self.n_acts or self._by != self.codebook:
            self._replay(self._journal.append({"act": "codebook", "codebook": asdict(self.codebook), **stamp}))
        of = {
            "sentence_id": sentence_id,
            "sentence": [int(row.start), int(row.end)],
            "text": self._hash(row.article_id),
        }
        self._replay(self._journal.append({"act": act, **of, **content, **stamp}))

    def _replay(self, record: Mapping[str, Any]) -> None:
        """Change the state by one line of the journal."""
        where = f"{self._journal.path}, line {record['n']}"
        try:
            if record["act"] == "codebook":
                self._by = _codebook_of(record["codebook"])
                return
            name = record["sentence_id"]
            self._check_place(record)
            acts = self._acts_on.setdefault(name, [])
            if record["act"] != "undo":
                self._acts.append(_Act(record["n"], record, self._by))
                acts.append(self._acts[-1])
                self._state[name] = _changed(self._state.get(name, SentenceCodes()), acts[-1])
            elif self._acts and self._acts[-1].number == record["undoes"]:
                self._acts.pop()
                acts.pop()
                self._state[name] = reduce(_changed, acts, SentenceCodes())
            else:
                raise KeyError("undoes")
        except BadInput as error:
            raise BadInput(f"{where}: {error}") from None
        except (KeyError, ValueError, TypeError, AttributeError):
            raise BadInput(f"{where} is not an act of a coding session. Restore the file from a backup.") from None

    def _check_place(self, record: Mapping[str, Any]) -> None:
        """Refuse an act on a sentence that is unknown, has other words now, or begins elsewhere now."""
        name = record["sentence_id"]
        if name not in self._rows:
            hint = did_you_mean(name, self._rows) if len(self._rows) < 1000 else "it is of another corpus."
            raise BadInput(f"sentence '{name}' is not in the sentence table; {hint}")
        row = self._rows[name]
        if record["text"] != self._hash(row.article_id) or record["sentence"] != [row.start, row.end]:
            raise BadInput(
                f"the text of '{row.article_id}', or where its sentences begin, has changed since sentence "
                f"'{name}' was coded. Attach the text that was coded, or code into another folder."
            )

    def _check_codebook(self, new_version: bool) -> None:
        """Refuse to go on by a changed codebook, unless it says so."""
        path, now = self._journal.path, self.codebook
        earlier = [_codebook_of(one["codebook"]) for one in self._journal.records if one["act"] == "codebook"]
        for other in earlier:
            if other.name != now.name:
                raise BadInput(
                    f"{path} is of codebook '{other.name}', not '{now.name}'. Choose another folder for another "
                    "codebook."
                )
            if other.version == now.version and other != now:
                raise BadInput(
                    f"The codebook '{now.name}' has changed since {path} was coded by it, but its version is still "
                    f"{now.version}. Give the changed codebook a new version."
                )
        if earlier and earlier[-1] != now and not new_version:
            raise BadInput(
                f"{path} was last coded by version {earlier[-1].version} of the codebook '{now.name}'; this is version "
                f"{now.version}. To go on with it, pass new_version=True (framing code --new-version); earlier codes "
                "keep their version."
            )

    def _require_version(self, sentence_id: str) -> None:
        """Refuse to mix two versions of the codebook in one sentence."""
        kept = self.of(sentence_id)
        if not kept.blank and kept.codebook and kept.codebook != self.codebook:
            raise BadInput(
                f"Sentence '{sentence_id}' was coded by version {kept.codebook.version} of the codebook. Code it again "
                f"from the start to use version {self.codebook.version}."
            )

    def _require_within(self, sentence_id: str, mark: Mark) -> None:
        row = self._row(sentence_id)
        if type(mark.start) is not int or type(mark.end) is not int:
            raise BadInput(f"A mark needs whole numbers, not {mark.start!r} and {mark.end!r}.")
        if not row.start <= mark.start < mark.end <= row.end:
            raise BadInput(
                f"{mark.start}–{mark.end} lies outside sentence '{sentence_id}' ({row.start}–{row.end}); offsets are "
                "code points of the article."
            )
        if self._words(sentence_id, mark).strip() != self._words(sentence_id, mark):
            raise BadInput(f"The mark {mark.start}–{mark.end} begins or ends with a space. Leave the space out.")

    def _words(self, sentence_id: str, mark: Mark) -> str:
        return self.corpus.text(self._row(sentence_id).article_id)[mark.start : mark.end]

    def _row(self, sentence_id: str) -> Any:
        if sentence_id not in self._rows:
            raise BadInput(f"Unknown sentence '{sentence_id}'; {did_you_mean(sentence_id, self._rows)}")
        return self._rows[sentence_id]

    def _hash(self, article_id: str) -> str:
        """Return the hash by which an act knows the text that it is about."""
        hashes: dict[str, str] = self.__dict__.setdefault("_hashes", {})
        if article_id not in hashes:
            hashes[article_id] = hashlib.sha256(self.corpus.text(article_id).encode()).hexdigest()[:16]
        return hashes[article_id]


def _check_code(codebook: Codebook, variable: str, value: str, *, marked: bool) -> Variable:
    """Return the variable that is coded, or refuse a code that the codebook does not have."""
    asked = codebook.variable(variable)
    if marked != (asked.kind == "spans"):
        how = "by marking words. Use mark()." if asked.kind == "spans" else "for the whole sentence. Use code()."
        raise BadInput(f"'{variable}' is coded {how}")
    if asked.kind != "text" and (value or marked):
        asked.category(value)
    return asked


def _changed(kept: SentenceCodes, act: _Act) -> SentenceCodes:
    """Return the codes of a sentence after one more act."""
    record, kind = act.record, act.record["act"]
    if kind == "note":
        return replace(kept, note=record["value"])
    if kind == "again":
        return SentenceCodes(note=kept.note)
    by = {"codebook": act.codebook, "time": record["time"]}
    if kind == "done":
        return replace(kept, done=True, **by)
    variable, value = record["variable"], record["value"]
    _check_code(act.codebook, variable, value, marked=kind != "code")
    values, marks = dict(kept.values), list(kept.marks)
    if kind == "code":
        values.pop(variable, None)
        values |= {variable: value} if value else {}
    elif kind == "mark":
        marks.append(Mark(variable, value, record["start"], record["end"]))
    elif kind == "unmark":
        marks.remove(Mark(variable, value, record["start"], record["end"]))
    else:
        raise KeyError(kind)
    # a changed sentence is done only when its coder says so again
    return replace(kept, values=values, marks=marks, times=kept.times | {variable: record["time"]}, done=False, **by)


def _codes_of(kept: SentenceCodes, codebook: Codebook) -> Iterable[tuple[Any, ...]]:
    """Yield the codes of a sentence to the questions that apply to it."""
    for variable in codebook.asked(kept.values):
        if variable.kind != "spans":
            if kept.values.get(variable.name):
                yield variable.name, kept.values[variable.name]
            continue
        marks = sorted((mark.start, mark.end, mark.value) for mark in kept.marks if mark.variable == variable.name)
        yield from ((variable.name, value, start, end) for start, end, value in marks)
        if not marks:
            yield variable.name, "", None, None


def _order_of(order: pd.DataFrame | Sequence[str] | None, known: Mapping[str, Any]) -> list[str]:
    """Return the sentences to code, checked."""
    if order is None:
        return [name for name, row in known.items() if row.kind != "boilerplate"]
    if isinstance(order, pd.DataFrame) and "sentence_id" not in order:
        raise BadInput(f"The sample has no column sentence_id, but {', '.join(map(str, order.columns)) or 'none'}.")
    names = [str(name) for name in (order["sentence_id"] if isinstance(order, pd.DataFrame) else order)]
    for place, name in enumerate(names, start=1):
        if name not in known:
            raise BadInput(f"Row {place} of the sample: unknown sentence '{name}'; {did_you_mean(name, known)}")
        if name in names[: place - 1]:
            raise BadInput(f"Row {place} of the sample: sentence '{name}' is there twice. Keep one.")
    if not names:
        raise BadInput("The sample has no sentence. Draw one with sample_for_coding.")
    return names


def _refuse_foreign(home: Path) -> None:
    """Refuse a folder whose codes come from elsewhere, because `write` would replace them."""
    there = [f"{name}.csv" for name in (*CODE_FILES, "codes") if (home / f"{name}.csv").exists()]
    if there and not (home / JOURNAL).exists():
        raise BadInput(
            f"{home} contains codes that were not coded here ({', '.join(there)}). Code under another name, so that "
            "they are kept."
        )


def _codebook_of(content: Mapping[str, Any]) -> Codebook:
    """Return the codebook that a journal contains."""

    def category(one: Mapping[str, Any]) -> Category:
        return Category(**{**one, "examples": tuple(one["examples"])})

    def variable(one: Mapping[str, Any]) -> Variable:
        return Variable(**{**one, "categories": tuple(map(category, one["categories"]))})

    return Codebook(**{**content, "variables": tuple(map(variable, content["variables"]))})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def open_session(
    study: Study,
    codebook: Codebook | str | Path,
    coder: str,
    sample: pd.DataFrame | Sequence[str] | None = None,
    *,
    folder: str | Path | None = None,
    context: int = 2,
    new_version: bool = False,
) -> CodingSession:
    """Open the session of one coder of a study; its codes go to the study's folder of codes, or to `folder`."""
    return CodingSession(
        study.corpus,
        split_sentences(study.corpus),
        codebook if isinstance(codebook, Codebook) else read_codebook(codebook),
        coder,
        study.path("codes") if folder is None else folder,
        sample,
        context=context,
        new_version=new_version,
    )
