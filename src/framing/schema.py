"""The schema: for each table its columns, their types and keys, and what each column means.

Every stage takes such tables and returns a new one; framing.columns is the language in which they are said, and
framing.tables checks, reads and writes them.
"""

from __future__ import annotations

from framing.columns import Table, flag, real, text, whole

ARTICLE_ID = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
SENTENCE_ID = ARTICLE_ID + r":\d{2,}"
VOICES = ("narrator", "indirect", "quote", "mixed")
KINDS_OF_SENTENCE = ("body", "headline", "caption", "crosshead", "boilerplate")
KINDS_OF_TERM = ("naming", "verb", "modifier", "metaphor")
POLARITIES = ("negative", "positive", "")

START = whole("first code point of the stretch in the article's text")
END = whole("code point after the last one", least=1)
ARTICLE = text("article", pattern=ARTICLE_ID, filled=True)
SENTENCE = text("sentence, `<article_id>:<nn>`", pattern=SENTENCE_ID, filled=True)
CLASSIFIER = text("`loadedness:` or `outlet:` and the outlet", filled=True)
TIER = text("public: from published tables alone; text: from the text", allowed=("public", "text"))

ARTICLES = Table(
    "articles",
    "an article (the manifest: no text)",
    {
        "article_id": ARTICLE,
        "outlet": text("outlet, or `unattributed`", filled=True),
        "label": text("name shown in figures", required=False),
        "group": text("what may be pooled: outlet or kind of source", required=False),
        "story_id": text("event that the article is about", required=False),
        "title": text("title as published (a citation)", required=False),
        "date": text("date of publication or of the event, ISO 8601, as far as known", required=False),
        "language_chain": text("languages the text came through, `pt>en`", required=False),
        "evidence": text("how the outlet is known", required=False),
        "sha256": text("SHA-256 of the delivered file", pattern=r"[0-9a-f]{64}", required=False),
        "n_chars": whole("code points of the text", required=False),
    },
    ("article_id",),
)

SENTENCES = Table(
    "sentences",
    "a sentence, boilerplate included",
    {
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "start": START,
        "end": END,
        "kind": text("kind of sentence", allowed=KINDS_OF_SENTENCE),
        "kind_rule": text("rule that decided the kind", required=False),
        "voice": text("whose words", allowed=(*VOICES, ""), required=False),
        "source": text("speaker as the text names them", required=False),
        "voice_rule": text("rule that decided the voice", required=False),
        "family_id": text("family of sentences that state one proposition in full", required=False),
    },
    ("sentence_id",),
    ("article_id", "start"),
)

