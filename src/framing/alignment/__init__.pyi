from .align import (
    REPORTED as REPORTED,
    align_sentences as align_sentences,
    empty_alignments as empty_alignments,
    twins as twins,
)
from .families import find_components as find_components, find_families as find_families
from .similarity import (
    Wording as Wording,
    count_conflicts as count_conflicts,
    covered_share as covered_share,
    evidence_of as evidence_of,
    installed_encoder as installed_encoder,
    meaning_vectors as meaning_vectors,
    wording_of as wording_of,
)
