"""Attribution: the reporting clauses of a sentence, each with its source and with what it reports.

What stands inside quotation marks is masked, so that "I think" in a quotation is no clause of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

from framing.corpus.reporting import VERBS, Cue, any_of, cues, forms
from framing.corpus.speakers import (
    DAY,
    DETERMINER,
    FINITE,
    MASK,
    NAME,
    PREPOSITION,
    Span,
    Subject,
    subject_before,
    subject_of_sentence,
    trimmed,
)

OPENING, CLOSING = "“„«‘\"'", "”“»’\"'"
FILLER = rf"(?:,?\s+(?:{PREPOSITION}|today|yesterday|again|{DAY}|\p{{Ll}}+ly)\b[^,.;:!?{MASK}]{{0,60}}?,?)?"
LINK = rf"(?:that|whether|how|why|what|if|where|who)\b(?!\s*[,.])"
THAT = regex.compile(rf"{FILLER}\s*,?\s+{LINK}")
HEARER_THAT = regex.compile(rf"(?:\s+[^\s,.;:!?{MASK}]+){{0,8}}?,?\s+{LINK}")
QUOTED = regex.compile(rf"[^.;!?{MASK}]{{0,70}}?[,:]?\s*[{OPENING}]+{MASK}")
BESIDE_QUOTED = regex.compile(rf"\s*(?:[^\s.,;:!?]+\s+){{0,6}}?[,:]?\s*[{OPENING}]+{MASK}")
COLON = regex.compile(rf"[^.;!?{MASK}]{{0,60}}:\s")
ENDS_CLAUSE = rf"[,.;:!?{MASK}“”„«»\"—]|\s[–-]\s"
BARE = regex.compile(
    rf"\s+(?!{PREPOSITION}\b|by\b|\p{{Ll}}+ly\b)(?:(?!that\b|which\b|who\b|to\b)[^\s,.;:!?{MASK}]+\s+){{1,10}}?{FINITE.pattern}",
)
TAIL = regex.compile(rf"(?:(?!{ENDS_CLAUSE}).)*", regex.S)
ADVERBIAL = regex.compile(
    rf"(?i)\s*(?:(?:{PREPOSITION}|today|yesterday|again|then|too|{DAY}|\p{{Ll}}+ly|this|reporters|journalists)\b.*)?",
    regex.S,
)
HEARER = regex.compile(rf"\s+(?:(?i:{DETERMINER}\s+)?[\w'’.-]+(?:\s+{NAME}|\s+\p{{Ll}}+)?)?\s*$")
INVERTED_NOUN = regex.compile(rf"\s+(?!to\b|that\b|{PREPOSITION}\b)(?P<phrase>(?:(?!{ENDS_CLAUSE}).)+)", regex.S)
BEFORE_INVERSION = regex.compile(rf"[,!?…—{CLOSING}]\s*(?:so\s+|as\s+)?$|\s[–-]\s+$|^\s*$|{MASK}[{CLOSING}]\s*$")
NOUN_BEFORE = regex.compile(
    rf"(?i)(?:\b(?:the|a|an|his|her|its|their|our|my|your|this|these|those|such|some|any|no|of|in|on|by|with|amid|despite"
    rf"|about|for|from|to|many|more|new|false|recent|own|against|over|under|former|denied|united)|['’]s|\p{{L}}+ing|s['’])\s+$"
)
PLURAL = regex.compile(
    r"(?i)(?:[^'’s]s|\b(?:media|people|police|some|many|others|most|all|both|they|few|men|women|who|that|poll))$|\sand\s"
)
COMMA_BEFORE = regex.compile(r",\s*(?:and\s+|also\s+|but\s+|while\s+|\p{Ll}+ly\s+)*$")
WORDS = regex.compile(rf"[\w{MASK}]+")
NOT_ACTIVE = regex.compile(r"\s+(?:to\s+(?:be|have)\b|by\b|goodbye\b)")
AS_BEFORE = regex.compile(r"(?i)\bas\s+$")
INFINITIVE = regex.compile(r"\bto\s+\p{Ll}+")
CONJUNCTION = regex.compile(r"(?i)\b(?:while|whilst|by|after|before|and|when|but|then|without)\s+$")
NAME_AHEAD = regex.compile(rf"(?:(?i:{DETERMINER})\s+)?(?:\p{{Ll}}+\s+){{0,3}}{NAME}")
MOST_WORDS_OF_TAIL = 10
LONGEST_SENTENCE = 2_000


@dataclass(frozen=True)
class Clause:
    """A reporting clause; without source where the text names none.

    `rank` orders clauses of one sentence (0 is the one that decides); `main` says whether the sentence as a whole is
    the report.
    """

    start: int
    end: int
    source: Span | None
    content: tuple[Span, ...]
    rule: str
    rank: int
    main: bool = True
    reports: bool = True

    def moved(self, by: int) -> Clause:
        """The clause counted from an earlier place."""
        if by == 0:
            return self
        source = (self.source[0] + by, self.source[1] + by) if self.source else None
        content = tuple((start + by, end + by) for start, end in self.content)
        return replace(self, start=self.start + by, end=self.end + by, source=source, content=content)


def clauses_of(sentence: str) -> list[Clause]:
    """The reporting clauses of a sentence whose quotations are masked, the deciding one first."""
    found = [clause for piece in pieces(sentence) for clause in clauses_of_piece(sentence, *piece)]
    return sorted(found, key=lambda clause: (clause.rank, clause.start))


def pieces(sentence: str) -> Iterator[Span]:
    """What is read at once: the whole sentence unless it is so long that it cannot be one."""
    start = 0
    while len(sentence) - start > LONGEST_SENTENCE:
        space = sentence.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        end = space if space > 0 else start + LONGEST_SENTENCE
        yield start, end
        start = end
    yield start, len(sentence)


def clauses_of_piece(sentence: str, start: int, end: int) -> Iterator[Clause]:
    piece = sentence[start:end]
    found = list(verb_clauses(piece)) + list(phrase_clauses(piece)) + list(noun_clauses(piece))
    found = found or list(hearsay_clauses(piece)) + list(label_before_quotation(piece))
    return (clause.moved(start) for clause in found)


def verb_clauses(sentence: str) -> Iterator[Clause]:
    before: Clause | None = None
    for match in any_of(*VERBS).finditer(sentence):
        readings = [cue for cue in cues().get(match[0].lower(), ()) if cue.kind in VERBS]
        clause = verb_clause(sentence, match.start(), match.end(), readings, before) if readings else None
        if clause:
            before = clause
            yield clause


def verb_clause(sentence: str, start: int, end: int, readings: list[Cue], before: Clause | None) -> Clause | None:
    kinds, tags = {cue.kind for cue in readings}, {cue.tag for cue in readings}
    stance = readings[0].stance
    if "variant" in tags:
        tags = {"gerund"} if sentence[start:end].endswith("ing") else {"past", "participle"}
    if NOT_ACTIVE.match(sentence, end):
        return None
    if (
        kinds & {"say", "tell", "verb", "quoting"}
        and tags != {"gerund"}
        and BEFORE_INVERSION.search(sentence, 0, start)
    ):
        inverted = inversion(sentence, start, end, stance)
        if inverted:
            return inverted
    if tags <= {"base", "third"} and NOUN_BEFORE.search(sentence, max(0, start - 30), start):
        return None
    subject = subject_before(sentence, start, tags)
    if tags == {"gerund"} and subject is None:
        return participle(sentence, start, end, kinds, stance, before)
    if subject is None:
        return None
    if tags == {"base"} and subject.start < subject.end and not PLURAL.search(sentence[subject.start : subject.end]):
        return None
    if subject.start == subject.end:
        subject = coordinated(sentence, start, before)
        if subject is None or (tags == {"base"} and INFINITIVE.search(sentence, subject.end, start)):
            return None
        return leading(sentence, Subject(start, start), end, kinds, stance, source=(subject.start, subject.end))
    return trailing(sentence, subject, start, end, kinds, stance) or leading(
        sentence, subject, end, kinds, stance, source=(subject.start, subject.end)
    )


def coordinated(sentence: str, verb: int, before: Clause | None) -> Subject | None:
    """The subject of a verb after "and": that of the verb before, else that of the sentence."""
    if before and before.source:
        return Subject(*before.source)
    subject = subject_of_sentence(sentence[:verb])
    return subject


def reports(sentence: str, end: int, kinds: set[str]) -> int | None:
    """Where what is reported begins behind a verb, or nothing when the verb reports nothing there."""
    patterns = [THAT] if kinds & {"say", "verb", "that", "tell"} else []
    patterns += [HEARER_THAT] if "tell" in kinds else []
    for pattern in patterns:
        match = pattern.match(sentence, end)
        if match:
            return match.end()
    if kinds & {"say", "tell", "verb", "quoting"}:
        quoted = (BESIDE_QUOTED if kinds & {"say", "tell", "verb"} else BESIDE_QUOTED).match(sentence, end)
        if quoted:
            return quoted.end() - 1 if ":" in quoted[0] or "," in quoted[0] else end
    if kinds & {"say", "tell", "verb"} and (COLON.match(sentence, end)):
        return COLON.match(sentence, end).end()
    if kinds & {"say", "tell", "verb", "that"} and BARE.match(sentence, end):
        return end
    tail = TAIL.match(sentence, end)[0]
    if "say" in kinds and (FINITE.search(tail) or not ADVERBIAL.fullmatch(tail)):
        return end
    return None


def leading(
    sentence: str, subject: Subject, end: int, kinds: set[str], stance: str, source: Span | None
) -> Clause | None:
    """Source, verb, then what is reported."""
    begins = reports(sentence, end, kinds)
    if begins is None and AS_BEFORE.search(sentence, 0, subject.start) and "," in sentence[end : end + 80]:
        begins = sentence.index(",", end) + 1
    if begins is None:
        if "fragment" in kinds:
            return Clause(
                subject.start, end, source, (), f"verb of speaking before the quotation ({stance})", 4, reports=False
            )
        return None
    stops = len(sentence)
    if subject.hangs != "main":
        comma = sentence.find(",", begins)
        stops = comma if comma > 0 else stops
    clause_start = subject.start
    if subject.hangs == "main" and MASK not in sentence[: subject.start]:
        clause_start = 0
    name = "reporting verb" if subject.hangs == "main" else "reporting verb in a subordinate clause"
    rank = 0 if subject.hangs == "main" else 2
    return Clause(clause_start, begins, source, ((begins, stops),), f"{name} ({stance})", rank, subject.hangs == "main")


def trailing(sentence: str, subject: Subject, start: int, end: int, kinds: set[str], stance: str) -> Clause | None:
    """What is reported, then source and verb: "…, officials said on Monday"."""
    if not kinds & {"say", "tell", "verb", "quoting"}:
        return None
    before = sentence[: subject.start].rstrip()
    before = regex.sub(r"\s*\b(?:as|so)$", "", before, flags=regex.I).rstrip()
    left = regex.sub(rf"[^\w{MASK}]+$", "", before)
    if not left or left == before and not sentence[subject.start - 1 : subject.start] == MASK:
        return None
    is_quoted = MASK in before[-3:]
    if not is_quoted and (len(WORDS.findall(left)) < 3 or "quoting" in kinds and len(kinds) == 1):
        return None
    if not is_quoted and (not before.endswith((",", "—", "–", "-")) or not said_alone(left)):
        return None
    tail = TAIL.match(sentence, end)
    rest = tail[0]
    if len(rest.split()) > MOST_WORDS_OF_TAIL or FINITE.search(rest) or regex.search(rf"\b{LINK}", rest):
        return None
    if not (ADVERBIAL.fullmatch(rest) or ("tell" in kinds and HEARER.fullmatch(rest)) or is_quoted):
        return None
    if not is_quoted and BESIDE_QUOTED.match(sentence, end):
        return None
    return around(
        sentence,
        subject.start,
        tail.end(),
        (subject.start, subject.end),
        f"reporting verb behind ({stance})",
        is_quoted,
    )


def said_alone(words: str) -> bool:
    """Whether words could be a statement: not a mere time or place before the subject."""
    return not regex.match(rf"(?i){PREPOSITION}\b", words) or "," in words or bool(FINITE.search(words))


def inversion(sentence: str, start: int, end: int, stance: str) -> Clause | None:
    """What is reported, then verb and source: "…, said the mayor"."""
    left = regex.sub(rf"[^\w{MASK}]+$", "", sentence[:start])
    is_quoted = MASK in sentence[max(0, start - 4) : start]
    noun = INVERTED_NOUN.match(sentence, end)
    if not noun or FINITE.search(noun["phrase"]) or regex.search(rf"\b{LINK}", noun["phrase"]):
        return None
    opens = not left and BESIDE_QUOTED.match(sentence, end)
    is_inserted = sentence[noun.end() : noun.end() + 1] == ","
    if not opens and not is_quoted and not is_inserted and (len(WORDS.findall(left)) < 3 or not said_alone(left)):
        return None
    first = noun["phrase"].split()[0]
    names = first[0].isupper() or regex.fullmatch(DETERMINER, first, regex.I)
    if not names and not any_of("role", "organ").search(noun["phrase"]) and first not in ("he", "she", "they", "it"):
        return None
    source = trimmed(sentence, noun.start("phrase"), noun.end("phrase"))
    if source[0] == source[1] or len(sentence[slice(*source)].split()) > 20:
        return None
    return around(sentence, start, source[1], source, f"reporting verb behind ({stance})", is_quoted)


def around(sentence: str, start: int, end: int, source: Span, rule: str, is_quoted: bool) -> Clause:
    """A clause with what is reported before it and, after a comma, behind it."""
    resumed = regex.compile(rf"[^{MASK}]*?(?=[{OPENING}]+{MASK})").match(sentence, end)
    if is_quoted:
        return Clause(start, resumed.end() if resumed else len(sentence), source, ((0, start),), rule, 0)
    content: tuple[Span, ...] = ((0, start),)
    if sentence[end : end + 1] in (",", "—"):
        content = (*content, (end, len(sentence)))
    return Clause(start, end, source, content, rule, 0)


def participle(
    sentence: str, start: int, end: int, kinds: set[str], stance: str, before: Clause | None
) -> Clause | None:
    """ ", saying that …" of the sentence's subject; without comma of the noun before."""
    quoted = BESIDE_QUOTED.match(sentence, end)
    begins = reports(sentence, end, kinds)
    if begins is None and not (quoted or ("fragment" in kinds and QUOTED.match(sentence, end))):
        return None
    if start == 0 or not sentence[:start].strip():
        return None
    if (
        COMMA_BEFORE.search(sentence, 0, start)
        or CONJUNCTION.search(sentence, 0, start)
        or regex.search(rf"[{CLOSING}]\s*$", sentence[:start])
    ):
        subject = Subject(*before.source) if before and before.source else subject_of_sentence(sentence[:start])
    else:
        subject = noun_before(sentence, start)
    if subject is None or subject.start == subject.end:
        return None
    source = subject.start, subject.end
    if begins is None:
        return Clause(start, end, source, (), f"participle before the quotation ({stance})", 4, reports=False)
    return Clause(start, begins, source, ((begins, len(sentence)),), f"participle ({stance})", 3, main=False)


