"""How outlets word the same event: loaded terms against neutral wording, counted, scored and compared.

The names below are the toolkit, in reading order; each is loaded on first use, so that importing it is instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framing.coding.codebook import Codes, read_codes
    from framing.coding.reliability import reliability
    from framing.collation.align import align_sentences
    from framing.corpus.articles import Corpus, read_articles
    from framing.corpus.sentences import split_sentences
    from framing.corpus.voice import find_voice
    from framing.errors import BadInput, FramingError, TextNotAvailable
    from framing.lexicon.concordance import concordance
    from framing.lexicon.occurrences import find_occurrences
    from framing.lexicon.swaps import find_swaps
    from framing.lexicon.terms import Lexicon, read_lexicon
    from framing.measures.naming import naming_rate
    from framing.reporting.session import session_info
    from framing.stages import draw
    from framing.study import Study, demo, open_study

__version__ = "0.1.0"

HOMES = {
    "open_study": "framing.study",
    "demo": "framing.study",
    "Study": "framing.study",
    "read_articles": "framing.corpus.articles",
    "Corpus": "framing.corpus.articles",
    "split_sentences": "framing.corpus.sentences",
    "find_voice": "framing.corpus.voice",
    "read_lexicon": "framing.lexicon.terms",
    "Lexicon": "framing.lexicon.terms",
    "find_occurrences": "framing.lexicon.occurrences",
    "concordance": "framing.lexicon.concordance",
    "find_swaps": "framing.lexicon.swaps",
    "align_sentences": "framing.collation.align",
    "naming_rate": "framing.measures.naming",
    "read_codes": "framing.coding.codebook",
    "Codes": "framing.coding.codebook",
    "reliability": "framing.coding.reliability",
    "draw": "framing.stages",
    "session_info": "framing.reporting.session",
    "FramingError": "framing.errors",
    "BadInput": "framing.errors",
    "TextNotAvailable": "framing.errors",
}
__all__ = [
    "BadInput",
    "Codes",
    "Corpus",
    "FramingError",
    "Lexicon",
    "Study",
    "TextNotAvailable",
    "align_sentences",
    "concordance",
    "demo",
    "draw",
    "find_occurrences",
    "find_swaps",
    "find_voice",
    "naming_rate",
    "open_study",
    "read_articles",
    "read_codes",
    "read_lexicon",
    "reliability",
    "session_info",
    "split_sentences",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'framing' has no attribute '{name}'")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return [*HOMES, "__version__"]
