from .articles import (
    TABLES_OF_TEXTS as TABLES_OF_TEXTS,
    Corpus as Corpus,
    check_characters as check_characters,
    read_articles as read_articles,
    restore_byte_order_mark as restore_byte_order_mark,
    with_title as with_title,
)
from .codes import (
    CODE_FILES as CODE_FILES,
    CODER_PREFIX as CODER_PREFIX,
    Codes as Codes,
    check_codes as check_codes,
    codes_of_variable as codes_of_variable,
    pattern_of as pattern_of,
    read_codes as read_codes,
    to_standoff as to_standoff,
    weighted_labels as weighted_labels,
    write_codes as write_codes,
)
from .ingest import (
    Ingestion as Ingestion,
    alike_outlets as alike_outlets,
    import_articles as import_articles,
    read_intake as read_intake,
    safe_id as safe_id,
    with_safe_ids as with_safe_ids,
)
from .languages import (
    COMMONEST as COMMONEST,
    ENGLISH as ENGLISH,
    UNDETERMINED as UNDETERMINED,
    base_of as base_of,
    in_english as in_english,
    is_read_as_english as is_read_as_english,
    language_of as language_of,
    listed_languages as listed_languages,
    other_languages as other_languages,
    refuse_other_languages as refuse_other_languages,
    warn_unless_english as warn_unless_english,
)
from .layout import (
    DATELINE as DATELINE,
    PLACES as PLACES,
    boilerplate_rules as boilerplate_rules,
    compile_pattern as compile_pattern,
    expand_pattern as expand_pattern,
    find_rule as find_rule,
    pattern_of_place as pattern_of_place,
    pattern_pieces as pattern_pieces,
)
from .reading import HIDDEN as HIDDEN, Reading as Reading, as_read as as_read, is_wrapped as is_wrapped
from .sentences import sentences_of as sentences_of, split_sentences as split_sentences
from .stories import find_copies as find_copies, find_stories as find_stories
