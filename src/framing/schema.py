"""Define the tables of a study: their columns, types and keys, and the meaning of each column.

`framing.tables` checks, reads and writes these tables.
"""

from __future__ import annotations

from framing.columns import Table, flag, real, text, whole

ARTICLE_ID = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
SENTENCE_ID = ARTICLE_ID + r":\d{2,}"
ALL = "ALL"  # in a column of ids: all of them together
VOICES = ("narrator", "indirect", "quote", "mixed")
STRATA = ("own", "paraphrase", "quotation")
KINDS_OF_SENTENCE = ("body", "headline", "caption", "crosshead", "boilerplate")
KINDS_OF_TERM = ("naming", "verb", "modifier", "metaphor")
KINDS_OF_TARGET = ("person", "state", "organisation", "event", "class")
REFERENCES = ("named", "resolved", "unresolved")
# what two tellings of one proposition share, and in what they differ
ASPECTS = (
    "shared", "wording", "voice", "attribution", "quote", "number", "modality", "omission", "addition"
)  # fmt: skip
POLARITIES = ("negative", "positive", "")

START = whole("position of the first character in the article's text (code points from 0)")
END = whole("position after the last character", least=1)
ARTICLE = text("identifier of the article", pattern=ARTICLE_ID, filled=True)
SENTENCE = text("identifier of the sentence, `<article_id>:<nn>`", pattern=SENTENCE_ID, filled=True)
TARGET = text("person, state, event or group that is named or evaluated", filled=True)
CLASSIFIER = text("`loadedness:` or `outlet:`, followed by the outlet", filled=True)
TIER = text("public: features from published tables; text: features from the text", allowed=("public", "text"))

ARTICLES = Table(
    "articles",
    "one row per article (the manifest; without text)",
    {
        "article_id": ARTICLE,
        "outlet": text("outlet, or `unattributed`", filled=True),
        "label": text("name of the article in figures", required=False),
        "group": text("articles that may be pooled: outlet or kind of source", required=False),
        "story_id": text("event that the article reports", required=False),
        "title": text("title as published", required=False),
        "date": text("date of publication or of the event, ISO 8601, if known", required=False, date=True),
        "language": text(
            "language of the text, a code such as `en`, `uk` or `pt`; `und` if it cannot be told",
            pattern=r"([a-z]{2,3}(-[A-Za-z0-9]{1,8})*)?",
            required=False,
        ),
        "language_chain": text("translation history of the text, such as `pt>en`", required=False),
        "evidence": text("evidence for the outlet", required=False),
        "sha256": text("SHA-256 of the text file", pattern=r"[0-9a-f]{64}", required=False),
        "n_chars": whole("length of the text in code points", required=False),
    },
    ("article_id",),
)

SENTENCES = Table(
    "sentences",
    "one row per sentence, including boilerplate",
    {
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "start": START,
        "end": END,
        "kind": text("kind of sentence", allowed=KINDS_OF_SENTENCE),
        "kind_rule": text("rule that assigned the kind", required=False),
        "voice": text(
            "who speaks: the narrator, a source (indirect or quoted), or both", allowed=(*VOICES, ""), required=False
        ),
        "source": text("speaker as named in the text", required=False),
        "voice_rule": text("rule that assigned the voice", required=False),
        "reported": real("share of the words that somebody is reported to say, think or want, 0 to 1", required=False),
        "family_id": text("family of sentences that state the same proposition in full", required=False),
    },
    ("sentence_id",),
    ("article_id", "start"),
)

