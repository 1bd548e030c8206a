"""Drift: what differs between two sentences that state one proposition.

Here the voice: what one text quotes or reports, the other says in its own voice. So a source's claim becomes an
outlet's.
"""

from __future__ import annotations

REPORTED = ("quote", "indirect")


def voice_drift(voice: str, other: str) -> str:
    """`voice` where one sentence is quoted or reported and the other the narrator's, else `none`.

    A mixed sentence has both voices: which of them the proposition has is not known, and no drift is claimed.

    >>> voice_drift("quote", "narrator"), voice_drift("narrator", "mixed"), voice_drift("quote", "indirect")
    ('voice', 'none', 'none')
    """
    changed = "narrator" in (voice, other) and (voice in REPORTED or other in REPORTED)
    return "voice" if changed else "none"
