"""List the figures of the paper in their order; each takes the results that its parameters name."""

from .change import draw_change, draw_outlet_rates
from .classifiers import draw_calibration, draw_coded_loadedness, draw_loadedness, draw_own_words, draw_transfer
from .contrasts import draw_contrasts, draw_mission
from .naming import (
    draw_lexicon_versions,
    draw_naming,
    draw_naming_by_group,
    draw_naming_over_time,
    draw_naming_rates,
    draw_positions,
)
from .robustness import draw_power, draw_specifications
from .voice import draw_propositions, draw_sources, draw_voice

FIGURES = (
    draw_naming,
    draw_naming_rates,
    draw_outlet_rates,
    draw_naming_by_group,
    draw_naming_over_time,
    draw_change,
    draw_positions,
    draw_voice,
    draw_sources,
    draw_propositions,
    draw_coded_loadedness,
    draw_contrasts,
    draw_mission,
    draw_lexicon_versions,
    draw_own_words,
    draw_loadedness,
    draw_calibration,
    draw_transfer,
    draw_specifications,
    draw_power,
)
SUPPLEMENT = (draw_positions, draw_contrasts, draw_lexicon_versions)  # not among the main figures of a report