ATTRIBUTIONS = Table(
    "attributions",
    "one row per report of a source in a sentence",
    {
        "attribution_id": text(
            "identifier of the attribution, `<sentence_id>.a<nn>`", pattern=SENTENCE_ID + r"\.a\d{2,}", filled=True
        ),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "start": START,
        "end": END,
        "cue_start": whole("position of the first character of the reporting words", filled=False),
        "cue_end": whole("position after the last character of the reporting words", filled=False),
        "source_start": whole("position of the first character of the words that name the source", filled=False),
        "source_end": whole("position after the last character of the words that name the source", filled=False),
        "source": text("source as named in the text, which may be a pronoun"),
        "name": text("short name of the source; that of a pronoun's antecedent"),
        "person": text("one name for all names that the article has for the source"),
        "marks": text(
            "whether the words are in quotation marks: all, some or none of them, or a word that nobody is said to use",
            allowed=("direct", "mixed", "indirect", "scare"),
        ),
        "n_words": whole("number of words of the content"),
        "stance": text("stance of the reporting words", allowed=("neutral", "doubtful", "factive", "")),
        "said": flag("whether the source said it; false for what it wants or supports"),
        "found_by": text("what found the words", allowed=("rules", "tagger")),
    },
    ("attribution_id",),
    ("article_id", "start", "end"),
)

OCCURRENCES = Table(
    "occurrences",
    "one row per naming slot or evaluative word",
    {
        "occurrence_id": text(
            "identifier of the occurrence, `<sentence_id>.<nn>`", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True
        ),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "term_id": text("lexicon term that determines form and target", filled=True),
        "kind": text("kind of term", allowed=KINDS_OF_TERM),
        "form": text("loaded term or neutral wording", allowed=("loaded", "neutral")),
        "target": TARGET,
        "start": START,
        "end": END,
        "term_start": whole("position of the first character of the term"),
        "term_end": whole("position after the last character of the term", least=1),
        "voice_of_term": text("who uses the term: the outlet or its source", allowed=("outlet", "source")),
        "stratum": text(
            "the outlet's own words, its paraphrase of a source, or a quotation", allowed=STRATA, required=False
        ),
        "voice_rule": text("rule that assigned the term to outlet or source", required=False),
        "scare": flag("whether the term stands in scare quotes"),
        "against_own_side": flag("whether its source would not use the term of its own side"),
        "metonym": flag("whether a capital or palace is used for the state"),
        "negated": flag("whether the naming or evaluation is negated"),
        "irrealis": flag("whether it is wished, feared or hypothetical rather than asserted"),
        "rule": text("rule that identified the occurrence"),
        "reference": text(
            "named: the phrase, its apposition or predication says whom it names; resolved: by the text before it; "
            "unresolved: the text does not say whom, so that the row is in no rate",
            allowed=(*REFERENCES, ""),
            required=False,
        ),
        "nested": flag("whether the phrase holds a loaded naming of another target", required=False),
        "possessor": text(
            "target whose possessive or adjective stands in the phrase (Russia's war), or pronoun (its war)",
            required=False,
        ),
    },
    ("occurrence_id",),
    ("article_id", "start", "term_start", "target"),
)

