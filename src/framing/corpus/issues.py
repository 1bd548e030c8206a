"""Find suspected faults of a text: hidden or garbled characters, entities and markup; nothing is repaired."""

from __future__ import annotations

import re
from html.entities import html5

from framing.corpus.reading import HIDDEN_MARK, as_read
from framing.corpus.wrapping import is_wrapped


def _shown(encoding: str) -> str:
    """Return what an encoding shows for the bytes 0x80 to 0xBF, which continue a character in UTF-8."""
    return re.escape(bytes(range(0x80, 0xC0)).decode(encoding, "ignore"))


LATIN, CYRILLIC = _shown("cp1252") + _shown("latin-1"), _shown("cp1251")
GARBLED = re.compile(
    "\ufffd"  # left by a program that replaced what it could not read
    "|[\u0080-\u0084\u0086-\u009f]"  # quotes and dashes of Windows-1252 read as Latin-1
    rf"|[ÃÂÐÑÅÄ][{LATIN}]|(?:[ÎÏ][{LATIN}]){{2}}|â[€‚\u0080][{LATIN}]|ï»¿|ï¿½|ðŸ[{LATIN}]"  # UTF-8 as Windows-1252
    rf"|вЂ\S|(?:[РС][{CYRILLIC}]){{2}}"  # or as Windows-1251
    r"|[À-ÖØ-öø-ÿ]{4,}"  # Cyrillic or Greek letters read as Windows-1252
    r"|(?<=[a-z])Õ(?=(?:s|t|d|m|re|ve|ll)\b)"  # apostrophes of old Macs
)
SUSPECT = re.compile("[\ufffd\u0080-\u009fÀ-ÿвРС]")  # one of these is in all that is garbled
LETTER = re.compile(r"[^\W\d_]")
ACCENTED = re.compile(r"[À-ÖØ-öø-ÿ]")
MOST_ACCENTED, FEW_LETTERS = 0.4, 5  # no language of Latin letters has so many accents in a text of more letters
ENTITY = re.compile(r"&(?:#\d{2,7};|#[xX][0-9a-fA-F]{2,6};|[A-Za-z][A-Za-z0-9]{1,30};|(?:nbsp|amp|quot|apos|lt|gt)\b)")
TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|hr|em|li|ol|ul|td|tr|th|div|img|font|span|strong|table|h[1-6]|script|style|iframe|figure|"
    r"section|article|blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def issues_of(text: str) -> list[tuple[str, str]]:
    r"""Return the suspected faults of a text, as issue and detail.

    >>> [issue for issue, _ in issues_of("It\ufffds late &amp; wet.<br>")]
    ['garbled characters', 'entities', 'markup']
    """
    hidden = len(HIDDEN_MARK.findall(text))
    garbled, entities = garbled_places(text), sum(map(is_entity, ENTITY.findall(text)))
    counts = {
        "hidden characters": (
            hidden,
            "zero-width, soft-hyphen or direction marks; they are skipped where terms are looked for",
        ),
        "garbled characters": (garbled, "places look like text decoded with a wrong encoding"),
        "entities": (entities, "entities of HTML, such as &amp; a text would have the character"),
        "markup": (len(TAG.findall(text)), "tags of HTML; they are read as words"),
    }
    said = [] if as_read(text).text.strip() else [("empty text", "the article has no sentences")]
    if is_wrapped(text):
        said.append(("wrapped lines", "its lines are cut at a width; those of a paragraph are read as one"))
    return [*said, *((issue, f"{n} {detail}") for issue, (n, detail) in counts.items() if n)]


def garbled_places(text: str) -> int:
    """Count the places that look like text decoded with a wrong encoding.

    >>> garbled_places("The cafÃ© isnâ€™t open."), garbled_places("Äîù ó ì³ñò³."), garbled_places("The café isn’t.")
    (2, 7, 0)
    """
    if not SUSPECT.search(text):
        return 0
    accented = len(ACCENTED.findall(text))
    mostly = accented > FEW_LETTERS and accented > MOST_ACCENTED * len(LETTER.findall(text))
    return max(len(GARBLED.findall(text)), accented if mostly else 0)


def is_entity(written: str) -> bool:
    """Return whether an ampersand and what follows is an entity of HTML: "&copy;", but not "AT&T;"."""
    return written[1] == "#" or not written.endswith(";") or written[1:] in html5
