"""Read files of articles in any encoding, and say what was assumed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.corpus.articles import COMMAS, load_articles
from framing.corpus.issues import garbled_places
from framing.errors import BadInput
from framing.tables import marked_encoding, parse_csv

WINDOWS = "Windows-1252"
NOT_DECODED = f"neither UTF-8 nor {WINDOWS}; save it as UTF-8"
LEAST_NULS = 0.4  # share of bytes that are NUL in every second place of English in UTF-16


def decode(content: bytes) -> tuple[str, str, str]:
    """Decode the bytes of a text in UTF-8, UTF-16, UTF-32 or Windows-1252.

    Returns
    -------
    text, reason, note : str
        The text, why it cannot be decoded, and what was assumed; each may be empty.

    Examples
    --------
    >>> decode("Zoë".encode("cp1252"))[0], decode("Привет".encode("cp1251"))[1]
    ('Zoë', 'neither UTF-8 nor Windows-1252; save it as UTF-8')
    """
    encoding = _encoding_of(content)
    try:
        text = content.decode("utf-8-sig" if encoding == "UTF-8" else encoding)
    except UnicodeDecodeError:
        return "", NOT_DECODED if encoding == WINDOWS else f"marked as {encoding}, but is not; save it as UTF-8", ""
    if encoding == "UTF-8":
        return text, "", ""
    if encoding == WINDOWS:
        if garbled_places(text):
            return "", NOT_DECODED, ""
        return text, "", f"not UTF-8; read as {WINDOWS}. Check that ’ and é are correct"
    return text, "", f"read as {encoding}, kept as UTF-8"


def _encoding_of(content: bytes) -> str:
    """Return the encoding that a mark names, or else the likeliest one."""
    encoding = marked_encoding(content)
    if encoding != "UTF-8":
        return encoding
    nuls = [content[start::2].count(0) for start in (0, 1)]
    if len(content) % 2 == 0 and min(nuls) == 0 and max(nuls) > LEAST_NULS * len(content) / 2:
        return "UTF-16-LE" if nuls[1] else "UTF-16-BE"
    try:
        content.decode()
    except UnicodeDecodeError:
        return WINDOWS
    return "UTF-8"


def read_document(path: Path) -> tuple[str, str, str]:
    """Return the text of a file, the reason for leaving it out, and a note; each may be empty."""
    if path.suffix.lower() != ".txt" or path.is_symlink():
        kind = "a link" if path.is_symlink() else path.suffix or "a file without an ending"
        return "", f"{kind}, not a .txt file; save it as plain text", ""
    return decode(path.read_bytes())


def read_records(source: str | Path | pd.DataFrame) -> tuple[pd.DataFrame, str, list[str]]:
    """Read a table of articles, unchecked; return its rows, its name for messages, and notes."""
    if isinstance(source, pd.DataFrame) or Path(source).suffix.lower() not in COMMAS or not Path(source).is_file():
        return *load_articles(source), []
    text, reason, note = decode(Path(source).read_bytes())
    if reason:
        raise BadInput(f"{source}: {reason} (in Excel: CSV UTF-8).")
    return parse_csv(text, str(source)), str(source), [f"{Path(source).name}: {note}"] if note else []
