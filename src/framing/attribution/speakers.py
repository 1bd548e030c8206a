"""Find the phrase before or after a reporting verb that names the source, and shorten it to a name.

Without a parser, a phrase is delimited by punctuation and function words. In "Anna Berg, head of the Institute, said"
the subject is the name before the apposition. The short name of "the minister of finance Anna Berg" is "Anna Berg".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

import regex

from framing.attribution.cues import cue_pattern, read_cues
from framing.attribution.quotations import MASK, Span

TITLE = r"(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|Capt|Prof|Rev|Hon|Pres)"
END = rf"(?<!\b(?:{TITLE}|Jr|Sr|St|vs|\p{{Lu}}))\.(?![\w.])"
ENDS_CLAUSE = rf"[,;:!?{MASK}“”„«»\"—]|{END}|\s[–-]\s"
LONGEST_NAME = 6
LONGEST_PHRASE = 25
LONGEST_AUXILIARIES = 80
MOST_REMEMBERED = 20
MOST_LINES_TO_A_PERSON = 2
CAP = r"\p{Lu}[\p{L}\p{M}\p{N}.'’&-]*+"
NAME = rf"{CAP}(?:\s+(?:(?:de|del|della|da|van|von|der|den|bin|ibn|al|el|la|le|dos)\s+)*{CAP})*"
DETERMINER = (
    r"(?:the|a|an|his|her|its|their|our|my|this|these|those|that|some|many|several|other|one|both|two|even|most)"
)
PREPOSITION = (
    r"(?:in|on|at|to|from|for|with|by|about|during|after|before|amid|despite|under|over|since|until|within|through"
    r"|against|among|between|of|following|according|ahead|as|per|via|instead|because|like|late|early|earlier|last|next"
    r"|around|without|when|while|where|if|although|though|once)"
)
SUBORDINATOR = (
    r"(?:while|although|though|because|since|when|where|whereas|if|unless|until|as|after|before|once|than|so)"
)
DAY = r"(?:(?:on|late|early)\s+)*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|evening|night|afternoon))?"
NOT_ADVERB = r"(?!(?:family|ally|assembly|bully|reply|rally|italy|supply|july|anomaly|monopoly|only)\b)"
REALISED = r"would(?=\s+(?:later|eventually|then|often|repeatedly|soon)\b)"  # what followed, or what is usual
AUXILIARIES = regex.compile(
    rf"(?:(?:^|[\s,]+)(?:{REALISED}|has|have|had|['’](?:s|ve|d)|is|are|was|were|been|be|being|also|then|since|later|recently|further"
    rf"|furthermore|once|again|still|even|always|often|never|now|already|first|just|only|simply|not|himself|herself"
    rf"|themselves|itself|meanwhile|however|too|yesterday|today|earlier|thus|therefore|{NOT_ADVERB}\p{{Ll}}+ly|{DAY}))+$"
)
PASSIVE = regex.compile(r"\b(?:is|are|was|were|been|be|being|get|gets|got)\b|(?<=\w)['’](?:s|re)\b")
NOT_FINITE = regex.compile(
    r"\b(?:to|will|would|can|could|may|might|must|should|shall|do|does|did|not|cannot|let|n['’]t|['’]ll|['’]d)$"
)
NEGATION = regex.compile(r"\b(?:not|never)\b")
STRONG_STOP = regex.compile(rf"[;:()\[\]{MASK}“”„«»\"]|\s[–—-]+\s|—")
RELATIVE = regex.compile(r"\b(?:who|which|that|whom)$")
OPENING_WORD = regex.compile(
    rf"^(?:(?:and|but|or|yet|so|still|also|then|meanwhile|however|nevertheless|moreover|even)\s+)*"
    rf"(?P<subordinator>{SUBORDINATOR}(?=\s))?\s*",
    regex.I,
)
UP_TO_SUBORDINATOR = regex.compile(
    r".*\s(?:that|while|although|though|because|whereas|but|unless|if|when|where|whether|what|how|why"
    r"|(?:in|at|on|of|for|from|to|with)\s+which)\s+(?=\S)",
    regex.S,
)
COORDINATED = regex.compile(r".*\s(?:and|or)\s+", regex.S)
FINITE = regex.compile(
    r"\b(?:is|are|was|were|am|has|have|had|will|would|can|could|may|might|must|should|shall|do|does|did|cannot|won['’]t"
    r"|\w+n['’]t)\b|\b(?:he|she|it|they|we|I|you|there|that|who)['’](?:s|re|ve|ll|d|m)\b"
)
LAST_NAME = regex.compile(rf"(?<![\p{{Lu}}][\w.'’&-]*\s)(?<!\S){NAME}$")
LAST_PHRASE = regex.compile(rf".*(?<!\S)(?P<phrase>{DETERMINER}\s+\S.*|\w+s|he|she|they|it)$", regex.S | regex.I)
PLAIN_NAME = regex.compile(rf"(?:{TITLE}\.?\s+)?{NAME}")
NOT_A_SOURCE = regex.compile(
    rf"(?i)(?:I|we|you|one|nobody|no one|who|which|what|that|this|there|it is|all|if|and|or|not|but|so|yet|now|still"
    rf"|also|even|just|the|an?|another|first|coupled|been|being|having|worth|said|however|sometimes|overall|along|his|her|its|their|our|my|your|{TITLE}|{FINITE.pattern}|{PREPOSITION}"
    rf"|{NOT_ADVERB}\p{{Ll}}+ly)"
)
PRONOUN_AT_END = regex.compile(r"(?i).*(?<!\b(?:and|or))\s(?=(?:I|he|she|they|it|we|you)$)", regex.S)
PRONOUN_FIRST = regex.compile(r"(?i)(?:I|he|she|they|it|we|you)(?=\s(?!and\b|or\b|both\b|all\b))")
SECOND_PHRASE = regex.compile(
    rf"(?i)(?<!\b(?:{PREPOSITION}|and|or|nor|both|all|half|twice|not|only|even|than|but))\s"
    r"(?=(?:an?|the|his|her|their|its|this|these|those)\s)"
)
NO_PHRASE = regex.compile(
    rf"(?i)(?:{PREPOSITION}|who|whose|which|what|including|however|sometimes|overall|along|not|either|issued|\p{{L}}+ly"
    rf"|\p{{L}}+ing\s+(?:{DETERMINER}|{PREPOSITION}|what|up|out|off))\s+"
)
RELATIVE_INSIDE = regex.compile(r"(?i)\b(?:who|which|that|whose|whom)\b")
STARTS_WITH_PREPOSITION = regex.compile(rf"(?i)^(?:{PREPOSITION})\b")
LEADING_WORDS = regex.compile(rf"(?i)^(?:(?:{DETERMINER}|no)\s+(?:of\s+)?)+(?!$)")
MODIFIER = regex.compile(
    r"(?<=[\p{Ll}\p{N})])\s+(?:who|which|that|whose|whom|in|from|at|on|by|with|to|about|during|after|before|near|seen"
    r"|published|based|speaking|quoted|cited|close|familiar|among|within|under|as|when|while|late|early|yesterday|today"
    r"|earlier|last)\b.*$|\s+(?:(?:on|late|early)\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b.*$",
    regex.S,
)
NAME_AT_END = regex.compile(rf"(?<=(?:^|\s)\p{{Ll}}{{4,}}\s){CAP}(?:\s+{CAP})+$")
OBJECT_RELATIVE = regex.compile(r"(?:which|whom|who|where)\s+")
COMMA = regex.compile(r",(?!\d)")
CONJUNCTION_AT_END = regex.compile(r"(?i)\b(?:and|but|or)$")
TIME_WORD = regex.compile(r"(?i)after|before|since")
LOWERCASE_WORD = regex.compile(r"\s\p{Ll}{4,}\s")
PREPOSITION_ALONE = regex.compile(PREPOSITION, regex.I)
PARTICIPLE = regex.compile(r"(?i)\w+ing\b|in\b")
NAME_OR_PRONOUN = regex.compile(
    rf"(?i:{DETERMINER}\s+)?(?:{NAME}(?:(?<=['’]s)\s+\p{{Ll}}+)?|he|she|they|it|He|She|They|It)"
)
FIRST_WORD = regex.compile(rf"(?i:(?:{DETERMINER}\s+)*)\S+")
OF_NAME = regex.compile(rf"\s+(?:of\s+(?:the\s+)?)?{NAME}")
DANGLING = regex.compile(r"(?:[\s,]+(?:and|or|of|for|the|a|an|in|on|at))+$")
WORD = regex.compile(r"\w")
NAME_ONLY = regex.compile(NAME)
LOWERCASE = regex.compile(r"\b\p{Ll}{3,}")
PERSON_PRONOUN = regex.compile(r"(?i)(?:he|she|him|his|her)")
HE = regex.compile(r"(?i)\b(?:Mr|Sir|King|Prince|Lord|(?!wo)\w*(?<!wo)man|father|brother|son|husband|actor)\b")
SHE = regex.compile(r"(?i)\b(?:Mrs|Ms|Miss|Queen|Princess|Lady|\w*woman|mother|sister|daughter|wife|actress)\b")
PLURAL_PRONOUN = regex.compile(r"(?i)(?:they|them|their)")
PRONOUN = regex.compile(r"(?i)(?:he|she|him|his|her|they|them|their|it|its)")
THING_PRONOUN = regex.compile(r"(?i)(?:it|its)")


@dataclass(frozen=True)
class Subject:
    """Store the span of a subject and the type of its clause.

    Parameters
    ----------
    start, end : int
        Span of the phrase.
    clause : {"main", "subordinate", "relative"}, default "main"
        Type of the clause.
    end_of_apposition : int, default 0
        End of an apposition after the phrase; 0 if there is none.
    """

    start: int
    end: int
    clause: str = "main"
    end_of_apposition: int = 0

    @property
    def span(self) -> Span:
        """Start and end of the phrase."""
        return self.start, self.end


OF_AN_INSTITUTE = regex.compile(r"\b(?:director|head|fellow|founder|member|associate)\s+(?:of|at|with)\b")


@dataclass(frozen=True)
class Source:
    """Store a source.

    Parameters
    ----------
    name : str
        Its short name.
    phrase : str
        The whole phrase with its apposition.
    line : int
        Number of line breaks before it.
    """

    name: str
    phrase: str
    line: int

    @property
    def is_person(self) -> bool:
        """Whether the name could be a person's."""
        return (
            NAME_ONLY.fullmatch(self.name) is not None
            and not self.phrase.lower().startswith(f"the {self.name.lower()}")
            and not self.name.isupper()
            and not cue_pattern("organ").search(self.name)
            and not cue_pattern("role", "critic").fullmatch(self.name)
        )

    @property
    def may_be_anyone(self) -> bool:
        """Whether "the expert" could be this person: without a description, of an institute, or with such a role."""
        described = self.phrase.replace(self.name, "").strip(" ,")
        roles = {cue for form in cue_pattern("role").findall(described) for cue in read_cues().get(form.lower(), ())}
        is_bare = STARTS_WITH_PREPOSITION.match(described) or not LOWERCASE.search(described)
        return bool(is_bare or OF_AN_INSTITUTE.search(described)) or any(cue.stance == "any" for cue in roles)

    @property
    def last_word(self) -> str:
        """Last word of the name in lower case, by which a surname and a full name are the same."""
        return self.name.split()[-1].lower() if self.name else ""

    @property
    def is_plural(self) -> bool:
        """Whether "they" could refer to it."""
        return not self.is_person and self.name.endswith("s")