LABELLINGS = Table(
    "labellings",
    "one row per naming slot that somebody gives as a label",
    {
        "occurrence_id": text("identifier of the occurrence", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "term_id": text("lexicon term of the label", filled=True),
        "form": text("loaded term or neutral wording", allowed=("loaded", "neutral")),
        "target": TARGET,
        "predicate": text("verb or phrase that gives the label, such as `call` or `see`", filled=True),
        "cue_start": START,
        "cue_end": END,
        "labeller": text("who gives the label, as named in the text; empty if the text names no one"),
        "labeller_start": whole("position of the first character of the labeller", filled=False),
        "labeller_end": whole("position after the last character of the labeller", filled=False),
        "name": text("name of the labeller, where the text resolves a pronoun or a surname"),
        "labelled": text("who gets the label, as named in the sentence"),
        "labelled_start": whole("position of the first character of the labelled", filled=False),
        "labelled_end": whole("position after the last character of the labelled", filled=False),
        "status": text(
            "whether the label is given, denied, asked about, or only possible",
            allowed=("stated", "denied", "questioned", "hypothetical"),
        ),
        "stratum": text("the outlet's own words, its paraphrase of the labeller, or a quotation", allowed=STRATA),
    },
    ("occurrence_id",),
    ("article_id", "cue_start", "occurrence_id"),
)

COLLOCATES = Table(
    "collocates",
    "one row per article, word and place beside its naming slots; words that at least two articles have",
    {
        "article_id": ARTICLE,
        "target": TARGET,
        "form": text("loaded term or neutral wording", allowed=("loaded", "neutral")),
        "stratum": text("the outlet's own words, its paraphrase of a source, or a quotation", allowed=STRATA),
        "place": text(
            "modifier: between determiner and term; before: the word that governs the name (deport, influx of); after: "
            "what the name does or is (crossed, not eligible)",
            allowed=("modifier", "before", "after"),
        ),
        "word": text("word in lower case", filled=True),
        "n": whole("slots with this word in this place", least=1),
    },
    ("article_id", "target", "form", "stratum", "place", "word"),
    ("article_id", "target", "form", "stratum", "place", "word"),
)

SWAPS = Table(
    "swaps",
    "one row per occurrence and replacement term",
    {
        "swap_id": text(
            "identifier of the swap, `<occurrence_id>~<term_in>`", pattern=SENTENCE_ID + r"\.\d{2,}~\S+", filled=True
        ),
        "occurrence_id": text("identifier of the occurrence", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "pair_id": text("term pair: `<loaded>~<neutral>`, or `<neutral>~<neutral>` for a placebo", filled=True),
        "term_out": text("term in the text", filled=True),
        "term_in": text("replacement term, or (omit)", filled=True),
        "target": TARGET,
        "kind": text(
            "pair: loaded and neutral term exchanged; placebo: one neutral term replaced by another; matched: the "
            "matched placebo of a loaded term put in place of it, or of its neutral counterpart",
            allowed=("pair", "placebo", "matched"),
        ),
        "direction": text(
            "direction of the swap; to_placebo: from a loaded term; empty: from neutral to neutral or placebo",
            allowed=("to_neutral", "to_loaded", "to_placebo", ""),
        ),
        "quoted": flag("whether the term is inside quotation marks, so that the swap alters a quotation"),
    },
    ("swap_id",),
    ("article_id", "occurrence_id", "term_in"),
)

LEXICON = Table(
    "lexicon",
    "one row per term",
    {
        "term_id": text("identifier of the term", pattern=r"[a-z0-9][a-z0-9-]*", filled=True),
        "term": text("dictionary form: singular noun, base verb, adjective", filled=True),
        "form": text(
            "loaded, neutral, trap (a longer expression that contains a term but means something else), or placebo (of "
            "the same syntax and topic as a loaded term, without a judgement; put into slots, not looked for)",
            allowed=("loaded", "neutral", "trap", "placebo"),
        ),
        "target": TARGET,
        "kind": text("kind of term", allowed=KINDS_OF_TERM),
        "noun": text("type of naming noun", allowed=("name", "metonym", "title", "epithet", ""), required=False),
        "sense": text("sense of the term", required=False),
        "polarity": text("evaluation of the target", allowed=POLARITIES, required=False),
        "article": text("article before the singular", allowed=("a", "the", "none", ""), required=False),
        "forms": text("additional inflected forms, `tag=form; tag=form`", required=False),
        "target_kind": text(
            "kind of the target, on any of its rows; by default what its names say",
            allowed=(*KINDS_OF_TARGET, ""),
            required=False,
        ),
        "neutral": text("term_ids of the neutral counterparts, or (omit)", required=False),
        "placebo": text("term_id of the matched placebo of a loaded naming term", required=False),
        "beside": text("targets that must be named in the same sentence", required=False),
        "origin": text("source of the term: mission, general, or coder:<article_id>+<article_id>", required=False),
        "reason": text("why the term is loaded and why this neutral wording was chosen", required=False),
        "since": text(
            "lexicon version in which the row was added or last changed", pattern=r"(\d+\.\d+\.\d+)?", required=False
        ),
    },
    ("term_id",),
)

LABELS = Table(
    "labels",
    "one row per coded sentence",
    {
        "sentence_id": SENTENCE,
        "loaded": whole("whether the wording is loaded, 0 or 1", most=1),
        "strength": whole("strength of the loaded wording: 0 none, 1 mild, 2 clear, 3 strong", most=3),
    },
    ("sentence_id",),
)

SPANS = Table(
    "spans",
    "one row per expression marked as loaded by a coder",
    {
        "sentence_id": SENTENCE,
        "start": START,
        "end": END,
        "term_id": text("lexicon term contained in the expression, if any"),
        "category": text(
            "category of the expression",
            allowed=("epithet", "evaluative", "verb", "metaphor", "intensifier", "scare-quote"),
        ),
        "target": text("person, state, event or group that is evaluated", filled=True),
        "polarity": text("evaluation of the target", allowed=POLARITIES),
    },
    ("sentence_id", "start", "end", "target"),
)

VOICE_CODES = Table(
    "voice",
    "one row per coded sentence",
    {
        "sentence_id": SENTENCE,
        "voice": text("who speaks: the narrator, a source (indirect or quoted), or both", allowed=VOICES),
        "source": text("speaker as named in the text"),
    },
    ("sentence_id",),
)

CODES = Table(
    "codes",
    "one row per code of any variable of a codebook",
    {
        "coder": text("name of the coder", filled=True),
        "sentence_id": SENTENCE,
        "variable": text("variable of the codebook", pattern=r"\w+", filled=True),
        "value": text("value of the variable; of a span, its category; empty if the sentence has no such span"),
        "start": whole(
            "of a span, position of the first character in the article's text (code points from 0)", filled=False
        ),
        "end": whole("of a span, position after the last character", least=1, filled=False),
        "codebook": text("name of the codebook", filled=True),
        "version": text("version of the codebook", filled=True),
        "hash": text("SHA-256 of the content of the codebook", pattern=r"[0-9a-f]{64}", filled=True),
        "note": text("note of the coder"),
        "time": text("when the code was given, ISO 8601"),
    },
    ("coder", "sentence_id", "variable", "start", "end", "value", "codebook", "version"),
)

PROPOSITION_CODES = Table(
    "proposition_codes",
    "one row per proposition and sentence that states it",
    {
        "proposition": text("the proposition in a few words of the researcher's own", filled=True),
        "sentence_id": SENTENCE,
    },
    ("proposition", "sentence_id"),
)

SOURCES = Table(
    "sources",
    "one row per source, by its name in the column person of the attributions",
    {
        "person": text("name of the source", filled=True),
        "source_kind": text("kind of source, such as experts or media", filled=True),
    },
    ("person",),
)

COPIES = Table(
    "copies",
    "one row per article that repeats an earlier one or names a wire service as its source",
    {
        "article_id": ARTICLE,
        "copy_of": text("article that was published first; empty if the article is no copy"),
        "share": real("share of the article's runs of words that are in `copy_of`"),
        "share_of_original": real("share of the runs of words of `copy_of` that are in the article"),
        "wire": text("wire service that the text names as its source"),
        "wire_sign": text("where it names it", allowed=("dateline", "byline", "credit", "")),
    },
    ("article_id",),
)

SLOT_CODES = Table(
    "slot_codes",
    "one row per coder and naming slot that was found and read by hand",
    {
        "occurrence_id": text("identifier of the occurrence", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True),
        "coder": text("name of the coder", filled=True),
        "names": flag("whether the phrase names the target"),
        "form": text("loaded or neutral name; empty if it names nobody", allowed=("loaded", "neutral", "")),
        "voice": text("whose word it is; empty if it names nobody", allowed=(*STRATA, "")),
        "chance": real("probability that the slot was drawn, above 0 to 1"),
    },
    ("occurrence_id", "coder"),
)

PAIR_CODES = Table(
    "families",
    "one row per pair of sentences that state the same proposition",
    {
        "sentence_a": SENTENCE,
        "sentence_b": SENTENCE,
        "overlap": text("whether the proposition is shared in full or in part", allowed=("full", "part")),
        "drift": text("aspects that differ, joined by +, or none"),
    },
    ("sentence_a", "sentence_b"),
)

ALIGNMENTS = Table(
    "alignments",
    "one row per pair of sentences from two articles that state the same proposition",
    {
        "sentence_a": SENTENCE,
        "sentence_b": SENTENCE,
        "overlap": text(
            "full: the main content of the shorter sentence is shared; part: some of it", allowed=("full", "part")
        ),
        "similarity": real("mean of wording and meaning, minus a penalty for each conflict"),
        "wording": real("cosine similarity of the words, weighted by their rarity in the story"),
        "meaning": real("cosine similarity of the sentence embeddings; empty without an encoder"),
        "evidence": whole("number of shared numbers, dates and names"),
        "conflicts": whole(
            "number of conflicts: numbers of which both sentences have some but share none, dates likewise, and a "
            "statement with its denial or opposite"
        ),
        "drift": text("voice if the voice differs, else none; empty if unknown", allowed=("voice", "none", "")),
    },
    ("sentence_a", "sentence_b"),
)

DRIFTS = Table(
    "drifts",
    "one row per difference between two aligned sentences, and one for the stretch that they share",
    {
        "sentence_a": SENTENCE,
        "sentence_b": SENTENCE,
        "aspect": text(
            "shared: the stretch that both state; else what differs: wording (a loaded or neutral term), voice (words "
            "of a source in one, the outlet's own in the other), attribution (another speaker), quote (words inside "
            "quotation marks), number, modality (will, may, denied), omission (only in a), addition (only in b)",
            allowed=ASPECTS,
        ),
        "start_a": whole("position of the first character in a (code points of its article)", filled=False),
        "end_a": whole("position after the last character in a", filled=False),
        "start_b": whole("position of the first character in b", filled=False),
        "end_b": whole("position after the last character in b", filled=False),
        "term_a": text("lexicon term in a"),
        "term_b": text("lexicon term in b"),
    },
    ("sentence_a", "sentence_b", "aspect", "start_a", "start_b", "term_a", "term_b"),
)

QUOTATIONS = Table(
    "quotations",
    "one row per pair of speeches in two articles of a story that give the same words of a source",
    {
        "article_a": ARTICLE,
        "start_a": whole("position of the first character in a (code points of its article)"),
        "end_a": whole("position after the last character in a", least=1),
        "article_b": ARTICLE,
        "start_b": whole("position of the first character in b"),
        "end_b": whole("position after the last character in b", least=1),
        "relation": text(
            "same; cut: equal but for words before or after; edited: words within differ; paraphrase: in quotation "
            "marks in one, reported without them in the other",
            allowed=("same", "cut", "edited", "paraphrase"),
        ),
        "n_edits": whole("words that differ within; empty for a paraphrase", filled=False),
        "n_words_a": whole("number of words in a", least=1),
        "n_words_b": whole("number of words in b", least=1),
        "marks_a": flag("whether a has the words in quotation marks"),
        "marks_b": flag("whether b has the words in quotation marks"),
        "person_a": text("source in a; empty if the text names none"),
        "person_b": text("source in b"),
        "other_speaker": flag("whether both name a source, and the names share no word"),
    },
    ("article_a", "start_a", "end_a", "article_b", "start_b", "end_b"),
)

SCORES = Table(
    "scores",
    "one row per unit (sentence or swap), classifier and tier",
    {
        "unit_id": text("sentence_id, swap_id, or occurrence_id for the name in a slot as it stands", filled=True),
        "classifier": text(
            "question and training outlet of the classifier, such as `loadedness:oboz`; `general` (the sentence), "
            "`general word` (its most loaded word), `general name` (the words in a slot) or `general stance` (towards "
            "these words, negative against positive)",
            filled=True,
        ),
        "tier": TIER,
        "fold": whole("fold held out in training; empty for a model trained on other data", filled=False),
        "log_odds": real("log-odds; empty if the training folds were insufficient"),
        "probability": real("predicted probability, the inverse logit of log_odds"),
    },
    ("unit_id", "classifier", "tier"),
)

CLASSIFIERS = Table(
    "classifiers",
    "one row per classifier and tier: its training data, averaged over folds",
    {
        "classifier": CLASSIFIER,
        "tier": TIER,
        "n_positives": real("mean number of positive training sentences (loaded, or from the outlet) per fold"),
        "enough_positives": flag("whether n_positives is at least 10"),
        "shared_weight": real("weight of the shared model, 0 to 1; empty without a shared model"),
    },
    ("classifier", "tier"),
)

YARDSTICKS = Table(
    "yardsticks",
    "one row per contrast: its controls",
    {
        "classifier": CLASSIFIER,
        "tier": TIER,
        "target": TARGET,
        "pair_id": text("term pair, or ALL pairs of the target", filled=True),
        "term_blind": real("contrast of a classifier trained without sentences containing the term; empty for ALL"),
        "dealt_low": real("2.5th percentile of the contrasts with permuted outlet labels"),
        "dealt_high": real("97.5th percentile of the contrasts with permuted outlet labels"),
        "n_deals": whole("number of permutations of the outlet labels"),
    },
    ("classifier", "tier", "target", "pair_id"),
)

DEALT_DIFFERENCES = Table(
    "dealt_differences",
    "one row per difference between two classifiers' contrasts: its control",
    {
        "classifier": CLASSIFIER,
        "against": text("classifier of the other outlet", filled=True),
        "tier": TIER,
        "target": TARGET,
        "dealt_low": real("2.5th percentile of the differences with permuted outlet labels"),
        "dealt_high": real("97.5th percentile of the differences with permuted outlet labels"),
        "n_deals": whole("number of permutations of the outlet labels"),
    },
    ("classifier", "against", "tier", "target"),
)

ESTIMATES = Table(
    "estimates",
    "one row per estimate",
    {
        "article_id": text("identifier of the article, or ALL", filled=True),
        "outlet": text("outlet or group of outlets, or ALL", filled=True),
        "target": text("person, state, event or group that is named"),
        "measure": text("name of the measure", filled=True),
        "lexicon": text("lexicon version that was used"),
        "voice": text(
            "whose words are counted: the outlet's, its sources', a stratum of these, or all",
            allowed=("outlet", "unquoted", "source", "paraphrase", "quotation", "all"),
        ),
        "copy": text("all sentences, or own: without copy shared with other outlets", allowed=("all", "own")),
        "estimate": real("estimated rate"),
        "low": real("lower confidence limit"),
        "high": real("upper confidence limit"),
        "level": real("confidence level"),
        "method": text("method of the interval, or why it is missing"),
        "scope": text(
            "population of the interval: these texts, the outlets, or the groups of outlets",
            allowed=("texts", "outlets", "groups"),
        ),
        "n_loaded": whole("number of loaded cases"),
        "n_slots": whole("number of cases (the denominator)"),
        "n_sentences": whole("number of sentences with a case"),
        "n_families": whole("number of sentence families with a case; empty before alignment", filled=False),
        "n_articles": whole("number of articles with a case"),
    },
    ("measure", "lexicon", "voice", "copy", "article_id", "outlet", "target"),
)

TABLES = {
    table.name: table
    for table in (
        ARTICLES,
        SENTENCES,
        ATTRIBUTIONS,
        OCCURRENCES,
        LABELLINGS,
        COLLOCATES,
        SWAPS,
        LEXICON,
        LABELS,
        SPANS,
        VOICE_CODES,
        CODES,
        PROPOSITION_CODES,
        SOURCES,
        SLOT_CODES,
        COPIES,
        PAIR_CODES,
        ALIGNMENTS,
        DRIFTS,
        QUOTATIONS,
        SCORES,
        CLASSIFIERS,
        YARDSTICKS,
        DEALT_DIFFERENCES,
        ESTIMATES,
    )
}
