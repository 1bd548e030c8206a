"""Show a coder one sentence with its questions, and turn keys and clicks into acts, for the widget and the page."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

import regex

from framing.coding.codebook import Variable
from framing.coding.session import CodingSession, Mark
from framing.display import render
from framing.errors import BadInput

# what is marked: words, other signs, and single characters of scripts that leave no space between words
UNIT = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*|[\p{L}\p{M}\p{N}_]+|(?!\s)\X"
)
OFTEN = 10
STALE = "This sentence was coded in another window meanwhile. Nothing was changed; go on from what is shown now."


@dataclass(frozen=True)
class Piece:
    """A word, a sign, or the space between two of them.

    Parameters
    ----------
    words : str
        The characters.
    start, end : int
        Code points of the article's text, half-open.
    is_unit : bool
        Whether it can be marked; a space cannot.
    marks, ending : list of int
        Numbers of the marks that cover it, and of those that end with it.
    """

    words: str
    start: int
    end: int
    is_unit: bool
    marks: list[int]
    ending: list[int]


class CodingScreen:
    """The screen of one session: `answer` takes a message, `state` is what is to be shown.

    Parameters
    ----------
    session : CodingSession
        Session of one coder.
    """

    def __init__(self, session: CodingSession) -> None:
        self.session = session
        self.sentence_id = (session.remaining or session.order)[0]
        self.at_end = not session.remaining
        self.unwritten = OFTEN if session.n_acts else 0  # sentences finished since the tables were written
        self.refused = bool(session.notice)  # whether the message reports that something could not be done
        self.message = session.notice or self._arrival()

    @property
    def state(self) -> dict[str, Any]:
        """What is to be shown: HTML, the message, the sentence, and the number of acts, which messages repeat."""
        return {
            "html": self._html(),
            "message": self.message,
            "refused": self.refused,
            "sentence": self._in_sight,
            "n": self.session.n_acts,
        }

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a message asks and return the new state; if it cannot be done, say why and change nothing.

        Parameters
        ----------
        message : mapping
            ``act``: show, key, code, mark, unmark, note, next, move, again or undo, with its entries. ``n`` and
            ``sentence``: those of the state that the coder saw.
        """
        acts = {
            "key": self._key, "code": self._code, "mark": self._mark, "unmark": self._unmark, "note": self._note,
            "next": self._next, "move": self._move, "again": self._again, "undo": self._undo,
        }  # fmt: skip
        self.refused = False
        try:
            if message["act"] != "show":
                if (message["n"], message["sentence"]) != (self.session.n_acts, self._in_sight):
                    raise BadInput(STALE)
                self.message = acts[message["act"]](message)
        except BadInput as error:
            self.message, self.refused = str(error), True
        except (KeyError, TypeError) as error:
            self.message, self.refused = f"This program and its page do not fit: {error}. Load the page again.", True
        return self.state

    def write(self) -> None:
        """Write the tables at the end and every ten sentences; it takes long, and the journal has every code."""
        if self.unwritten < (1 if self.at_end else OFTEN):
            return
        try:
            self.session.write()
            self.unwritten = 0
        except (BadInput, OSError) as error:
            self.message, self.refused = f"The tables could not be written ({error}); the journal has all codes.", True

    @property
    def _in_sight(self) -> str:
        return "" if self.at_end else self.sentence_id

    @property
    def _asked(self) -> tuple[Variable, ...]:
        return self.session.codebook.asked(self.session.of(self.sentence_id).values)

    @property
    def _current(self) -> str:
        """The variable to answer next: the first that is missing, then spans, then nothing."""
        missing = self.session.missing(self.sentence_id)
        spans = [one for one in self._asked if one.kind == "spans" and not self._marks_of(one.name)]
        return next((one.name for one in [*missing, *spans]), "")

    def _marks_of(self, variable: str) -> list[Mark]:
        return [mark for mark in self.session.of(self.sentence_id).marks if mark.variable == variable]

    # the acts; each returns the message that says what was done

    def _key(self, message: Mapping[str, Any]) -> str:
        """Mark the words that are selected, or answer the variable in focus, or the next that has the key."""
        key, chosen = message["key"], message.get("start") is not None
        found = [(one, category) for one in self._asked for category in one.categories if category.key == key]
        found = found or [
            (one, category)
            for one in self._asked
            for category in one.categories
            if category.key.casefold() == key.casefold()
        ]
        marking = [pair for pair in found if pair[0].kind == "spans"]
        coding = [pair for pair in found if pair[0].kind != "spans"]
        if marking and chosen:
            variable, category = marking[0]
            return self._mark({**message, "variable": variable.name, "value": category.value})
        if coding:
            first = [message.get("variable"), *(one.name for one in self.session.missing(self.sentence_id))]
            coding.sort(key=lambda pair: first.index(pair[0].name) if pair[0].name in first else len(first))
            variable, category = coding[0]
            return self._code({"variable": variable.name, "value": category.value})
        if marking:
            raise BadInput(
                f"Select words first, then press {key} for '{marking[0][1].label}': Shift and arrow keys, or the mouse."
            )
        waiting = [
            one for one in self.session.codebook.variables if any(category.key == key for category in one.categories)
        ]
        if waiting:
            raise BadInput(f"“{waiting[0].label}” is not asked about this sentence ({waiting[0].only_if}).")
        raise BadInput(f"The key {key} has no meaning here. See Keys.")

    def _code(self, message: Mapping[str, Any]) -> str:
        variable = self.session.codebook.variable(message["variable"])
        value = message["value"].strip()
        self.session.code(self.sentence_id, variable.name, value)
        said = value if variable.kind == "text" or not value else variable.category(value).label
        return f"Saved. {variable.label} {said or '(nothing)'}. {self._what_next()}"

    def _mark(self, message: Mapping[str, Any]) -> str:
        mark = Mark(message["variable"], message["value"], message["start"], message["end"])
        if mark.start is None or mark.end is None:
            raise BadInput("Select words first: Shift and arrow keys, or the mouse.")
        self.session.mark(self.sentence_id, mark.variable, mark.value, mark.start, mark.end)
        return f"Saved. “{self._words(mark)}” marked as {self._label(mark)}. {self._what_next()}"

    def _unmark(self, message: Mapping[str, Any]) -> str:
        mark = Mark(message["variable"], message["value"], message["start"], message["end"])
        self.session.unmark(self.sentence_id, mark.variable, mark.value, mark.start, mark.end)
        return f"Saved. “{self._words(mark)}” is no longer marked as {self._label(mark)}."

    def _note(self, message: Mapping[str, Any]) -> str:
        self.session.note(self.sentence_id, message["value"].strip())
        return "Saved. Note written." if message["value"].strip() else "Saved. Note removed."

    def _next(self, _message: Mapping[str, Any]) -> str:
        if self.at_end:
            raise BadInput("There is no further sentence.")
        self.session.finish(self.sentence_id)
        self.unwritten += 1
        remaining, place = self.session.remaining, self.session.order.index(self.sentence_id)
        later = [name for name in remaining if self.session.order.index(name) > place]
        self.at_end = not remaining
        self.sentence_id = (later or remaining or [self.sentence_id])[0]
        return self._arrival()

    def _move(self, message: Mapping[str, Any]) -> str:
        order = self.session.order
        if self.at_end:
            self.at_end = False
            return self._arrival()
        place = order.index(self.sentence_id) + (1 if message["step"] > 0 else -1)
        if not 0 <= place < len(order):
            raise BadInput("This is the first sentence." if place < 0 else "This is the last sentence.")
        self.sentence_id = order[place]
        return self._arrival()

    def _again(self, _message: Mapping[str, Any]) -> str:
        self.session.code_again(self.sentence_id)
        return f"Saved. All codes of this sentence are taken away. {self._what_next()}"

    def _undo(self, _message: Mapping[str, Any]) -> str:
        before = self._in_sight
        self.sentence_id, self.at_end = self.session.undo(), False
        return "Undone." if before == self.sentence_id else f"Undone. {self._arrival()}"

    # what is said and shown

    def _arrival(self) -> str:
        if self.at_end:
            return f"All {len(self.session.order)} sentences are coded."
        place = self.session.order.index(self.sentence_id) + 1
        return f"Sentence {place} of {len(self.session.order)}. {self._what_next()}"

    def _what_next(self) -> str:
        missing = self.session.missing(self.sentence_id)
        if missing:
            return f"Next: {missing[0].label}"
        if self.session.of(self.sentence_id).done:
            return "This sentence is coded."
        marks = "mark words, or " if self._current else ""
        return f"Next: {marks}press Enter to go on."

    def _words(self, mark: Mark) -> str:
        start = self.session.start(self.sentence_id)
        return self.session.text(self.sentence_id)[mark.start - start : mark.end - start]

    def _label(self, mark: Mark) -> str:
        """Return the label of a category, of an older codebook too."""
        by = self.session.of(self.sentence_id).codebook or self.session.codebook
        return by.variable(mark.variable).category(mark.value).label

    def _pieces(self, marks: list[Mark]) -> Iterator[Piece]:
        """Yield the words of the sentence and the spaces between them, with their marks."""
        text, begin = self.session.text(self.sentence_id), self.session.start(self.sentence_id)
        edges = [0]
        for unit in UNIT.finditer(text):
            edges += [unit.start(), unit.end()]
        for number, (start, end) in enumerate(zip(edges, [*edges[1:], len(text)], strict=True)):
            if start == end:
                continue
            covering = [n for n, mark in enumerate(marks, 1) if mark.start < begin + end and begin + start < mark.end]
            ending = [n for n in covering if marks[n - 1].end <= begin + end]
            yield Piece(text[start:end], begin + start, begin + end, number % 2 == 1, covering, ending)

    def _html(self) -> str:
        session, kept = self.session, self.session.of(self.sentence_id)
        marks = sorted(kept.marks, key=lambda mark: (mark.start, mark.end, mark.variable, mark.value))
        before, after = session.around(self.sentence_id)
        by = kept.codebook or session.codebook
        return render(
            "coding.html",
            codebook=session.codebook,
            coder=session.coder,
            place=session.order.index(self.sentence_id) + 1,
            total=len(session.order),
            n_done=len(session.order) - len(session.remaining),
            at_end=self.at_end,
            before=before,
            after=after,
            kind=session.kind(self.sentence_id),
            pieces=list(self._pieces(marks)),
            marks=[(number, mark, self._words(mark), self._label(mark)) for number, mark in enumerate(marks, 1)],
            kept=kept,
            older="" if kept.blank or by == session.codebook else by.version,
            asked=[variable.name for variable in self._asked],
            current="" if self.at_end else self._current,
            has_spans=any(variable.kind == "spans" for variable in session.codebook.variables),
            can_undo=session.can_undo,
            home=str(session.home),
        )


