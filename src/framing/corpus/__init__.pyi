from .articles import (
    Corpus as Corpus,
    as_delivered as as_delivered,
    read_articles as read_articles,
    refuse_broken as refuse_broken,
)
from .codes import (
    FILES as FILES,
    PREFIX as PREFIX,
    Codes as Codes,
    anchored as anchored,
    check_codes as check_codes,
    read_codes as read_codes,
    weighted_labels as weighted_labels,
)
from .ingest import Intake as Intake, safe as safe, take_in as take_in, with_ids as with_ids
from .layout import (
    PLACES as PLACES,
    any_rule_for as any_rule_for,
    boilerplate_rules as boilerplate_rules,
    pattern_of as pattern_of,
    pieces as pieces,
    rule_of as rule_of,
    spelt_out as spelt_out,
)
from .sentences import sentences_of as sentences_of, split_sentences as split_sentences
