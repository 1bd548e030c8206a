from . import plotting as plotting
from .alignment import (
    align_sentences as align_sentences,
    compare_quotations as compare_quotations,
    find_components as find_components,
    find_drifts as find_drifts,
    find_families as find_families,
    twins as twins,
)
from .attribution import find_attributions as find_attributions, find_voice as find_voice
from .coding import (
    adjudicate as adjudicate,
    code_sentences as code_sentences,
    code_with as code_with,
    coder_agreement as coder_agreement,
    confusion as confusion,
    export_codes as export_codes,
    fit_classifiers as fit_classifiers,
    import_codes as import_codes,
    read_codebook as read_codebook,
    sample_for_coding as sample_for_coding,
    to_discuss as to_discuss,
)
from .corpus import (
    Codes as Codes,
    Corpus as Corpus,
    find_copies as find_copies,
    find_stories as find_stories,
    language_of as language_of,
    read_articles as read_articles,
    read_codes as read_codes,
    split_sentences as split_sentences,
    write_codes as write_codes,
)
from .errors import BadInput as BadInput, FramingError as FramingError, TextNotAvailable as TextNotAvailable
from .lexicon import (
    Lexicon as Lexicon,
    find_labellings as find_labellings,
    find_occurrences as find_occurrences,
    find_swaps as find_swaps,
    forms_without_slots as forms_without_slots,
    inflected_forms as inflected_forms,
    read_lexicon as read_lexicon,
    swapped_sentences as swapped_sentences,
    swaps_not_made as swaps_not_made,
)
from .measures import (
    change_after as change_after,
    change_placebos as change_placebos,
    count_sources as count_sources,
    count_words as count_words,
    log_odds as log_odds,
    naming_differences as naming_differences,
    naming_rate as naming_rate,
    predicted_rates as predicted_rates,
    rates_by_period as rates_by_period,
    translated_names as translated_names,
    who_calls_whom as who_calls_whom,
)
from .models import (
    Encoder as Encoder,
    LoadednessClassifier as LoadednessClassifier,
    MultilingualEncoder as MultilingualEncoder,
    OutletClassifier as OutletClassifier,
    calibration_table as calibration_table,
    crossfit as crossfit,
    explain as explain,
    folds_of as folds_of,
    load_model as load_model,
    mask_sentences as mask_sentences,
    public_features as public_features,
)
from .report import (
    cite as cite,
    draw as draw,
    read as read,
    text_cards as text_cards,
    write_crate as write_crate,
    write_report as write_report,
)
from .stats import (
    articles_needed as articles_needed,
    corrected_difference as corrected_difference,
    corrected_means as corrected_means,
    corrected_ratio as corrected_ratio,
    corrected_regression as corrected_regression,
    power as power,
    reliability as reliability,
)
from .study import (
    Kwic as Kwic,
    Study as Study,
    check_lexicon as check_lexicon,
    concordance as concordance,
    demo as demo,
    deviations as deviations,
    name_candidates as name_candidates,
    new_study as new_study,
    open_study as open_study,
    preregister as preregister,
    score_articles as score_articles,
    score_swaps as score_swaps,
    session_info as session_info,
    suggest_terms as suggest_terms,
    term_in_context as term_in_context,
)

__version__: str