HOST = "127.0.0.1"
LONGEST = 2**16  # bytes of a message


class CodingServer(ThreadingHTTPServer):
    """A server of one session on the loopback address; only who has `address`, with its token, is answered.

    Parameters
    ----------
    session : CodingSession
        Session of one coder.
    port : int, default 0
        Port, or 0 for any that is free.

    Raises
    ------
    BadInput
        If the port is taken.
    """

    daemon_threads = True

    def __init__(self, session: CodingSession, port: int = 0) -> None:
        self.session = session
        self.screen = CodingScreen(session)
        self.lock = Lock()  # one act at a time
        self.token = secrets.token_urlsafe(24)
        try:
            super().__init__((HOST, port), _Handler)
        except (OSError, OverflowError) as error:
            raise BadInput(f"Port {port} cannot be used ({error}). Choose another one, or leave --port out.") from None

    @property
    def address(self) -> str:
        """The address to open."""
        return f"http://{HOST}:{self.server_port}/?token={self.token}"

    def run(self) -> None:
        """Serve until Ctrl-C, then write the tables and close the session."""
        try:
            with suppress(KeyboardInterrupt):
                self.serve_forever()
        finally:
            self.server_close()
            with self.lock:
                self.session.write()
                self.session.close()


class _Handler(BaseHTTPRequestHandler):
    server: CodingServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if not self._may("".join(parse_qs(parts.query).get("token", []))):
            return
        if parts.path != "/":
            self._reply(HTTPStatus.NOT_FOUND, "text/plain", "There is no such page.")
            return
        with self.server.lock:
            state = self.server.screen.state
        page = render("coding_page.html", title=f"Coding: {self.server.session.codebook.name}", state=state)
        self._reply(HTTPStatus.OK, "text/html", page)

    def do_POST(self) -> None:
        if not self._may(self.headers.get("X-Token", "")):
            return
        try:
            length = int(self.headers.get("Content-Length", ""))
            message = json.loads(self.rfile.read(length)) if 0 < length <= LONGEST else None
        except ValueError:
            message = None
        if not isinstance(message, dict) or self.path != "/act":
            self._reply(HTTPStatus.BAD_REQUEST, "text/plain", "This is not a message of the coding page.")
            return
        with self.server.lock:
            self._reply(HTTPStatus.OK, "application/json", json.dumps(self.server.screen.answer(message)))
            self.wfile.flush()
            self.server.screen.write()

    def _may(self, token: str) -> bool:
        """Return whether a request comes from the page; another site that names this host does not know the token."""
        hosts = {f"{name}:{self.server.server_port}" for name in (HOST, "localhost")}
        if self.headers.get("Host") in hosts and secrets.compare_digest(token.encode(), self.server.token.encode()):
            return True
        self._reply(HTTPStatus.FORBIDDEN, "text/plain", "Open the address that framing code --serve has printed.")
        return False

    def _reply(self, status: HTTPStatus, kind: str, content: str) -> None:
        body = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep silent: an address in a log would give the token away."""
