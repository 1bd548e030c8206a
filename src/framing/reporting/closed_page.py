"""A closed page: one HTML file that needs nothing from outside and lets nothing else run."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape


def closed_page(title: str, body: str, *, style: str, script: str = "") -> str:
    """A whole page of HTML with a content-security policy that allows its own style and its own script alone.

    Parameters
    ----------
    title
        plain text.
    body
        HTML, escaped already.
    style, script
        CSS and JavaScript of the page, which may not hold the end of their own element.

    Examples
    --------
    >>> page = closed_page("a < b", "<p>c</p>", style="p { color: black }")
    >>> "default-src 'none'" in page, "<title>a &lt; b</title>" in page, "script-src" in page
    (True, True, False)
    """
    allowed = f"; script-src {source_of(script)}" if script else ""
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'{allowed}"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>\n{style}\n</style>\n</head>\n<body>\n{body}\n"
        f"{f'<script>{script}</script>' if script else ''}\n</body>\n</html>\n"
    )


def source_of(script: str) -> str:
    """The hash by which a content-security policy allows a script."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
