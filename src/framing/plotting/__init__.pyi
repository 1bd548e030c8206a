from .context import (
    LEAST_SLOTS as LEAST_SLOTS,
    View as View,
    axis_limit as axis_limit,
    bare_names as bare_names,
    circular as circular,
    counted as counted,
    names as names,
)
from .figures import FIGURES as FIGURES
from .figures.contrasts import (
    ASKED as ASKED,
    MEANING as MEANING,
    MISSION_NOTHING as MISSION_NOTHING,
    QUESTIONS as QUESTIONS,
    TERMS as TERMS,
    drawn as drawn,
    pair_in_words as pair_in_words,
)
from .figures.naming import LOOKS as LOOKS
from .forest import estimate_rows as estimate_rows
from .slopes import lanes_of as lanes_of, line_through as line_through, paths_of as paths_of
from .strips import SWARM_LOADED as SWARM_LOADED
from .theme import (
    COLOURS as COLOURS,
    GREY as GREY,
    INK as INK,
    MARKERS as MARKERS,
    ONE_COLUMN as ONE_COLUMN,
    SMALL as SMALL,
    TWO_COLUMNS as TWO_COLUMNS,
    Drawing as Drawing,
    Look as Look,
    axes_of as axes_of,
    palette as palette,
    save as save,
    style as style,
)
