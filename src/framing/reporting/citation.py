"""Citation: the toolkit and a study, fixed by version and hash."""

from __future__ import annotations

from pathlib import Path

from framing.files import sha256_of


def citation(title: str, manifest: Path, lexicon_version: str, lexicon_sha256: str) -> str:
    """A sentence and a BibTeX entry; both name the lexicon's version, since every result depends on it."""
    from framing import __version__

    facts = f"lexicon {lexicon_version} (SHA-256 {lexicon_sha256[:12]}), manifest SHA-256 {sha256_of(manifest)[:12]}"
    return f"""\
The framing developers (2026). framing, version {__version__}. Study: {title}; {facts}.

@software{{framing,
  author  = {{{{The framing developers}}}},
  title   = {{framing: how outlets word the same event}},
  version = {{{__version__}}},
  year    = {{2026}},
  note    = {{Study: {title}; {facts}}}
}}"""
