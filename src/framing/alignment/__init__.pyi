from .align import (
    REPORTED as REPORTED,
    align_sentences as align_sentences,
    empty_alignments as empty_alignments,
    measures_of as measures_of,
    twins as twins,
)
from .drift import (
    Told as Told,
    differences as differences,
    find_drifts as find_drifts,
    quotation_edits as quotation_edits,
)
from .families import (
    compare_quotations as compare_quotations,
    find_components as find_components,
    find_families as find_families,
)
from .similarity import (
    Wording as Wording,
    count_conflicts as count_conflicts,
    count_differing_values as count_differing_values,
    covered_share as covered_share,
    evidence_of as evidence_of,
    installed_encoder as installed_encoder,
    meaning_vectors as meaning_vectors,
    wording_of as wording_of,
)