def noun_before(sentence: str, start: int) -> Subject | None:
    phrase = regex.search(
        rf"(?:(?i:{DETERMINER})\s+)?(?:(?!{PREPOSITION}\b)\p{{L}}[\w'’-]*\s+){{0,3}}?$", sentence[:start]
    )
    name = regex.search(rf"(?:(?i:{DETERMINER})\s+(?:[\w'’-]+\s+){{1,4}}|{NAME}\s+|[\w'’-]+\s+)$", sentence[:start])
    found = name or phrase
    if not found:
        return None
    span = trimmed(sentence, found.start(), start)
    return Subject(*span)


@cache
def phrase_patterns() -> list[regex.Pattern[str]]:
    """The cue phrases with a place for the source."""
    source = rf"(?P<source>(?:(?!{ENDS_CLAUSE}|\s(?:that|and\s(?:has|had|was|is))\b).){{1,120}})"
    found = []
    for cue in forms("phrase"):
        before, _, after = cue.partition("X")
        if after.startswith("'s"):
            owner = rf"(?P<source>his|her|their|its|(?:(?!{ENDS_CLAUSE}).){{1,80}}?(?=['’]s\s|s['’]\s))(?:['’]s|['’])?"
            pattern = rf"\b{before}{owner}\s+(?:own\s+)?{after[2:].strip()}\b"
        else:
            pattern = rf"\b{before}{source}"
        found.append(
            regex.compile(
                rf"(?i){pattern}".replace(" ", r"\s+", before.count(" ")) if False else rf"(?i){pattern}", regex.S
            )
        )
    return found


