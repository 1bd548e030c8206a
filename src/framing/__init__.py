"""How outlets word the same event: loaded terms against neutral wording, counted, scored and compared.

The names below are the toolkit, in reading order; each is loaded on first use, so that importing it is instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framing.candidates import name_candidates
    from framing.citing import cite
    from framing.classifiers.calibration import calibration_table
    from framing.classifiers.crossfit import crossfit, folds_of
    from framing.classifiers.explanation import explain
    from framing.classifiers.loadedness import LoadednessClassifier
    from framing.classifiers.outlet import OutletClassifier
    from framing.classifiers.store import load_model
    from framing.coding.codebook import Codes, read_codes
    from framing.coding.reliability import reliability
    from framing.coding.sampling import sample_for_coding
    from framing.collation.align import align_sentences
    from framing.collation.families import find_components, find_families
    from framing.collation.twins import twins
    from framing.comparison.correction import corrected_means
    from framing.comparison.differences import naming_differences
    from framing.comparison.power import articles_needed, power
    from framing.corpus.articles import Corpus, read_articles
    from framing.corpus.sentences import split_sentences
    from framing.corpus.voice import find_voice
    from framing.edition import draw
    from framing.errors import BadInput, FramingError, TextNotAvailable
    from framing.features.embeddings import Encoder
    from framing.features.masking import mask_sentences
    from framing.features.public import public_features
    from framing.kwic import concordance
    from framing.lexicon.occurrences import find_occurrences
    from framing.lexicon.swaps import find_swaps, swapped_sentences, swaps_not_made
    from framing.lexicon.terms import Lexicon, read_lexicon
    from framing.measures.counts import count_words
    from framing.measures.keyness import log_odds
    from framing.measures.naming import naming_rate
    from framing.reporting.concordance import Kwic
    from framing.reporting.session import session_info
    from framing.start import new_study
    from framing.study import Study, demo, open_study
    from framing.unseen import score_articles, score_swaps

__version__ = "0.1.0"

HOMES = {
    "open_study": "framing.study",
    "demo": "framing.study",
    "new_study": "framing.start",
    "Study": "framing.study",
    "read_articles": "framing.corpus.articles",
    "Corpus": "framing.corpus.articles",
    "split_sentences": "framing.corpus.sentences",
    "find_voice": "framing.corpus.voice",
    "name_candidates": "framing.candidates",
    "read_lexicon": "framing.lexicon.terms",
    "Lexicon": "framing.lexicon.terms",
    "find_occurrences": "framing.lexicon.occurrences",
    "concordance": "framing.kwic",
    "Kwic": "framing.reporting.concordance",
    "find_swaps": "framing.lexicon.swaps",
    "swapped_sentences": "framing.lexicon.swaps",
    "swaps_not_made": "framing.lexicon.swaps",
    "align_sentences": "framing.collation.align",
    "find_families": "framing.collation.families",
    "find_components": "framing.collation.families",
    "twins": "framing.collation.twins",
    "naming_rate": "framing.measures.naming",
    "count_words": "framing.measures.counts",
    "log_odds": "framing.measures.keyness",
    "Encoder": "framing.features.embeddings",
    "mask_sentences": "framing.features.masking",
    "public_features": "framing.features.public",
    "load_model": "framing.classifiers.store",
    "explain": "framing.classifiers.explanation",
    "LoadednessClassifier": "framing.classifiers.loadedness",
    "OutletClassifier": "framing.classifiers.outlet",
    "folds_of": "framing.classifiers.crossfit",
    "crossfit": "framing.classifiers.crossfit",
    "calibration_table": "framing.classifiers.calibration",
    "read_codes": "framing.coding.codebook",
    "Codes": "framing.coding.codebook",
    "reliability": "framing.coding.reliability",
    "sample_for_coding": "framing.coding.sampling",
    "corrected_means": "framing.comparison.correction",
    "naming_differences": "framing.comparison.differences",
    "power": "framing.comparison.power",
    "articles_needed": "framing.comparison.power",
    "score_articles": "framing.unseen",
    "score_swaps": "framing.unseen",
    "draw": "framing.edition",
    "session_info": "framing.reporting.session",
    "cite": "framing.citing",
    "FramingError": "framing.errors",
    "BadInput": "framing.errors",
    "TextNotAvailable": "framing.errors",
}
__all__ = [
    "BadInput",
    "Codes",
    "Corpus",
    "Encoder",
    "FramingError",
    "Kwic",
    "Lexicon",
    "LoadednessClassifier",
    "OutletClassifier",
    "Study",
    "TextNotAvailable",
    "align_sentences",
    "articles_needed",
    "calibration_table",
    "cite",
    "concordance",
    "corrected_means",
    "count_words",
    "crossfit",
    "demo",
    "draw",
    "explain",
    "find_components",
    "find_families",
    "find_occurrences",
    "find_swaps",
    "find_voice",
    "folds_of",
    "load_model",
    "log_odds",
    "mask_sentences",
    "name_candidates",
    "naming_differences",
    "naming_rate",
    "new_study",
    "open_study",
    "power",
    "public_features",
    "read_articles",
    "read_codes",
    "read_lexicon",
    "reliability",
    "sample_for_coding",
    "score_articles",
    "score_swaps",
    "session_info",
    "split_sentences",
    "swapped_sentences",
    "swaps_not_made",
    "twins",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'framing' has no attribute '{name}'")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return [*HOMES, "__version__"]