OCCURRENCES = Table(
    "occurrences",
    "a naming slot or a judging word",
    {
        "occurrence_id": text("`<sentence_id>.<nn>`", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "term_id": text("deciding term of the lexicon", filled=True),
        "kind": text("kind of term", allowed=KINDS_OF_TERM),
        "form": text("loaded or neutral", allowed=("loaded", "neutral")),
        "target": text("who or what is named or judged", filled=True),
        "start": START,
        "end": END,
        "term_start": whole("first code point of the deciding term"),
        "term_end": whole("code point after the deciding term", least=1),
        "voice_of_term": text("whose word: the outlet's or its source's", allowed=("outlet", "source")),
        "voice_rule": text("rule that decided whose word it is", required=False),
        "metonym": flag("a capital or palace that stands for the state"),
        "negated": flag("the naming or judgement is denied"),
        "irrealis": flag("wished, feared or supposed, not stated"),
        "rule": text("rule that decided"),
    },
    ("occurrence_id",),
    ("article_id", "start", "term_start", "target"),
)

SWAPS = Table(
    "swaps",
    "an occurrence with another term in its place",
    {
        "swap_id": text("`<occurrence_id>~<term_in>`", pattern=SENTENCE_ID + r"\.\d{2,}~\S+", filled=True),
        "occurrence_id": text("the occurrence", pattern=SENTENCE_ID + r"\.\d{2,}", filled=True),
        "sentence_id": SENTENCE,
        "article_id": ARTICLE,
        "pair_id": text("the pair of terms: `<loaded>~<neutral>`, of a placebo `<neutral>~<neutral>`", filled=True),
        "term_out": text("term as written", filled=True),
        "term_in": text("term in its place, or (omit)", filled=True),
        "target": text("who or what is named or judged", filled=True),
        "kind": text("pair: loaded against neutral; placebo: neutral for neutral", allowed=("pair", "placebo")),
        "direction": text("nothing for a placebo", allowed=("to_neutral", "to_loaded", "")),
        "quoted": flag("the word stands inside quotation marks: the swap changes what somebody said"),
    },
    ("swap_id",),
    ("article_id", "occurrence_id", "term_in"),
)

LEXICON = Table(
    "lexicon",
    "a term",
    {
        "term_id": text("name of the row", pattern=r"[a-z0-9][a-z0-9-]*", filled=True),
        "term": text("dictionary form: singular noun, base verb, adjective", filled=True),
        "form": text(
            "loaded, neutral, or trap: a longer string that holds a term and names something else",
            allowed=("loaded", "neutral", "trap"),
        ),
        "target": text("who or what is named or judged", filled=True),
        "kind": text("kind of term", allowed=KINDS_OF_TERM),
        "noun": text("how a naming noun stands", allowed=("name", "metonym", "title", "epithet", ""), required=False),
        "sense": text("the sense that is meant", required=False),
        "polarity": text("towards the target", allowed=POLARITIES, required=False),
        "article": text("article of the singular", allowed=("a", "the", "none", ""), required=False),
        "forms": text("further forms, `tag=form; tag=form`", required=False),
        "neutral": text("term_ids of the neutral wording, or (omit)", required=False),
        "beside": text("targets that the sentence must also name", required=False),
        "origin": text("mission, general, or coder:<article_id>+<article_id>", required=False),
        "reason": text("why the word is loaded, why this neutral wording", required=False),
        "since": text(
            "lexicon version in which the row came or last changed", pattern=r"(\d+\.\d+\.\d+)?", required=False
        ),
    },
    ("term_id",),
)

LABELS = Table(
    "labels",
    "a coded sentence",
    {
        "sentence_id": SENTENCE,
        "loaded": whole("loaded wording, 0 or 1", most=1),
        "strength": whole("0 none, 1 mild, 2 clear, 3 strong", most=3),
    },
    ("sentence_id",),
)

SPANS = Table(
    "spans",
    "an expression that a coder marked as loaded",
    {
        "sentence_id": SENTENCE,
        "start": START,
        "end": END,
        "term_id": text("term of the lexicon that the expression holds, if any"),
        "category": text(
            "kind of expression", allowed=("epithet", "evaluative", "verb", "metaphor", "intensifier", "scare-quote")
        ),
        "target": text("who is evaluated", filled=True),
        "polarity": text("towards the target", allowed=POLARITIES),
    },
    ("sentence_id", "start", "end"),
)

VOICE_CODES = Table(
    "voice",
    "a coded sentence",
    {
        "sentence_id": SENTENCE,
        "voice": text("whose words", allowed=VOICES),
        "source": text("speaker as the text names them"),
    },
    ("sentence_id",),
)

PAIR_CODES = Table(
    "families",
    "a pair of sentences that state one proposition",
    {
        "sentence_a": SENTENCE,
        "sentence_b": SENTENCE,
        "overlap": text("full or part", allowed=("full", "part")),
        "drift": text("what differs, joined by +, or none"),
    },
    ("sentence_a", "sentence_b"),
)

ALIGNMENTS = Table(
    "alignments",
    "a pair of sentences of two articles that state one proposition",
    {
        "sentence_a": SENTENCE,
        "sentence_b": SENTENCE,
        "overlap": text("all main content of the shorter one, or some of it", allowed=("full", "part")),
        "similarity": real("mean of wording and meaning, less what conflicts take away"),
        "wording": real("rare words shared: cosine of the sentences' words, each by its rarity in the story"),
        "meaning": real("cosine of the sentences' embeddings; empty without an encoder"),
        "evidence": whole("numbers, dates and names that both have"),
        "conflicts": whole("of numbers and dates, on how many both have some and none in common"),
        "drift": text("what differs: voice, or none; empty where voice is not known", allowed=("voice", "none", "")),
    },
    ("sentence_a", "sentence_b"),
)

SCORES = Table(
    "scores",
    "a sentence, or a sentence with a term swapped, scored by a classifier",
    {
        "unit_id": text("sentence_id, or swap_id", filled=True),
        "classifier": text("what is asked and of whose sentences it learnt: `loadedness:oboz`, `general`", filled=True),
        "tier": TIER,
        "fold": whole("fold that its model did not see; empty for a model that saw none of the folds", filled=False),
        "log_odds": real("log-odds; empty where the fold leaves nothing to learn from"),
        "probability": real("the same as a probability"),
    },
    ("unit_id", "classifier", "tier"),
)

CLASSIFIERS = Table(
    "classifiers",
    "what a classifier rests on, over its folds",
    {
        "classifier": CLASSIFIER,
        "tier": TIER,
        "n_positives": real("loaded sentences, or sentences of the outlet, in training; mean over folds"),
        "enough_positives": flag("whether these are ten or more"),
        "shared_weight": real("how much of it is the shared model, 0 to 1; empty where there is none"),
    },
    ("classifier", "tier"),
)

YARDSTICKS = Table(
    "yardsticks",
    "what a contrast is measured on",
    {
        "classifier": CLASSIFIER,
        "tier": TIER,
        "target": text("who or what is named or judged", filled=True),
        "pair_id": text("pair of terms, or ALL pairs of the target", filled=True),
        "term_blind": real("the contrast where no training sentence held the loaded term; empty for ALL"),
        "dealt_low": real("lower end of the middle 95 of 100 contrasts under dealt outlets"),
        "dealt_high": real("upper end"),
        "n_deals": whole("how often outlets were dealt"),
    },
    ("classifier", "tier", "target", "pair_id"),
)

DEALT_DIFFERENCES = Table(
    "dealt_differences",
    "what a difference of two classifiers' contrasts is measured on",
    {
        "classifier": CLASSIFIER,
        "against": text("the other outlet's classifier", filled=True),
        "tier": TIER,
        "target": text("who or what is named or judged", filled=True),
        "dealt_low": real("lower end of the middle 95 of 100 differences under dealt outlets"),
        "dealt_high": real("upper end"),
        "n_deals": whole("how often outlets were dealt"),
    },
    ("classifier", "against", "tier", "target"),
)

ESTIMATES = Table(
    "estimates",
    "an estimate with its interval",
    {
        "article_id": text("article, or ALL", filled=True),
        "outlet": text("outlet, or ALL", filled=True),
        "target": text("who or what is named"),
        "measure": text("what is estimated", filled=True),
        "lexicon": text("version of the lexicon: which rows were used"),
        "voice": text("whose words are counted", allowed=("outlet", "source", "all")),
        "copy": text("all sentences, or the outlet's own without shared copy", allowed=("all", "own")),
        "estimate": real("the rate"),
        "low": real("lower end of the interval"),
        "high": real("upper end of the interval"),
        "level": real("confidence level"),
        "method": text("how the interval was found, or why there is none"),
        "scope": text("what the interval is about", allowed=("texts", "outlets")),
        "n_loaded": whole("cases counted as loaded"),
        "n_slots": whole("all cases: the denominator"),
        "n_sentences": whole("sentences that hold them"),
        "n_families": whole("families of sentences that hold them; empty before alignment", filled=False),
        "n_articles": whole("articles that hold them"),
    },
    ("measure", "lexicon", "voice", "copy", "article_id", "outlet", "target"),
)

TABLES = {
    table.name: table
    for table in (
        ARTICLES,
        SENTENCES,
        OCCURRENCES,
        SWAPS,
        LEXICON,
        LABELS,
        SPANS,
        VOICE_CODES,
        PAIR_CODES,
        ALIGNMENTS,
        SCORES,
        CLASSIFIERS,
        YARDSTICKS,
        DEALT_DIFFERENCES,
        ESTIMATES,
    )
}
