from .clauses import clauses_of as clauses_of
from .cues import (
    CUE_KINDS as CUE_KINDS,
    cue_pattern as cue_pattern,
    languages_of_cues as languages_of_cues,
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
)
from .speakers import (
    short_name as short_name,
    subject_before as subject_before,
    subject_of_sentence as subject_of_sentence,
)
from .voice import (
    Auto as Auto,
    find_attributions as find_attributions,
    find_voice as find_voice,
    text_to_tag as text_to_tag,
    voices_by_article as voices_by_article,
    voices_of as voices_of,
    warn_of_unread as warn_of_unread,
)