def phrase_clauses(sentence: str) -> Iterator[Clause]:
    """ "According to X", "in X's opinion", before, within or behind what is reported."""
    for pattern in phrase_patterns():
        for match in pattern.finditer(sentence):
            source = trimmed(sentence, *match.span("source"))
            words = sentence[source[0] : source[1]]
            short = NAME_AHEAD.match(words) if len(words.split()) > 6 else None
            source = (source[0], source[0] + short.end()) if short else source
            if source[0] == source[1] or any_of("measure").fullmatch(regex.sub(rf"(?i)^{DETERMINER}\s+", "", words)):
                continue
            if words.lower() in ("my", "our", "me", "us", "you", "your"):
                continue
            start, end = match.start(), max(match.end(), source[1])
            yield Clause(start, end, source, ((0, start), (end, len(sentence))), "phrase that names the source", 1)


@cache
def owned_noun() -> regex.Pattern[str]:
    owner = rf"(?P<source>(?i:his|her|their|its)|{NAME}|(?i:the|a)\s+(?:[\w-]+\s+){{0,3}}?[\w-]+)"
    return regex.compile(
        rf"\b{owner}(?:(?<=is|her|heir|its)|['’]s|(?<=s)['’])\s+(?:[\w-]+\s+)?(?:\L<nouns>)\s+(?:is\s+|was\s+)?that\b",
        nouns=forms("noun"),
    )