@dataclass
class Sources:
    """Store the sources of one text in the order in which they spoke."""

    mentioned: list[Source] = field(default_factory=list)
    pronouns: dict[str, str] = field(default_factory=dict)  # "he" or "she" for the last word of a name, once known

    def resolve(self, named: Source) -> Source:
        """Return the source that a phrase refers to; a name is remembered each time."""
        antecedent = self.antecedent_of(named)
        if antecedent:
            return replace(antecedent, line=named.line)
        source = self.with_full_phrase(named)
        self.mentioned.append(source)
        return source

    def with_full_phrase(self, named: Source) -> Source:
        """Add to a surname the phrase that introduced it: "Berg" was "Anna Berg, the mayor"."""
        full = self.last(lambda source: source.name.endswith(f" {named.name}")) if named.is_person else None
        return replace(named, phrase=full.phrase) if full else named

    def antecedent_of(self, named: Source) -> Source | None:
        """Return the antecedent of a pronoun or of a role without a name, if it can be decided."""
        if PERSON_PRONOUN.fullmatch(named.name):
            pronoun = "she" if named.name.lower() in ("she", "her") else "he"
            person = self.last(lambda source: source.is_person and self.pronoun_of(source) in (pronoun, ""))
            if person:
                self.pronouns.setdefault(person.last_word, pronoun)
            return person
        if PLURAL_PRONOUN.fullmatch(named.name):
            return self.last(lambda source: source.is_plural)
        if THING_PRONOUN.fullmatch(named.name):
            return self.last(lambda source: not source.is_person and not source.is_plural)
        return self.person_in_role(named)

    def pronoun_of(self, person: Source) -> str:
        """Return "he" or "she" by title, role or an earlier pronoun; empty if nothing tells."""
        told = HE.search(person.phrase), SHE.search(person.phrase)
        return "she" if told[1] else "he" if told[0] else self.pronouns.get(person.last_word, "")

    def person_in_role(self, named: Source) -> Source | None:
        """Return the recent person whom a role means.

        "The minister" and "the fisherman" are whoever was introduced as one; "the expert" is also whoever has another
        role of the kind, or none.
        """
        role = named.name.lower()
        readings = [cue for cue in read_cues().get(role, ()) if cue.kind == "role" and cue.tag == "base"]
        if not named.phrase.lower().startswith("the ") or cue_pattern("organ").fullmatch(role):
            return None
        anyone = any(cue.stance == "any" for cue in readings)
        own = _introduced_as(role, is_role=bool(readings))
        return self.last(
            lambda source: (
                source.is_person
                and source.line >= named.line - MOST_LINES_TO_A_PERSON
                and (own.search(source.phrase) is not None or (anyone and source.may_be_anyone))
            )
        )

    def last(self, fits: Callable[[Source], bool]) -> Source | None:
        """Return the last source that fits."""
        return next((source for source in reversed(self.mentioned[-MOST_REMEMBERED:]) if fits(source)), None)


