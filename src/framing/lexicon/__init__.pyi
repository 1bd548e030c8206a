from .grammar import (
    a_or_an as a_or_an,
    capitalized as capitalized,
    is_plural as is_plural,
    with_fitting_article as with_fitting_article,
)
from .inflection import INFLECTED as INFLECTED, inflected_forms as inflected_forms
from .labels import Labelling as Labelling, find_labellings as find_labellings, label_of as label_of
from .matching import NamingFinder as NamingFinder
from .occurrences import (
    REASONS as REASONS,
    find_occurrences as find_occurrences,
    forms_without_slots as forms_without_slots,
    naming_phrases as naming_phrases,
)
from .predication import Sentence as Sentence
from .reference import APPLIES_TO as APPLIES_TO, EFFECTS as EFFECTS, traps as traps
from .slots import Sides as Sides
from .strings import StringMatcher as StringMatcher
from .swaps import (
    ENOUGH_SLOTS as ENOUGH_SLOTS,
    enough_slots as enough_slots,
    find_swaps as find_swaps,
    swapped_sentences as swapped_sentences,
    swapped_slots as swapped_slots,
    swaps_not_made as swaps_not_made,
)
from .terms import Lexicon as Lexicon, in_full as in_full, read_lexicon as read_lexicon