def noun_clauses(sentence: str) -> Iterator[Clause]:
    """ "The mayor's claim that …": the owner is the source of what follows, up to a comma."""
    if " that" not in sentence:
        return
    for match in owned_noun().finditer(sentence):
        comma = sentence.find(",", match.end())
        stop = comma if comma > 0 else len(sentence)
        yield Clause(
            match.start(), match.end(), match.span("source"), ((match.end(), stop),), "noun of saying", 3, main=False
        )


@cache
def impersonal() -> regex.Pattern[str]:
    verbs = [
        form
        for form, readings in cues().items()
        if any(cue.kind in ("say", "verb") and cue.tag == "participle" for cue in readings)
    ]
    return regex.compile(
        r"(?i)\b(?:it\s+(?:is|was|has\s+been|had\s+been)\s+(?:\w+\s+)?(?:\L<verbs>)(?:\s+\w+){0,4}?\s+that"
        r"|(?:is|are|was|were|been)\s+(?:\w+ly\s+)?(?:said|reported|believed|thought|alleged|rumou?red|claimed|understood)"
        r"\s+to\s+(?:be|have))\b",
        verbs=verbs,
    )


def hearsay_clauses(sentence: str) -> Iterator[Clause]:
    """ "It is reported that", "is said to have", "allegedly": a report whose source is not named."""
    match = impersonal().search(sentence)
    if match:
        content = ((match.end(), len(sentence)),) if match[0].lower().startswith("it") else ((0, len(sentence)),)
        yield Clause(match.start(), match.end(), None, content, "report without a source", 5)
    match = any_of("hearsay").search(sentence)
    if match:
        yield Clause(match.start(), match.end(), None, ((0, len(sentence)),), "word of hearsay", 6)


LABEL = regex.compile(rf"^\s*(?P<source>(?i:{DETERMINER}\s+)?{NAME})\s*:\s*(?=[{OPENING}]+{MASK})")
SIGNED = regex.compile(rf"{MASK}[{CLOSING}]+\s*[—–-]+\s*(?P<source>(?i:{DETERMINER}\s+)?{NAME})[^\w]*$")


def label_before_quotation(sentence: str) -> Iterator[Clause]:
    """ "Berg: “…”" and "“…” – Berg"."""
    for match in (LABEL.search(sentence), SIGNED.search(sentence)):
        if match:
            yield Clause(match.start("source"), match.end(), match.span("source"), (), "name beside the quotation", 4)
