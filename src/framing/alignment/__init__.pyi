from .align import REPORTED as REPORTED, align_sentences as align_sentences, no_pairs as no_pairs, twins as twins
from .families import find_components as find_components, find_families as find_families
from .similarity import (
    Wording as Wording,
    conflicts as conflicts,
    covered as covered,
    evidence_of as evidence_of,
    installed_encoder as installed_encoder,
    meaning_vectors as meaning_vectors,
    wording_of as wording_of,
)
