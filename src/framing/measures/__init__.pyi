from .agreement import (
    agreement_with_interval as agreement_with_interval,
    agreements as agreements,
    calibrations as calibrations,
    coded_shares as coded_shares,
    corrected_loadedness as corrected_loadedness,
    corrected_rates as corrected_rates,
    predictions as predictions,
    resampled_auroc as resampled_auroc,
    transfer_matrix as transfer_matrix,
)
from .change import (
    CHANGED as CHANGED,
    DAYS as DAYS,
    DIFFERENCE as DIFFERENCE,
    UNCHANGED as UNCHANGED,
    Direction as Direction,
    change_after as change_after,
    change_placebos as change_placebos,
    rates_by_period as rates_by_period,
)
from .collocates import compare_collocates as compare_collocates, find_collocates as find_collocates
from .contrast import (
    SLOTS as SLOTS,
    contrast_differences as contrast_differences,
    contrasts as contrasts,
    contrasts_by_outlet as contrasts_by_outlet,
    matched_placebos as matched_placebos,
    placebo_slots as placebo_slots,
    placebos as placebos,
    swap_contrasts as swap_contrasts,
    with_controls as with_controls,
    wording_gaps as wording_gaps,
)
from .controls import (
    PERMUTATIONS as PERMUTATIONS,
    ContrastCells as ContrastCells,
    PermutedOutlets as PermutedOutlets,
    by_cell as by_cell,
    permute_outlets as permute_outlets,
    term_blind as term_blind,
)
from .differences import (
    ESTIMATED as ESTIMATED,
    MOST_COMPARED as MOST_COMPARED,
    Headline as Headline,
    declared_differences as declared_differences,
    difference as difference,
    headlines as headlines,
    mean_with_interval as mean_with_interval,
    naming_differences as naming_differences,
    power_of_designs as power_of_designs,
)
from .keyness import (
    ENOUGH as ENOUGH,
    Comparison as Comparison,
    Side as Side,
    WordCounts as WordCounts,
    count_words as count_words,
    log_odds as log_odds,
)
from .lexicon_versions import (
    FULL as FULL,
    HALVES as HALVES,
    LEAVE_ONE_TEXT_OUT as LEAVE_ONE_TEXT_OUT,
    VERSIONS as VERSIONS,
    WITHOUT_CODER_TERMS as WITHOUT_CODER_TERMS,
    Thinning as Thinning,
    coder_texts as coder_texts,
    coverage as coverage,
    marked_by_all as marked_by_all,
    occurrences_by_version as occurrences_by_version,
    precision as precision,
    random_halves as random_halves,
    without_coder_terms as without_coder_terms,
    without_terms_of as without_terms_of,
)
from .loadedness import (
    coded_loadedness as coded_loadedness,
    judging_rate as judging_rate,
    loadedness_by_voice as loadedness_by_voice,
    positions as positions,
    slot_scores as slot_scores,
)
from .naming import (
    Unit as Unit,
    Voice as Voice,
    agency as agency,
    has_groups as has_groups,
    headline_and_body as headline_and_body,
    headline_rates as headline_rates,
    naming_choices as naming_choices,
    naming_counts as naming_counts,
    naming_rate as naming_rate,
    predicted_rates as predicted_rates,
    rates_by_voice as rates_by_voice,
    rows_compared as rows_compared,
    several_articles as several_articles,
    slots_of as slots_of,
    units_of_articles as units_of_articles,
)
from .overlap import (
    collation as collation,
    drift_types as drift_types,
    lost_sources as lost_sources,
    translated_names as translated_names,
    voice_drifts as voice_drifts,
    without_wire_credit as without_wire_credit,
)
from .propositions import (
    LEAST_DIFFERING as LEAST_DIFFERING,
    LEAST_FAMILIES as LEAST_FAMILIES,
    MEASURES as MEASURES,
    omissions as omissions,
    omissions_by_group as omissions_by_group,
    proposition_differences as proposition_differences,
    propositions_by_text as propositions_by_text,
    summary as summary,
)
from .specifications import Published as Published, specification_curve as specification_curve
from .stemma import earlier_twins as earlier_twins, stemma as stemma
from .voice import (
    BY_CODES as BY_CODES,
    BY_LEXICON as BY_LEXICON,
    SHARE as SHARE,
    count_sources as count_sources,
    sources_by_kind as sources_by_kind,
    voice_gaps as voice_gaps,
    voices as voices,
    who_calls_whom as who_calls_whom,
)