@lru_cache(maxsize=1024)
def _introduced_as(role: str, *, is_role: bool) -> regex.Pattern[str]:
    """Compile a role in the phrase that introduces a person, not of a deputy, a former one or somebody else's."""
    start = r"(?:^|,\s+)" if is_role else r",\s+"
    return regex.compile(
        rf"(?i){start}(?:(?!\b(?:former|deputy|vice|ex|assistant|for|of|to|by|with|from|in|at)\b)[\w.'’-]+\s+){{0,6}}"
        rf"{regex.escape(role)}(?![\w’'-])"
    )


def short_name(phrase: str) -> str:
    """Return the name of a source without article, apposition and modifiers, at most six words long.

    Parameters
    ----------
    phrase : str
        The phrase that names the source.

    Returns
    -------
    str
        The name; it may be a common noun ("officials").

    Examples
    --------
    >>> short_name("the minister of finance of the northern country Anna Berg")
    'Anna Berg'
    >>> short_name("The Palace's press service")
    "Palace's press service"
    >>> short_name("officials in the city that was hit")
    'officials'
    """
    name = " ".join(LEADING_WORDS.sub("", phrase.strip()).split())
    name = MODIFIER.sub("", name).strip(" ,.") if not PLAIN_NAME.fullmatch(name) else name
    at_end = NAME_AT_END.search(name)
    if at_end:
        return " ".join(at_end[0].split()[-LONGEST_NAME:])
    roles = list(cue_pattern("role").finditer(name))
    after = name[roles[-1].end() :].strip(" ,") if roles else ""
    if after and PLAIN_NAME.fullmatch(after):
        return " ".join(after.split()[:LONGEST_NAME])
    if len(name.split()) > LONGEST_NAME:
        name = name.partition(" of ")[0]
    return DANGLING.sub("", " ".join(name.split()[:LONGEST_NAME]))


