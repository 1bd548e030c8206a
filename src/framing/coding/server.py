"""Serve the coder's screen as a page on this machine only, for those who do not use JupyterLab."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qs, urlsplit

from framing.coding.screen import CodingScreen
from framing.coding.session import CodingSession
from framing.display import render
from framing.errors import BadInput

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
