"""Find the reporting clauses of a sentence, each with its source and the words that it reports.

Text inside quotation marks is masked, so that "I think" in a quotation is not a clause of the sentence. A verb reports
the words after it (leading), the words before it (trailing), or the words before it with the source after it
(inverted). A participle reports for the subject of its sentence or for the noun before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import regex

from framing.attribution.cues import VERBS, cue_pattern, find_cues, forms, read_cues
from framing.attribution.phrases import CLOSING, OPENING, Clause, clauses_without_verb, fallback_clauses
from framing.attribution.quotations import MASK, Span
from framing.attribution.speakers import (
    AUXILIARIES,
    DAY,
    DETERMINER,
    ENDS_CLAUSE,
    FINITE,
    NAME,
    PLAIN_NAME,
    PREPOSITION,
    REALISED,
    STARTS_WITH_PREPOSITION,
    Subject,
    segments_of,
    subject_before,
    subject_of_sentence,
    trimmed,
)
from framing.corpus import ENGLISH

FILLER = rf"(?:,?\s+(?:{PREPOSITION}|today|yesterday|again|{DAY}|\p{{Ll}}+ly)\b[^,.;:!?{MASK}]{{0,60}}?,?)?"
LINK = r"(?:that|whether|how|why|what|if|where|who)\b(?!\s*[,.])"
THAT = regex.compile(rf"{FILLER}\s*,?\s+{LINK}")
ADDRESSEE_THAT = regex.compile(rf"(?:\s+[^\s,.;:!?{MASK}]+){{0,8}}?,?\s+{LINK}")
ANY_LINK = regex.compile(rf"\b{LINK}")
QUOTED = regex.compile(rf"[^.;!?{MASK}]{{0,70}}?[,:]?\s*[{OPENING}]+{MASK}")
AFTER_QUOTATION = regex.compile(
    rf"{MASK}[{CLOSING}]+,?(?P<rest>\s+(?:(?:\p{{Ll}}+|\d+)\s+){{0,3}}"
    r"(?:while|when|as|after|before|because|although|though|without)\s)"
)
QUOTED_SOON = regex.compile(rf"\s*(?:[^\s.,;:!?]+\s+){{0,6}}?(?:[^\s.,;:!?{OPENING}]+)?[,:]?\s*[{OPENING}]+{MASK}")
COLON = regex.compile(rf"[^.;!?{MASK}]{{0,60}}:\s")
BARE = regex.compile(
    rf"\s+(?!{PREPOSITION}\b|by\b|\p{{Ll}}+ly\b)"
    rf"(?:(?!(?:that|which|who|to|where|when|while|because|after|as|since|until|and|or|but)\b)[^\s,.;:!?{MASK}]+\s+){{1,10}}?{FINITE.pattern}"
)
TAIL = regex.compile(rf"(?:(?!{ENDS_CLAUSE}).)*", regex.S)
ADVERBIAL = regex.compile(
    rf"(?i)\s*(?:(?:{PREPOSITION}|today|yesterday|again|then|too|{DAY}|\p{{Ll}}+ly|this|reporters|journalists)\b.*)?",
    regex.S,
)
ADDRESSEE = regex.compile(rf"\s+(?:(?i:{DETERMINER}\s+)?[\w'’.-]+(?:\s+{NAME}|\s+\p{{Ll}}+)?)?\s*$")
INVERTED = regex.compile(rf"\s+(?!to\b|that\b|{PREPOSITION}\b)(?P<phrase>(?:(?!{ENDS_CLAUSE}).)+)", regex.S)
RELATIVE_BEHIND = regex.compile(r"(?<=\w)\s+(?:(?:in|of|on|at|for|to|with)\s+)?(?:who|whom|whose|which|that|where)\s")
BEFORE_INVERSION = regex.compile(rf"[,!?…—{CLOSING}]\s*(?:so\s+|as\s+)?$|\s[–-]\s+$|^\s*$|{MASK}[{CLOSING}]\s*$")
INVERTED_SUBJECT = regex.compile(rf"\p{{Lu}}.*|{DETERMINER}\b.*|(?:he|she|they|it)\s*", regex.S)
AFTER_NOUN_MARK = regex.compile(
    r"(?i)(?:\b(?:the|a|an|his|her|its|their|our|my|your|this|these|those|such|some|any|no|of|in|on|by|with|amid|despite"
    r"|about|for|from|to|many|more|new|false|recent|own|against|over|under|former|denied|united)"
    r"|['’]s|\p{L}+ing|(?-i:(?<!\p{L})\p{Ll}+ed)|s['’])\s+$"
)
HEAD = regex.compile(rf".*?(?=\s(?:of|{PREPOSITION}|who|that|which)\s|,|$)", regex.S)
PLURAL = regex.compile(
    r"(?i)(?:[^'’s]s|\b(?:media|people|police|some|many|others|most|all|both|they|few|men|women|who|that|poll|data|percent|\d+))$|\sand\s"
)
BEFORE_FREE_PARTICIPLE = regex.compile(
    rf"(?i)(?:,\s*(?:and\s+|also\s+|but\s+|while\s+|\w+ly\s+)*|[{CLOSING}]\s*"
    r"|\b(?:while|whilst|by|after|before|and|when|but|then|without)\s+)$"
)
LAST_NOUN = regex.compile(rf"(?:(?i:{DETERMINER})\s+(?:(?!{DETERMINER}\b)[\w'’-]+\s+){{1,4}}|{NAME}\s+|[\w'’-]+\s+)$")
NOT_ACTIVE = regex.compile(r"\s+(?:to\s+(?:be|have)\b|by\b|goodbye\b)")
REALISED_AHEAD = regex.compile(REALISED)
AS_BEFORE = regex.compile(r"(?i)\bas\s+$")
AS_AT_END = regex.compile(r"(?i)\s*\b(?:as|so)$")
EDGE = regex.compile(rf"[^\w{MASK}]+$")
INFINITIVE = regex.compile(r"\bto\s+\p{Ll}+")
WORDS = regex.compile(rf"[\w{MASK}]+")
RESUMED = regex.compile(rf"[^{MASK}]*?(?=[{OPENING}]+{MASK})")
APPOSITION = regex.compile(rf",\s+(?!who\b|which\b|and\b|but\b|{PREPOSITION}\b)(?:(?!{ENDS_CLAUSE}).){{1,100}}")
BRACKETS = regex.compile(r"(?<=\p{Lu}[\p{L}.'’-]*\s)\(([^()]{1,40})\)")
MOST_WORDS_OF_TAIL = 10
MOST_WORDS_OF_INVERTED_SUBJECT = 20
FEWEST_WORDS_OF_STATEMENT = 3
LONGEST_INSERTION = 80
LONGEST_SENTENCE = 1_000
LOOK_BACK = 60
LABELLED = regex.compile(
    rf"\s+(?:(?!{ENDS_CLAUSE}).){{1,80}}?\s(?:an?|the|as|to\s+be|his|her|its|their|one\s+of|too|not|very|[{OPENING}]+)(?!\p{{L}})"
)
NOT_OBJECT = regex.compile(
    rf"\s*(?:$|{ENDS_CLAUSE}|(?!to\s+\p{{Ll}}){PREPOSITION}\s|and\b|or\b|but\b|\(|(?:is|was|has|had|will|would)\b)"
)
END_OF_OBJECT = regex.compile(
    r",\s+(?=(?:and|but|or|who|which|whose|while|when|as|after|before|because|although|though|with|he|she|they|it"
    r"|\p{Ll}+ing|\p{Ll}+ly)\b)|[;:]|\s[–—-]+\s|—|\s(?=(?:while|although|though|but)\s)"
)
# Ukrainian, Russian and Portuguese
BREAK = regex.compile(rf"[,;:!?…()—{MASK}{OPENING}{CLOSING}]|\s[–-]\s")
LINKS = {"uk": "що", "ru": "что", "pt": "que"}
LINKED = {language: regex.compile(rf"(?:,|[^.;:!?{MASK}]{{0,60}}?,?)\s+{link}\s+") for language, link in LINKS.items()}
LINK_OR_BREAK = regex.compile(rf"{BREAK.pattern}|\b(?:{'|'.join(LINKS.values())})\s")
CAPITAL = r"\p{Lu}(?:[\p{L}\p{M}\p{N}'’&-]|(?<!\p{L}{2})\.(?=\s?\p{Lu}))*"
CAPITALS = regex.compile(rf"(?<![\w-]){CAPITAL}(?:\s+(?:(?:da|de|do|das|dos)\s+)?{CAPITAL})*")
OPENING_WORDS = regex.compile(
    r"(?i)(?:(?:також|также|однак|однако|причому|причем|ще|еще|уже|вже|também|já"
    r"|у|в|во|на|за|під|після|до|з|зі|із|від|як|але|а|і|та|по|под|после|с|со|от|к|о|об|и|но|при|как"
    r"|понеділок|вівторок|середу|четвер|п['’]ятницю|суботу|неділю|сьогодні|вчора|раніше"
    r"|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье|сегодня|вчера|ранее"
    r"|цьому|ньому|этом|нем|нём|em|no|na|nos|nas|o|os|a|as|um|uma|após|mas|e|para|segundo"
    r"|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|sábado|domingo|hoje|ontem)(?:\s+|$))+"
)
AS = regex.compile(r"(?i)\b(?:як|как|como)\s+$")
WITHIN = regex.compile(r"(?i)\s(?:у|в|во|з|із|зі|из|від|от|на|для|при|em|no|na)\s+$")
NOBODY = regex.compile(
    r"(?i)(?:я|ми|мы|eu|nós|мені|мне|нам|вам|йому|ему|їй|ей|їм|им|тобі|тебе|собі|себе|коли|когда|якщо|если)\b.*"
)
PATRONYMIC = regex.compile(r"\S+\s+\p{Lu}\w+(?:вич|вна|ична|чна)\b")
BEGINS_CLAUSE = regex.compile(rf"(?:^|[,;:—{CLOSING}]|\s[–-])\s*(?:(?:але|та|і|а|но|и|mas|e)\s+)?$", regex.I)
NOT_BEFORE = regex.compile(r"(?i)\b(?:не|ні|ни|não|nunca|nem)\s+$")
WHO = regex.compile(r"(?i)(?:який|яка|яке|які|что|который|которая|которые|що|que|quem)\W*")
BEHIND_REPORT = regex.compile(rf"(?:{MASK}[{CLOSING}]+[.,!?…]*|[,!?…])\s*(?:[—–-]\s*)?$")
DIALOGUE = regex.compile(r"\s*[—–-]\s+")
MOST_WORDS_OF_NAME, MOST_WORDS_OF_ROLE = 3, 4
WITH_FRAGMENT = {"fragment", "act", "wish", "label"}
SPEAKING = {"say", "tell", "verb"}


@dataclass(frozen=True)
class _Verb:
    """Store a reporting verb in its sentence, with its possible readings."""

    sentence: str
    start: int
    end: int
    kinds: frozenset[str]
    tags: frozenset[str]
    stance: str

    @property
    def cue(self) -> dict[str, Any]:
        """Span and stance, as the fields of a clause."""
        return {"cue": (self.start, self.end), "stance": self.stance}

    @property
    def speaks(self) -> bool:
        """Whether it can report without a quotation."""
        return bool(self.kinds & SPEAKING)

    @property
    def tells(self) -> bool:
        """Whether it tells by its object what its subject said, rather than what its subject wants."""
        return bool(self.kinds & {"act", "label", "show"})

    @property
    def is_gerund(self) -> bool:
        """Whether it ends in -ing."""
        return self.tags == {"gerund"}

    @property
    def precedes_quotation(self) -> bool:
        """Whether a quotation follows within a few words."""
        return QUOTED_SOON.match(self.sentence, self.end) is not None

    @property
    def has_object_before_quotation(self) -> bool:
        """Whether the words up to a quotation are its object: urged Ruk “to resign”, but not said Ruk was “mad”."""
        quoted = QUOTED_SOON.match(self.sentence, self.end)
        takes_object = "tell" in self.kinds or not self.speaks
        return quoted is not None and takes_object and not FINITE.search(quoted[0])


def clauses_of(sentence: str, language: str = ENGLISH) -> list[Clause]:
    """Return the reporting clauses of a sentence with masked quotations; the first one decides.

    Parameters
    ----------
    sentence : str
        A sentence in which speech in quotation marks is replaced by mask characters (see `masked`).
    language : {"en", "uk", "ru", "pt"}, default "en"
        Language of the sentence.

    Returns
    -------
    list of Clause
        Sorted by rank, then by place.

    Examples
    --------
    >>> clause, = clauses_of("The mayor said the road was closed.")
    >>> clause.source, clause.content, clause.rule
    ((0, 9), ((14, 35),), 'reporting verb (neutral)')
    """
    sentence = BRACKETS.sub(lambda match: " " * len(match[0]), sentence)
    clauses = [
        clause.shifted(start) if start else clause
        for start, end in _parts(sentence)
        for clause in _clauses_of_part(sentence[start:end], language)
    ]
    return sorted(clauses, key=lambda clause: (clause.rank, clause.start))


def _parts(sentence: str) -> Iterator[Span]:
    """Yield the sentence, or parts of one that is too long to be a sentence."""
    start = 0
    while len(sentence) - start > LONGEST_SENTENCE:
        space = sentence.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        end = space if space > 0 else start + LONGEST_SENTENCE
        yield start, end
        start = end
    yield start, len(sentence)


def _clauses_of_part(part: str, language: str) -> list[Clause]:
    if language != ENGLISH:
        return list(_clauses_in(part, language))
    clauses = [*_verb_clauses(part), *clauses_without_verb(part)]
    return clauses or list(fallback_clauses(part))


def _verb_clauses(sentence: str) -> Iterator[Clause]:
    before: Clause | None = None
    for start, end, form in find_cues(sentence, *VERBS):
        clause = _verb_clause(_verb_at(sentence, start, end, form), before)
        if clause:
            before = clause
            yield clause


def _verb_at(sentence: str, start: int, end: int, form: str) -> _Verb:
    readings = [cue for cue in read_cues()[form] if cue.kind in VERBS]
    tags = {"gerund" if form.endswith("ing") else "past" if cue.tag == "variant" else cue.tag for cue in readings}
    return _Verb(sentence, start, end, frozenset(cue.kind for cue in readings), frozenset(tags), readings[0].stance)


def _verb_clause(verb: _Verb, before: Clause | None) -> Clause | None:
    """Return the clause of a verb by the first word order that fits."""
    if NOT_ACTIVE.match(verb.sentence, verb.end):
        return None
    inverted = _inverted(verb)
    if inverted or _is_noun(verb):
        return inverted
    subject = subject_before(verb.sentence, verb.start, is_gerund=verb.is_gerund)
    if subject is None:
        return _participle(verb, before) if verb.is_gerund else None
    if subject.start == subject.end:
        return _coordinated(verb, before)
    between = verb.sentence[subject.end : verb.start]
    if verb.tags == {"base"} and not (
        _is_plural(verb.sentence[slice(*subject.span)]) or REALISED_AHEAD.search(between)
    ):
        return None
    return _trailing(verb, subject) or _leading(verb, subject, subject.start)


def _inverted(verb: _Verb) -> Clause | None:
    """Read report, verb, source: "…, said the mayor"."""
    sentence, start = verb.sentence, verb.start
    if (
        verb.is_gerund
        or not (verb.speaks or "quoting" in verb.kinds)
        or not BEFORE_INVERSION.search(sentence, max(0, start - LOOK_BACK), start)
    ):
        return None
    noun = INVERTED.match(sentence, verb.end)
    is_quoted = MASK in sentence[max(0, start - 4) : start]
    relative = RELATIVE_BEHIND.search(noun["phrase"]) if noun and is_quoted else None  # an official who had seen it
    head = noun["phrase"][: relative.start()] if noun and relative else noun["phrase"] if noun else ""
    if not noun or not _is_inverted_subject(head):
        return None
    is_inserted = sentence[noun.end() : noun.end() + 1] == "," and EDGE.sub("", sentence[:start]) != ""
    opens = not EDGE.sub("", sentence[:start]) and verb.precedes_quotation
    if not (opens or is_quoted or is_inserted or _is_statement(sentence[:start])):
        return None
    if not (opens or is_quoted) and not _names_speaker(noun["phrase"], sentence[:start]):
        return None
    source = trimmed(sentence, noun.start("phrase"), noun.start("phrase") + len(head))
    return _clause_after_report(verb, start, noun.end(), source, is_quoted)


def _names_speaker(words: str, left: str) -> bool:
    """Check, without a quotation, that a speaker follows the verb and no name with an apposition precedes it."""
    if FINITE.search(left):
        return True
    names_speaker = PLAIN_NAME.fullmatch(words.strip()) or cue_pattern("role", "organ").search(words)
    segments = segments_of(left, 0, len(left))
    return bool(names_speaker) and not any(PLAIN_NAME.fullmatch(left[slice(*span)]) for span in segments)


def _is_inverted_subject(words: str) -> bool:
    if FINITE.search(words) or ANY_LINK.search(words) or len(words.split()) > MOST_WORDS_OF_INVERTED_SUBJECT:
        return False
    return bool(INVERTED_SUBJECT.fullmatch(words) or cue_pattern("role", "organ").search(words))


def _is_noun(verb: _Verb) -> bool:
    """Check by the word before whether "claims" or "report" is a noun."""
    before = max(0, verb.start - LOOK_BACK)
    return verb.tags <= {"base", "third"} and AFTER_NOUN_MARK.search(verb.sentence, before, verb.start) is not None


def _is_plural(phrase: str) -> bool:
    """Check whether a phrase can be the subject of "say": the noun before "of", "in" and the like is plural."""
    head = HEAD.match(phrase)
    return PLURAL.search(phrase) is not None or (head is not None and PLURAL.search(head[0]) is not None)


def _coordinated(verb: _Verb, before: Clause | None) -> Clause | None:
    """Read a verb after "and", as in "left and said", with the subject of the previous verb or of the sentence."""
    subject = _subject_of(verb, before)
    if subject is None or (verb.tags == {"base"} and INFINITIVE.search(verb.sentence, subject.end, verb.start)):
        return None
    return _leading(verb, subject, verb.start)


def _subject_of(verb: _Verb, before: Clause | None) -> Subject | None:
    return Subject(*before.source) if before and before.source else subject_of_sentence(verb.sentence[: verb.start])


def _trailing(verb: _Verb, subject: Subject) -> Clause | None:
    """Read report, source, verb: "…, officials said on Monday"."""
    sentence, rest = verb.sentence, _tail_of(verb)
    before = AS_AT_END.sub("", sentence[: subject.start].rstrip()).rstrip()
    is_quoted = MASK in before[-3:]
    is_shown = "show" in verb.kinds and cue_pattern("organ").search(sentence[slice(*subject.span)])
    if not (verb.speaks or is_shown or (is_quoted and "quoting" in verb.kinds)):
        return None
    is_addressee = "tell" in verb.kinds and ADDRESSEE.fullmatch(rest)
    behind = verb.end + len(rest) * bool(is_addressee)
    is_inserted = sentence[behind : behind + 2] == ", " and before != ""
    if not is_quoted and (
        not before.endswith((",", "—", "–", "-"))
        or not (is_inserted or _is_statement(before))
        or verb.precedes_quotation
    ):
        return None
    if not is_quoted and (len(rest.split()) > MOST_WORDS_OF_TAIL or FINITE.search(rest) or ANY_LINK.search(rest)):
        return None
    if not (is_quoted or is_addressee or ADVERBIAL.fullmatch(rest)):
        return None
    return _clause_after_report(verb, subject.start, verb.end + len(rest), subject.span, is_quoted)


def _is_statement(words: str) -> bool:
    """Check whether words could be a report rather than a time or place before the subject."""
    words = EDGE.sub("", words)
    if len(WORDS.findall(words)) < FEWEST_WORDS_OF_STATEMENT:
        return False
    return not STARTS_WITH_PREPOSITION.match(words) or "," in words or bool(FINITE.search(words))


def _clause_after_report(verb: _Verb, start: int, end: int, source: Span, is_quoted: bool) -> Clause:
    """Build a clause after its report.

    Without a quotation the report may resume after a comma. Next to a quotation the rest of the sentence belongs to the
    clause.
    """
    sentence, rule = verb.sentence, f"reporting verb behind ({verb.stance})"
    apposition = APPOSITION.match(sentence, source[1]) if start == verb.start else None
    phrase = trimmed(sentence, source[0], apposition.end()) if apposition else source
    if is_quoted:
        resumed = RESUMED.match(sentence, end)
        end = resumed.end() if resumed else len(sentence)
        return Clause(start, end, source, ((0, start),), rule, 0, phrase=phrase, **verb.cue)
    resumes = sentence[end : end + 1] in (",", "—")
    content = ((0, start), (end, len(sentence))) if resumes else ((0, start),)
    return Clause(start, end, source, content, rule, 0, phrase=phrase, **verb.cue)


def _leading(verb: _Verb, subject: Subject, start: int) -> Clause | None:
    """Read source, verb, report; in a main clause the words before the source belong to it."""
    sentence, source = verb.sentence, subject.span
    phrase = trimmed(sentence, subject.start, max(subject.end_of_apposition, subject.end))
    begins = _start_of_report(verb)
    if begins is None and AS_BEFORE.search(sentence, 0, subject.start):
        comma = sentence.find(",", verb.end, verb.end + LONGEST_INSERTION)
        begins = comma + 1 if comma > 0 else None
    if begins is None and _has_object(verb, sentence[slice(*source)]):
        rule = f"reporting verb with an object ({verb.stance})" if verb.tells else "what somebody wants or supports"
        clause = Clause(start, verb.end, source, (_object(verb),), rule, 2, main=False, said=verb.tells)
        return replace(clause, is_object=True, phrase=phrase, **verb.cue)
    if begins is None:
        rule = f"verb of speaking before the quotation ({verb.stance})"
        fragment = Clause(start, verb.end, source, (), rule, 4, reports=False, phrase=phrase, **verb.cue)
        is_quoted = verb.kinds & WITH_FRAGMENT and verb.precedes_quotation
        return fragment if is_quoted or "fragment" in verb.kinds else None
    if subject.clause == "main":
        start = 0 if MASK not in sentence[:start] and start == subject.start else start
        after = AFTER_QUOTATION.search(sentence, begins)
        content = ((begins, after.start("rest") if after else len(sentence)),)
        rule = f"reporting verb ({verb.stance})"
        # the outlet words whom one "urged" or "told" something in marks
        is_object = begins == verb.end and verb.has_object_before_quotation
        return Clause(start, begins, source, content, rule, 0, phrase=phrase, is_object=is_object, **verb.cue)
    comma = sentence.find(",", begins)
    content = ((begins, comma if comma > 0 else len(sentence)),)
    rule = f"reporting verb in a subordinate clause ({verb.stance})"
    return Clause(start, begins, source, content, rule, 2, main=False, phrase=phrase, **verb.cue)


def _has_object(verb: _Verb, subject: str = "") -> bool:
    """Check whether words that can be an object or an infinitive follow a verb that reports by them."""
    if NOT_OBJECT.match(verb.sentence, verb.end):
        return False
    if verb.kinds & {"act", "wish"}:
        return True
    if "show" in verb.kinds and cue_pattern("organ").search(subject):
        return True
    return "label" in verb.kinds and LABELLED.match(verb.sentence, verb.end) is not None


def _object(verb: _Verb) -> Span:
    """Return the object or infinitive of a verb with what belongs to it."""
    end, after = (pattern.search(verb.sentence, verb.end) for pattern in (END_OF_OBJECT, AFTER_QUOTATION))
    ends = [end.start()] if end else [len(verb.sentence)]
    return verb.end, min([*ends, after.start("rest")] if after else ends)


def _participle(verb: _Verb, before: Clause | None) -> Clause | None:
    """Read ", saying that …" for the subject of the sentence, and without a comma for the noun before it."""
    sentence, begins = verb.sentence, _start_of_report(verb)
    is_object = begins is None and _has_object(verb)
    if begins is None and not (is_object or (verb.kinds & WITH_FRAGMENT and QUOTED.match(sentence, verb.end))):
        return None
    if BEFORE_FREE_PARTICIPLE.search(sentence, max(0, verb.start - LOOK_BACK), verb.start):
        subject = _subject_of(verb, before)
    else:
        subject = _noun_before(verb)
    if subject is None or subject.start == subject.end:
        return None
    if is_object:
        rule, content = f"participle with an object ({verb.stance})", (_object(verb),)
        clause = Clause(verb.start, verb.end, subject.span, content, rule, 3, main=False, said=verb.tells)
        return replace(clause, is_object=True, **verb.cue)
    if begins is None:
        rule = f"participle before the quotation ({verb.stance})"
        return Clause(verb.start, verb.end, subject.span, (), rule, 4, reports=False, **verb.cue)
    content = ((begins, len(sentence)),)
    rule = f"participle ({verb.stance})"
    return Clause(verb.start, begins, subject.span, content, rule, 3, main=False, **verb.cue)


def _noun_before(verb: _Verb) -> Subject | None:
    adverbs = AUXILIARIES.search(verb.sentence, max(0, verb.start - LOOK_BACK), verb.start - 1)
    end = adverbs.start() + 1 if adverbs else verb.start
    noun = LAST_NOUN.search(verb.sentence, max(0, end - LOOK_BACK), end)
    span = trimmed(verb.sentence, noun.start(), end) if noun else (0, 0)
    preposition = STARTS_WITH_PREPOSITION.match(verb.sentence[slice(*span)])
    span = trimmed(verb.sentence, span[0] + preposition.end(), end) if preposition else span
    words = verb.sentence[slice(*span)]
    if not (PLAIN_NAME.fullmatch(words) or cue_pattern("role", "organ", "critic").search(words)):
        return _subject_of(verb, None)
    return Subject(*span)


def _start_of_report(verb: _Verb) -> int | None:
    """Return the start of the report after a verb, or None if the verb reports nothing there."""
    sentence, end = verb.sentence, verb.end
    if verb.speaks or "that" in verb.kinds:
        linked = THAT.match(sentence, end) or ("tell" in verb.kinds and ADDRESSEE_THAT.match(sentence, end))
        if linked:
            return linked.end()
    quoted = QUOTED_SOON.match(sentence, end) if verb.speaks or "quoting" in verb.kinds else None
    if quoted:
        return quoted.end() - 1 if ":" in quoted[0] or "," in quoted[0] else end
    colon = COLON.match(sentence, end) if verb.speaks else None
    if colon:
        return colon.end()
    if (verb.speaks or "that" in verb.kinds) and BARE.match(sentence, end):
        return end
    tail = _tail_of(verb)
    return end if "say" in verb.kinds and (FINITE.search(tail) or not ADVERBIAL.fullmatch(tail)) else None


def _tail_of(verb: _Verb) -> str:
    """Return the words after a verb, up to the next punctuation mark."""
    tail = TAIL.match(verb.sentence, verb.end)
    return tail[0] if tail else ""


def _clauses_in(sentence: str, language: str) -> Iterator[Clause]:
    """Yield reporting clauses of Ukrainian, Russian or Portuguese.

    Word order says less there than in English. Read are phrases that name a source (“за словами X”), and verbs before
    their link (“заявив, що”), before a quotation, and behind a report (“…, — сказав X”).
    """
    for match in _phrases_in(language).finditer(sentence):
        source = _source_behind(sentence, match.end())
        if source and BEGINS_CLAUSE.search(sentence, 0, match.start()):
            content = ((0, match.start()), (source[1], len(sentence)))
            rule = "phrase that names the source"
            yield Clause(match.start(), source[1], source, content, rule, 1, cue=match.span(), stance="neutral")
    for start, end, form in find_cues(sentence, "verb", language=language):
        reading = read_cues(language)[form][0]
        if reading.tag == "finite" and not NOT_BEFORE.search(sentence, 0, start):
            verb = _Verb(sentence, start, end, frozenset(("verb",)), frozenset(), reading.stance)
            clause = _verb_clause_in(verb, LINKED[language])
            if clause and (MASK in sentence or any(WORDS.search(sentence, *span) for span in clause.content)):
                yield clause


@cache
def _phrases_in(language: str) -> regex.Pattern[str]:
    """Compile the phrases of a language that stand before a source."""
    return regex.compile(r"(?i)(?<![\w-])\L<cues>", cues=[cue[:-1] for cue in forms("phrase", language=language)])


def _verb_clause_in(verb: _Verb, link: regex.Pattern[str]) -> Clause | None:
    """Return the clause of a reporting verb in another language than English, if it has a source and a report."""
    rule, sentence = f"reporting verb ({verb.stance})", verb.sentence
    before, after = _source_before(sentence, verb.start), _source_behind(sentence, verb.end)
    behind = BEHIND_REPORT.search(sentence, 0, verb.start)
    if behind and after and MASK in behind[0]:
        return Clause(verb.start, after[1], after, (), rule, 0, **verb.cue)
    source = before or after
    start = before[0] if before else verb.start
    is_relative = before is not None and WHO.search(sentence, before[1], verb.start) is not None
    linked = link.match(sentence, verb.end)
    as_before = AS.search(sentence, 0, verb.start)
    if as_before and after:  # “як повідомив X”
        content: tuple[Span, ...] = ((0, as_before.start()), (after[1], len(sentence)))
        return Clause(as_before.start(), after[1], after, content, rule, 1, **verb.cue)
    if linked and source:
        is_main = not is_relative and len(sentence[:start].split()) <= MOST_WORDS_OF_ROLE
        content = ((linked.end(), len(sentence)),)
        return Clause(start, linked.end(), source, content, rule, 0, main=is_main, **verb.cue)
    if source and QUOTED.match(sentence, verb.end):
        return Clause(start, verb.end, source, (), rule, 0, **verb.cue)
    dialogue = DIALOGUE.match(sentence)
    if behind and after and (dialogue or not sentence[after[1] :].strip(" .!?…,")):
        content = ((dialogue.end() if dialogue else 0, behind.start()), (after[1], len(sentence)))
        return Clause(verb.start, after[1], after, content, rule, 0, **verb.cue)
    return None


def _source_behind(sentence: str, start: int) -> Span | None:
    """Return the source in the words from a place on, up to a break or a link: the first name, else a few words."""
    found = LINK_OR_BREAK.search(sentence, start)
    start, end = trimmed(sentence, start, found.start() if found else len(sentence))
    opening = OPENING_WORDS.match(sentence, start, end)
    start = opening.end() if opening else start
    name = CAPITALS.search(sentence, start, end)
    if name and len(sentence[start : name.start()].split()) <= MOST_WORDS_OF_ROLE:
        return _named(sentence, start, name)
    return _few_words(sentence, start, end)


def _source_before(sentence: str, end: int) -> Span | None:
    """Return the source in the words before a verb: the last name of its clause, or that beside an apposition."""
    breaks = [0, *(match.end() for match in BREAK.finditer(sentence, 0, end)), end]
    segments = [trimmed(sentence, *span) for span in pairwise(breaks)]
    while segments and not WORDS.search(sentence, *segments[-1]):  # “Рук, президент Омри, заявив”
        segments.pop()
        if len(segments) > 1 and not (
            CAPITALS.fullmatch(sentence, *segments[-1]) and not CAPITALS.fullmatch(sentence, *segments[-2])
        ):
            segments.pop()
    if not segments:
        return None
    is_relative = WHO.fullmatch(sentence, *segments[-1]) and len(segments) > 1
    start, stop = segments[-2 if is_relative else -1]
    opening = OPENING_WORDS.match(sentence, start, stop)
    start = opening.end() if opening else start
    names = [name for name in CAPITALS.finditer(sentence, start, stop) if not _begins_phrase(sentence, name, stop)]
    return _named(sentence, start, names[-1]) if names else _few_words(sentence, start, stop)


def _begins_phrase(sentence: str, name: regex.Match[str], stop: int) -> bool:
    """Check that a capital only begins the sentence: other words follow up to the verb."""
    return not WORDS.search(sentence, 0, name.start()) and bool(WORDS.search(sentence, name.end(), stop))


def _named(sentence: str, start: int, name: regex.Match[str]) -> Span | None:
    """Return a name without the country of an office before it; who is within something named is meant otherwise."""
    inside = WITHIN.search(sentence, start, name.start())
    if NOBODY.fullmatch(name[0]):
        return None
    if inside:  # “експерти з Омри”
        return _few_words(sentence, start, inside.start())
    words = list(WORDS.finditer(sentence, *name.span()))
    is_office = sentence[start : name.start()].strip() or len(words) > MOST_WORDS_OF_NAME
    if len(words) < MOST_WORDS_OF_NAME or not is_office or PATRONYMIC.match(sentence, words[-3].start()):
        return name.span()
    return words[-2].start(), name.end()


def _few_words(sentence: str, start: int, end: int) -> Span | None:
    """Return a span if it has one word to four, without the full stop at its end."""
    words = sentence[start:end].rstrip(". ")
    is_short = 0 < len(words.split()) <= MOST_WORDS_OF_ROLE
    return (start, start + len(words)) if is_short and not NOBODY.fullmatch(words) else None
