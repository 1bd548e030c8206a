from .graph import Graph as Graph, Source as Source, given as given, reach as reach, sources_of as sources_of
from .kwic import (
    BREAKS as BREAKS,
    SORTS as SORTS,
    Kwic as Kwic,
    concordance as concordance,
    words_leftward as words_leftward,
)
from .lexicon_building import (
    check_lexicon as check_lexicon,
    name_candidates as name_candidates,
    suggest_terms as suggest_terms,
    term_in_context as term_in_context,
)
from .new import (
    ingest_articles as ingest_articles,
    new_study as new_study,
    refuse_existing as refuse_existing,
    start_study as start_study,
    study_of as study_of,
)
from .numbers import (
    MINUS as MINUS,
    NUMBERS as NUMBERS,
    Number as Number,
    as_json as as_json,
    as_macros as as_macros,
    cited_numbers as cited_numbers,
    declarations as declarations,
    in_print as in_print,
    narrowed as narrowed,
    read_numbers as read_numbers,
    stored as stored,
    write_numbers as write_numbers,
    write_results as write_results,
)
from .partitions import Pool as Pool, hash_of as hash_of, warn_of_silent_terms as warn_of_silent_terms
from .preregistration import (
    PLAN as PLAN,
    Preregistration as Preregistration,
    compared_plan as compared_plan,
    deviations as deviations,
    edited_plan as edited_plan,
    files_of_plan as files_of_plan,
    hashes_of_texts as hashes_of_texts,
    preregister as preregister,
    read_preregistration as read_preregistration,
    refuse_unfrozen as refuse_unfrozen,
)
from .provenance import (
    DATA_SET as DATA_SET,
    LOCK as LOCK,
    RECORD as RECORD,
    VALIDATION as VALIDATION,
    Lock as Lock,
    Provenance as Provenance,
    changes as changes,
    code_of_derived as code_of_derived,
    coders_of as coders_of,
    codes_of as codes_of,
    declared_numbers as declared_numbers,
    derived_now as derived_now,
    derived_tables as derived_tables,
    differences as differences,
    environment as environment,
    files_to_publish as files_to_publish,
    model as model,
    packages as packages,
    published as published,
    read_lock as read_lock,
    read_provenance as read_provenance,
    refuse_others as refuse_others,
    results_now as results_now,
    session_info as session_info,
    spelt_out as spelt_out,
    validation_now as validation_now,
)
from .results import (
    INTERMEDIATE as INTERMEDIATE,
    RESULT_NAMES as RESULT_NAMES,
    RESULTS as RESULTS,
    every_result as every_result,
    results_graph as results_graph,
)
from .score_texts import (
    LEFT_OUT as LEFT_OUT,
    Reading as Reading,
    neutral_wordings as neutral_wordings,
    notes_on_length as notes_on_length,
    notes_on_outlets as notes_on_outlets,
    outlet_classifiers as outlet_classifiers,
    read_text_files as read_text_files,
    reading_of_one as reading_of_one,
    refused_swaps as refused_swaps,
    score_articles as score_articles,
    score_swaps as score_swaps,
    slots_of_swaps as slots_of_swaps,
    words_of as words_of,
)
from .scores import general_scores as general_scores, scored as scored
from .stages import Stages as Stages
from .study import (
    DERIVED as DERIVED,
    ENCODER as ENCODER,
    Study as Study,
    demo as demo,
    open_study as open_study,
    table_of as table_of,
)
