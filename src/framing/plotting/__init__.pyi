from .bars import coded_loadedness as coded_loadedness, stack as stack, voices as voices
from .context import (
    LEAST_SLOTS as LEAST_SLOTS,
    View as View,
    bare_names as bare_names,
    circular as circular,
    counted as counted,
    names as names,
    words_of_terms as words_of_terms,
)
from .curve import over_time as over_time, power_curve as power_curve, specification_curve as specification_curve
from .figures import FIGURES as FIGURES, SUPPLEMENT as SUPPLEMENT
from .figures.contrasts import (
    ASKED as ASKED,
    MEANING as MEANING,
    QUESTIONS as QUESTIONS,
    TERMS_NOTHING as TERMS_NOTHING,
    drawn as drawn,
    pair_in_words as pair_in_words,
)
from .forest import (
    agreement as agreement,
    axis_limit as axis_limit,
    calibration as calibration,
    contrasts as contrasts,
    forest as forest,
    naming_rates as naming_rates,
)
from .heatmap import (
    naming_choices as naming_choices,
    propositions as propositions,
    transfer as transfer,
)
from .strips import loadedness as loadedness, positions as positions
from .theme import (
    COLOURS as COLOURS,
    GREY as GREY,
    INK as INK,
    MARKERS as MARKERS,
    ONE_COLUMN as ONE_COLUMN,
    SMALL as SMALL,
    TWO_COLUMNS as TWO_COLUMNS,
    Drawing as Drawing,
    markers as markers,
    palette as palette,
    save as save,
    style as style,
)
