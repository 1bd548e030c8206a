from .attributions import find_attributions as find_attributions
from .clauses import clauses_of as clauses_of
from .cues import (
    CUE_KINDS as CUE_KINDS,
    cue_pattern as cue_pattern,
    official_pattern as official_pattern,
    read_cues as read_cues,
)
from .phrases import is_measure as is_measure
from .quotations import (
    find_quotations as find_quotations,
    masked as masked,
    overlap as overlap,
    plain_marks as plain_marks,
    within as within,
)
from .reports import (
    QUOTE_SHARE as QUOTE_SHARE,
    Reported as Reported,
    SentenceVoice as SentenceVoice,
    is_english as is_english,
)
from .speakers import (
    short_name as short_name,
    subject_before as subject_before,
    subject_of_sentence as subject_of_sentence,
)
from .voice import (
    Auto as Auto,
    find_voice as find_voice,
    text_to_tag as text_to_tag,
    voices_by_article as voices_by_article,
    voices_of as voices_of,
)
