from .clauses import clauses_of as clauses_of
from .cues import KINDS as KINDS, any_of as any_of, official as official, read_cues as read_cues
from .phrases import is_measure as is_measure
from .quotations import find_quotations as find_quotations, overlap as overlap, within as within
from .speakers import short_name as short_name
from .voice import (
    WHOLE as WHOLE,
    Reported as Reported,
    Voiced as Voiced,
    find_voice as find_voice,
    masked as masked,
    voices_of as voices_of,
)