def subject_before(text: str, verb: int, *, is_gerund: bool) -> Subject | None:
    """Find the subject before a verb; it is empty if "and" links the verb to an earlier subject."""
    left = text[:verb].rstrip()
    match = AUXILIARIES.search(left, max(0, len(left) - LONGEST_AUXILIARIES))
    auxiliaries = left[match.start() :] if match else ""
    left = left[: match.start() + auxiliaries[:1].count(",")] if match else left
    if not _may_be_active(left, auxiliaries, is_gerund=is_gerund):
        return None
    stops = [stop.end() for stop in STRONG_STOP.finditer(left)]
    return _subject_within(text, stops[-1] if stops else 0, len(left))


def _may_be_active(left: str, auxiliaries: str, *, is_gerund: bool) -> bool:
    if NOT_FINITE.search(left, max(0, len(left) - LONGEST_AUXILIARIES)) or NEGATION.search(auxiliaries):
        return False
    return bool(PASSIVE.search(auxiliaries)) == is_gerund


def _subject_within(text: str, start: int, end: int) -> Subject | None:
    """Find the subject in the last stretch before a verb, which ends at `end`."""
    segments = segments_of(text, start, end)
    if not segments:
        return None
    if text[start:end].rstrip().endswith(","):
        found = _subject_of_segment(text, _before_apposition(text, segments))
        return replace(found, end_of_apposition=end) if found else None
    return _subject_of_segment(text, segments[-1])


def _before_apposition(text: str, segments: list[Span]) -> Span:
    """Find the name in "…, Anna Berg, head of the Institute, Springfield, said", or the last phrase but one."""
    near: list[Span] = []
    for span in reversed(segments):
        near.insert(0, span)
        if FINITE.search(text[slice(*span)]) or _without_opening(text, span) != text[slice(*span)]:
            break
    named = [span for span in near if PLAIN_NAME.fullmatch(_without_opening(text, span))]
    if named:
        return named[0]
    outside = [span for span in segments[:-1] if not STARTS_WITH_PREPOSITION.match(text[slice(*span)])]
    return (outside or segments)[-1]


def subject_in_phrase(text: str, start: int, end: int) -> Span:
    """Return the name in a phrase with appositions, or the part before its first comma or relative clause."""
    relative = RELATIVE_INSIDE.search(text, start, end)
    end = relative.start() if relative and text[start : relative.start()].strip() else end
    segments = segments_of(text, start, end)
    named = [span for span in segments if PLAIN_NAME.fullmatch(_without_opening(text, span))]
    return (named or segments or [(start, end)])[0]


def _without_opening(text: str, span: Span) -> str:
    """Return the segment without a conjunction or adverb, such as "but" or "meanwhile", before it."""
    words = text[slice(*span)]
    opening = OPENING_WORD.match(words)
    return words[opening.end() :] if opening else words


def _subject_of_segment(text: str, span: Span) -> Subject | None:
    start, end = span
    words = text[start:end]
    if CONJUNCTION_AT_END.search(words):
        return Subject(end, end)
    if RELATIVE.search(words):
        return _subject_before_relative(text, start, end)
    clause = "main"
    inner = UP_TO_SUBORDINATOR.match(words)
    if inner:
        start, clause = start + inner.end(), "subordinate"
    object_relative = OBJECT_RELATIVE.match(text, start, end)
    if object_relative:
        start, clause = object_relative.end(), "relative"
    opening = OPENING_WORD.match(text[start:end])
    if opening:
        subordinator = (opening["subordinator"] or "").lower()
        clause = "subordinate" if subordinator not in ("", "as") else clause
        start += opening.end()
    if (STARTS_WITH_PREPOSITION.match(words) and clause == "main") or (
        opening and TIME_WORD.match(opening["subordinator"] or "")
    ):
        return _valid_subject(text, _start_of_last_phrase(text, start, end), end, clause)
    return _valid_subject(text, _after_and(text, start, end), end, clause)


def _start_of_last_phrase(text: str, start: int, end: int) -> int:
    """Return the start of the noun phrase at the end: its last name, otherwise its last determiner."""
    words = text[start:end]
    name = LAST_NAME.search(words)
    if name:
        return start + name.start()
    phrase = LAST_PHRASE.match(words)
    return start + phrase.start("phrase") if phrase else end


def _subject_before_relative(text: str, start: int, end: int) -> Subject | None:
    """Find the noun before "who", at the end of the previous clause."""
    start, end = trimmed(text, start, end - len(text[start:end].split()[-1]))
    if start == end:
        segments = segments_of(text, 0, start)
        if not segments:
            return None
        start, end = segments[-1]
    return _valid_subject(text, _start_of_last_phrase(text, start, end), end, "relative")


def _after_and(text: str, start: int, end: int) -> int:
    """Return the start of the subject if "and" joins two clauses rather than two names."""
    words = text[start:end]
    joined = COORDINATED.match(words)
    if not joined or words.lower().startswith("both "):
        return start
    head = words[: joined.end()]
    joins_names = PLAIN_NAME.match(LEADING_WORDS.sub("", head)) and not LOWERCASE_WORD.search(head[:-4])
    return start if joins_names or len(head.split()) <= 3 else start + joined.end()


def subject_of_sentence(text: str) -> Subject | None:
    """Find the subject at the start of a sentence, after adverbial phrases; it governs "and said" and ", saying"."""
    for start, end in segments_of(text, 0, len(text)):
        opening = OPENING_WORD.match(text[start:end])
        start += opening.end() if opening else 0
        words = text[start:end]
        if STARTS_WITH_PREPOSITION.match(words) or PARTICIPLE.match(words):
            continue
        role = cue_pattern("role", "organ").search(words)
        name, first = NAME_OR_PRONOUN.match(words), FIRST_WORD.match(words)
        ends = [match.end() for match in (name, first) if match]
        if role and len(words[: role.end()].split()) <= LONGEST_NAME and not FINITE.search(words[: role.end()]):
            ends.append(role.end())
            named = OF_NAME.match(words, role.end())
            ends.append(named.end() if named else 0)
        return _valid_subject(text, start, start + max(ends), "main") if ends else None
    return None


def _valid_subject(text: str, start: int, end: int, clause: str) -> Subject | None:
    start, end = _within_clause(text, *trimmed(text, start, end))
    words = text[start:end]
    if not WORD.search(words) or len(words.split()) > LONGEST_PHRASE or NOT_A_SOURCE.fullmatch(words):
        return None
    if PREPOSITION_ALONE.fullmatch(words.split()[-1]) or words.endswith(("'s", "’s")):
        return None
    return Subject(start, end, clause)


def _within_clause(text: str, start: int, end: int) -> Span:
    """Return the part of a phrase that can be a subject: its last pronoun, or what follows another clause's verb."""
    words = text[start:end]
    pronoun = PRONOUN_AT_END.match(words)
    if pronoun:
        return start + pronoun.end(), end
    first = PRONOUN_FIRST.match(words)
    if first:
        is_adverbial = STARTS_WITH_PREPOSITION.match(words[first.end() :].lstrip())
        return (start, start + first.end()) if is_adverbial else (end, end)
    second = list(SECOND_PHRASE.finditer(words)) if not RELATIVE_INSIDE.search(words) else []
    if second:
        return _within_clause(text, start + second[-1].end(), end)
    none = NO_PHRASE.match(words)
    if none:
        last = _start_of_last_phrase(text, start + none.end(), end)
        return _within_clause(text, *trimmed(text, last, end)) if last < end else (end, end)
    for verb in FINITE.finditer(words):
        if not RELATIVE_INSIDE.search(words, 0, verb.start()):
            last = _start_of_last_phrase(text, start + verb.end(), end)
            return _within_clause(text, *trimmed(text, last, end)) if last < end else (end, end)
    return start, end


def segments_of(text: str, start: int, end: int) -> list[Span]:
    """Split a stretch at its commas."""
    segments, begin = [], start
    for place in [*(match.start() for match in COMMA.finditer(text[start:end])), end - start]:
        span = trimmed(text, begin, start + place)
        if span[0] < span[1]:
            segments.append(span)
        begin = start + place + 1
    return segments


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without white space, commas and other punctuation at its edges."""
    while start < end and not (text[start].isalnum()):
        start += 1
    while end > start and not (text[end - 1].isalnum() or (text[end - 1] in ".’'" and text[end - 2].isalnum())):
        end -= 1
    return start, end
