"""Find naming slots: maximal noun phrases that name a target.

"Russian dictator Vladimir Putin" is one slot. "The leader of the aggressor country" is a slot of the leader that
contains one of the country. Adjacent matches of one target are merged, then determiners, nationalities, possessors and
of-phrases are added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

import regex

from framing.attribution import cue_pattern, official_pattern
from framing.lexicon.matching import (
    NEXT_WORD,
    NamingFinder,
    NamingMatch,
    Span,
    goes_on,
    is_modifier,
    is_of_many,
)
from framing.lexicon.merging import CLOSED, END_APART, before_mark, end_with_mark, merged_matches
from framing.lexicon.reference import References, trap_effects
from framing.lexicon.terms import PLACEHOLDER, nationalities, words

FIRST_WORDS = frozenset(
    ["the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "your", "my"]
)
NOUN_ENDINGS = ("ss", "is", "us", "ions", "ments", "ists", "ities", "isms", "ships", "ics")
POINTING = frozenset(("that", "these", "those"))  # before a name, a conjunction
LAST_WORD = regex.compile(r"(?<![\w'’-])(?P<word>[\p{L}\p{N}](?:[\p{L}\p{N}'’-]|[.,](?=\p{N}))*)\s+$")
OWNER = regex.compile(
    r"(?<![\p{L}\p{N}'’-])(?P<owner>\p{Lu}[\p{L}.-]*(?:\s\p{Lu}[\p{L}-]*){0,2})(?:['’]s?)?\s+(?:[“\"‘]?\p{Ll}[\p{L}-]*\s+){0,3}[“\"‘]?$"
)
OF_OWNER = regex.compile(r"\s+(?:of|in)\s+(?:the\s+)?(?P<owner>\p{Lu}[\p{L}.-]*(?:\s\p{Lu}[\p{L}-]*){0,2})")
OF_BODY = regex.compile(
    r"\s+of\s+(?:(?:the|a|an|this|that|his|her|its|their|our)\s+)?(?:\p{Ll}[\p{L}-]*\s+){0,2}?\L<bodies>\b",
    bodies=words("institution"),
)
BOTH_BEFORE = regex.compile(r"(?P<one>\p{Lu}[\p{L}.-]*)\s+and\s+(?P<other>\p{Lu}[\p{L}.-]*)\s+$")
BOTH_AFTER = regex.compile(
    r"(?:\p{Ll}+)?\s+of\s+(?:the\s+)?(?P<one>\p{Lu}[\p{L}.-]*)\s+and\s+(?:the\s+)?(?P<other>\p{Lu}[\p{L}.-]*)"
)
APPOSED = regex.compile(r",\s+")
APPOSED_BEFORE = regex.compile(r"\s*(?P<mark>[,(–—]|(?<=\s)-)\s*$")
FRONTED = regex.compile(
    r"\W*(?:(?i:far\s+from|rather\s+than|instead\s+of|anything\s+but|by\s+no\s+means|in\s+no\s+way|not|no|never|hardly|no\s+longer|once"
    r"|as|though|although|while|formerly|long|now|being|less|neither)\b[\s\p{Ll}]*)?"
)
FIRST_WORD = regex.compile(r"[\p{L}]+")
COUNTRYS = regex.compile(
    r"(?i)\b(?:the|this|that|his|her)\s+(?:country|nation|state)['’]s\s+(?:\p{Ll}[\p{L}-]*\s+){0,3}$"
)
OF_PRONOUN = regex.compile(
    r"(?i)\b(?:(?:he|she|it)(?:['’]s|\s+(?:is|was|remains?|became|becomes|has\s+been|had\s+been))(?:\s+\p{L}+){0,2}"
    r"|(?:call|brand|label|dub|declar|deem|consider|describ|see|saw|view|regard|denounc|condemn|portray|treat|name)\w*"
    r"\s+(?:him|her|it)(?:\s+as)?)\s+[“\"‘]?$"
)
SUBJECT = regex.compile(r"(?:\p{Lu}[\p{L}.'’-]*\s+)+(?:(?:has|had|also|later|then|\p{Ll}+ly)\s+)*")
INDEFINITE = regex.compile(r"(?i)\ban?\s+$")
POSSESSIVE = regex.compile(r"['’]s\s+")
ARTICLE = regex.compile(r"(?i)an?\s+")
OF_PHRASE = regex.compile(r"\s+(?:of|for)\s+(?:the\s+)?")
BETWEEN = regex.compile(r"\s+between\s+(?:the\s+)?")
AND = regex.compile(r"\s+and\s+(?:the\s+)?")
RANK = {"title": 0, "epithet": 0, "name": 1, "metonym": 2}
LONGEST_EXTENSION = 60
FUNCTION_WORD = regex.compile(r"(?i)\b(?:the|a|an|and|of|both|mr|mrs|ms|dr|s)\b")
WORD = regex.compile(r"\w")


@dataclass(frozen=True)
class Bounds:
    """Store span and kind of a sentence."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Slot:
    """Store a noun phrase that names a target: its matches, its span and the effects of its context.

    `reference` tells how the target is known, `nested` whether the phrase holds a loaded naming of another target,
    `dropped` why the phrase names no target; it is empty for a slot.
    """

    matches: tuple[NamingMatch, ...]
    start: int
    end: int
    negated: bool = False
    irrealis: bool = False
    reference: str = "named"
    nested: bool = False
    dropped: str = ""

    @property
    def target(self) -> str:
        """Target that the phrase names."""
        return self.matches[0].naming.target

    @property
    def deciding(self) -> NamingMatch:
        """Loaded match if there is one, otherwise the title or epithet, the name, the metonym, in this order."""
        return min(self.matches, key=lambda match: (match.naming.form != "loaded", RANK[match.naming.noun]))

    @property
    def has_name(self) -> bool:
        """Whether the phrase contains a proper name."""
        return any(match.naming.is_name and match.naming.tag != "adjective" for match in self.matches)

    @property
    def rule(self) -> str:
        """Composition of the phrase: "adjective + title", "epithet + name"."""
        return " + ".join(
            "adjective" if match.naming.tag == "adjective" else match.naming.noun for match in self.matches
        )


def plain_slots(text: str, _sentence: Bounds, matches: list[NamingMatch], references: References) -> list[Slot]:
    """Return every phrase with a form of the lexicon, in order, by no grammar: in another language than English.

    A phrase without a name is resolved if the article names its target; plurals of nouns name no one target, and "the
    Belarusian dictator" is nobody of Russia.

    Parameters
    ----------
    text, _sentence, matches, references
        As for `judged_phrases`.
    """
    slots = []
    by_target = sorted(matches, key=lambda match: (match.naming.target, match.start))
    for target, of_target in groupby(by_target, key=lambda match: match.naming.target):
        for merged in merged_matches(text, list(of_target)):
            slot = Slot(merged, merged[0].start, merged[-1].end)
            if all(match.naming.tag == "adjective" for match in merged):
                slot = replace(slot, dropped="an adjective without its noun")
            elif not slot.has_name and merged[-1].naming.tag == "plural":
                slot = replace(slot, dropped="a plural")
            elif not slot.has_name and not merged[-1].naming.has_capital:
                is_known = any(one.naming.target == target and one.naming.is_name for one in references.matches)
                other = references.is_elsewhere(slot.target, slot.start, slot.end)
                slot = replace(
                    slot,
                    reference="resolved" if is_known else "unresolved",
                    dropped="of another country" if other else "",
                )
            slots.append(slot)
    return sorted(slots, key=lambda slot: (slot.start, slot.end))


def judged_phrases(text: str, sentence: Bounds, matches: list[NamingMatch], references: References) -> list[Slot]:
    """Return every phrase with a form of the lexicon in a sentence, in order: slots, and those dropped with the reason.

    Parameters
    ----------
    text : str
        The whole article.
    sentence : Bounds
        The sentence.
    matches : list of NamingMatch
        The matches in the sentence.
    references : References
        Whom the article names where.
    """
    slots = []
    of_names = None if sentence.kind in ("headline", "crosshead") else references.namings
    by_target = sorted(matches, key=lambda match: (match.naming.target, match.start))
    for _, of_target in groupby(by_target, key=lambda match: match.naming.target):
        slots += [
            _judged(text, sentence, merged, matches, references)
            for merged in merged_matches(text, list(of_target), of_names)
        ]
    loaded = [slot.deciding for slot in slots if slot.deciding.naming.form == "loaded" and not slot.dropped]
    held = [
        replace(
            slot,
            nested=any(
                slot.start <= match.start
                and match.end <= slot.end
                and not any(match.start <= own.start and own.end <= match.end for own in slot.matches)
                for match in loaded
            ),
        )
        for slot in slots
    ]
    return sorted(held, key=lambda slot: (slot.start, slot.end))


def _judged(
    text: str, sentence: Bounds, merged: tuple[NamingMatch, ...], matches: list[NamingMatch], references: References
) -> Slot:
    """Return the phrase with its full span and what it refers to, or with the reason why it names no target."""
    namings = references.namings
    slot = Slot(
        merged,
        _extended_start(text, sentence, merged, matches, references),
        _extended_end(text, merged, matches, namings),
    )
    before = sentence.start, end_of_left_context(text, sentence, slot.start)
    effects = trap_effects(
        _kinds_of_trap(slot, text[slice(*before)], sentence, matches, namings),
        text,
        before,
        (end_with_mark(text, slot.start, merged[-1].end), sentence.end),
    )
    slot = replace(slot, negated="negated" in effects, irrealis="irrealis" in effects)
    if all(match.naming.tag == "adjective" for match in merged):
        return replace(slot, dropped="an adjective without its noun")
    if "drop" in effects:
        return replace(slot, dropped="a trap")
    if not _has_required_targets(slot, matches, namings):
        return replace(slot, dropped="a target that it needs is not named beside it")
    ends_with_noun = merged[0].naming.of_class or (not slot.has_name and merged[-1].naming.noun != "name")
    if ends_with_noun and not _is_head(text, sentence, slot):
        return replace(slot, dropped="modifies another noun")
    if merged[-1].naming.is_name and slot.target in namings.persons and _names_entourage(text, sentence, slot):
        return replace(slot, dropped="modifies another noun")
    if merged[-1].of_relative:
        return replace(slot, dropped="the name of another person")
    if slot.has_name or merged[0].naming.of_class:
        return slot
    if "other" in effects and not _named_at(effects["other"], matches, _possible_targets(slot, namings)):
        return replace(slot, dropped="of another country")
    if "said" in effects:
        is_of_target = _named_at(effects["said"], matches, {slot.target})
        return slot if is_of_target else replace(slot, dropped="said of another")
    if slot.target in namings.nameless:
        return slot
    if slot.deciding.naming.tag == "plural" or merged[-1].naming.tag == "plural":
        is_joint = "joint" in effects and any(
            match.naming.target == slot.target and match.naming.is_name for match in matches
        )
        is_joint = is_joint or _is_of_both(text, sentence, slot, references)
        return slot if is_joint else replace(slot, dropped="a plural")
    if slot.deciding.naming.term_id in namings.beside and namings.lexicon.target_kinds[slot.target] == "event":
        return slot
    reference, reason = _reference_of(text, sentence, slot, references)
    return replace(slot, reference=reference, dropped=reason)


def _names_entourage(text: str, sentence: Bounds, slot: Slot) -> bool:
    """Check that a person's name stands before the noun of those around the person: "the Ruk administration"."""
    following = NEXT_WORD.match(text, slot.matches[-1].end, sentence.end)
    is_next = following is not None and following.start("word") == slot.matches[-1].end + 1
    return is_next and following is not None and following["word"].lower() in words("entourage")


def _is_head(text: str, sentence: Bounds, slot: Slot) -> bool:
    """Check that the last noun of a phrase is its head and modifies no noun after it ("regime change").

    A singular before a word with -s is a head if that may be a verb: the phrase has a determiner or is a headline, and
    the word has no ending of nouns.
    """
    last = slot.matches[-1]
    of_class, is_headline = last.naming.of_class, sentence.kind in ("headline", "crosshead")
    end = max(slot.end, last.end) if of_class else last.end
    following = NEXT_WORD.match(text, end, sentence.end)
    next_word = following["word"] if following and following.start("word") == end + 1 else ""
    is_in_capitals = text[last.start].isupper() and last.start > sentence.start and not is_headline
    if of_class and is_in_capitals and not last.naming.is_name:
        earlier = LAST_WORD.search(text, max(sentence.start, last.start - LONGEST_EXTENSION), last.start)
        if next_word[:1].isupper() or (earlier and earlier["word"][0].isupper()):
            return False
    noun = text[last.end : end].strip() or text[last.start : last.end].split()[-1]
    if not following or not next_word or last.naming.tag == "plural" or (of_class and is_of_many(noun)):
        return True
    if goes_on(next_word) or not next_word[0].isalpha() or (next_word[0].isupper() and not is_headline):
        return not is_in_capitals or not of_class or not next_word[0].isupper()
    after = NEXT_WORD.match(text, following.end("word"), sentence.end)
    is_verb = (
        next_word.endswith("s") and not next_word.endswith(NOUN_ENDINGS) and (slot.start < last.start or is_headline)
    )
    return is_verb and (is_headline or after is None or after["word"].lower() in words("function"))


def _is_of_both(text: str, sentence: Bounds, slot: Slot, references: References) -> bool:
    """Check that a plural is of two countries, one the target's: the Omran and Tallish leaders, the leaders of both."""
    head = slot.matches[-1]
    before = BOTH_BEFORE.search(text, max(sentence.start, head.start - LONGEST_EXTENSION), head.start)
    after = BOTH_AFTER.match(text, head.end, sentence.end) or BOTH_AFTER.match(text, head.start, sentence.end)
    return any(
        references.owner(head.naming.term_id, *both.span(name)) is True
        for both in (before, after)
        if both
        for name in ("one", "other")
    )


def _may_stand_bare(text: str, sentence: Bounds, slot: Slot, references: References) -> bool:
    """Check that a noun needs no article: in a headline, without a singular, or at the start of a clause."""
    article = getattr(references.namings.lexicon.by_id[slot.matches[-1].naming.term_id], "article", "")
    before = text[max(sentence.start, slot.start - 2) : slot.start].rstrip()
    earlier = LAST_WORD.search(text, max(sentence.start, slot.start - LONGEST_EXTENSION), slot.start)
    if earlier and earlier["word"].lower() in words("indefinite"):
        return True
    return article == "none" or sentence.kind in ("headline", "crosshead") or not before[-1:].isalnum()


def _reference_of(text: str, sentence: Bounds, slot: Slot, references: References) -> tuple[str, str]:
    """Return how the target of a phrase without a name is known, and why it is none."""
    head = slot.matches[-1]
    term_id = head.naming.term_id
    adjectives = [match for match in slot.matches if match.naming.tag == "adjective" and match.naming.is_name]
    if any(references.owner(term_id, match.start, match.end) is False for match in adjectives):
        return "", "of another country or person"
    owners, is_relation = references.namings.owners(term_id), references.namings.is_relation(term_id)
    behind = end_with_mark(text, slot.start, head.end) + 1
    named_after = [match for match in references.matches_at(behind, behind + 1) if match.naming.is_name]
    is_person = references.namings.lexicon.target_kinds[slot.target] == "person"
    if named_after or (is_person and references.other_person_at(behind)):
        return "", "the name of another person"
    if not is_relation and (adjectives or any(match.naming.has_capital for match in slot.matches)):
        return "named", ""
    first = slot.matches[0].start
    owner = OWNER.search(text, max(sentence.start, first - LONGEST_EXTENSION), first)
    if owner and any(word.lower() in words("function") for word in text[owner.end("owner") : first].split()):
        owner = None
    belongs = references.owner(term_id, *owner.span("owner")) if owner else None
    if belongs and not is_relation:
        return "named", ""
    after = OF_OWNER.match(text, head.end, min(sentence.end, head.end + LONGEST_EXTENSION))
    of_owner = references.owner(term_id, *after.span("owner")) if after and not is_relation else None
    if of_owner:
        return "named", ""
    if of_owner is False:
        return "", "of another country or person"
    is_headline = sentence.kind in ("headline", "crosshead")
    is_opening = is_headline or (owner is not None and owner.start("owner") == sentence.start)
    if belongs is False or (
        belongs is None and owner and not is_opening and owner["owner"].lower() not in words("function")
    ):
        return "", "of another country or person"
    if OF_BODY.match(text, head.end, sentence.end):
        return "", "of something else"
    modifiers = [word[0].lower() for word in regex.finditer(r"[\p{L}-]+", text[slot.start : first])]
    if {*modifiers} & words("deputy"):
        return "", "another office"
    comma = APPOSED.match(text, head.end, sentence.end)
    apposed = APPOSED_BEFORE.search(text, max(sentence.start, slot.start - 4), slot.start)
    closed = (CLOSED if apposed["mark"] == "," else END_APART).match(text, head.end) if apposed else None
    if (comma and references.other_person_at(comma.end()) and not _speaks(text, comma.end())) or (
        apposed and closed and references.other_name_until(apposed.start())
    ):
        return "", "the name of another person"
    determiner = FIRST_WORD.match(text, slot.start, first)
    word = determiner[0].lower() if determiner else ""
    of_pronoun = OF_PRONOUN.search(text, max(sentence.start, slot.start - LONGEST_EXTENSION), slot.start)
    if comma and references.names(slot.target, comma.end()) and FRONTED.fullmatch(text, sentence.start, slot.start):
        return "named", ""
    earlier = LAST_WORD.search(text, max(sentence.start, slot.start - LONGEST_EXTENSION), slot.start)
    is_any = word in ("a", "an") or (earlier is not None and earlier["word"].lower() in ("no", "any"))
    if is_any and not of_pronoun and references.is_beside(slot.target, sentence.start, slot.start):
        return "", "somebody else"
    if not of_pronoun and not determiner and not _may_stand_bare(text, sentence, slot, references):
        return "", "no phrase of its own"
    if word in ("his", "her") and owners & references.namings.persons:
        resolved = references.resolve_possessor(owners & references.namings.persons, slot.start)
        return (resolved, "") if resolved else ("", "of another country or person")
    if word in ("its", "their") or COUNTRYS.search(text, max(sentence.start, first - LONGEST_EXTENSION), first):
        resolved = references.resolve_owner(owners, slot.start)
        return (resolved, "") if resolved else ("", "of another country or person")
    if (is_relation and not belongs and not after and not any(match.naming.has_capital for match in slot.matches)) or (
        word in ("a", "an", "his", "her", "our", "my", "your") and not of_pronoun
    ):
        is_near = references.is_near(slot.target, slot.start) or slot.target not in references.named
        reference = "unresolved" if is_near else ""
    elif is_relation and slot.target in references.namings.states:
        reference = references.resolve_relation(slot.target, owners, slot.start)
    else:
        noun = text[head.start : head.end]
        reference = references.resolve(
            slot.target,
            noun,
            slot.start,
            is_near=word in ("this", "these"),
            ahead=sentence.end if sentence.kind in ("headline", "crosshead") else 0,
        )
    if not reference:
        return "", "another was named last"
    if reference == "unresolved" and not references.may_name(slot.target, text[head.start : head.end]):
        return "", "the text does not name the target"
    return reference, ""


def _speaks(text: str, place: int) -> bool:
    """Check that a name is the subject of a verb of saying: "the tyrant, Berg said, must go"."""
    name = SUBJECT.match(text, place)
    return name is not None and cue_pattern("say", "tell", "verb").match(text, name.end()) is not None


def _kinds_of_trap(
    slot: Slot, before: str, sentence: Bounds, matches: list[NamingMatch], namings: NamingFinder
) -> set[str]:
    """Return the kinds of trap to check; capitals are not informative in headlines or before another match."""
    last = slot.matches[-1]
    followed_by_match = any(0 < match.start - last.end <= 2 for match in matches)
    capitals_are_informative = sentence.kind not in ("headline", "crosshead") and not followed_by_match
    is_of_state = slot.target in namings.states and before.endswith("of ")
    kinds = set()
    if slot.matches[0].naming.of_class:
        return {"predicate"}
    if not slot.has_name:
        kinds |= {"predicate", "class", "indefinite"} if INDEFINITE.search(before) else {"predicate", "class"}
    if capitals_are_informative and last.naming.is_name:
        kinds.add("name")
    if capitals_are_informative and not slot.has_name and not is_of_state:
        kinds.add("noun")
    if {match.naming.noun for match in slot.matches} == {"metonym"}:
        kinds.add("metonym")
    if slot.deciding.naming.term_id in namings.relations:
        kinds.add("tie")
    elif not slot.has_name:
        kinds.add("epithet")
    return kinds


def _has_required_targets(slot: Slot, matches: list[NamingMatch], namings: NamingFinder) -> bool:
    """Check that the sentence names the targets that the deciding term needs, its own by name or adjective."""
    named = {
        match.naming.target
        for match in matches
        if match.naming.is_name
        or match.naming.tag == "adjective"
        or (match.naming.names_by_itself and match.naming.target != slot.target)
    }
    return all(side & named for side in namings.beside.get(slot.deciding.naming.term_id, []))


def _possible_targets(slot: Slot, namings: NamingFinder) -> set[str]:
    """Return the targets to which a term can refer: those that it needs, otherwise all."""
    return set().union(*namings.beside.get(slot.deciding.naming.term_id, [])) or set(namings.lexicon.targets)


def _named_at(stretch: Span | None, matches: list[NamingMatch], targets: set[str]) -> bool:
    """Check that one of the targets is named in a span."""
    return stretch is not None and any(
        match.start < stretch[1] and match.end > stretch[0] and match.naming.target in targets for match in matches
    )


def _extended_start(
    text: str,
    sentence: Bounds,
    merged: tuple[NamingMatch, ...],
    matches: list[NamingMatch],
    references: References,
) -> int:
    """Return the start with determiners, quantities, modifiers, nationalities and a possessor that is a match."""
    first = merged[0]
    start = _with_modifiers(
        text, sentence, first.start, references.namings, of_class=first.naming.of_class, is_name=first.naming.is_name
    )
    outside = before_mark(text, start, first.end) if len(merged) > 1 else start
    if outside < start:  # the “tyrant” Ruk
        wider = _with_modifiers(text, sentence, outside, references.namings)
        start = wider if wider < outside else start
    owners = [match for match in matches if match.end < start and POSSESSIVE.fullmatch(text, match.end, start)]
    if owners:
        return _with_modifiers(text, sentence, owners[-1].start, references.namings, is_name=True)
    return start


def _with_modifiers(
    text: str, sentence: Bounds, start: int, namings: NamingFinder, *, of_class: bool = False, is_name: bool = False
) -> int:
    """Return the start of a phrase with the words before it that belong to it.

    Participles belong to it only after a determiner: "the ruling tyrant", but "they hated tyrants".
    """
    least = max(sentence.start, start - LONGEST_EXTENSION)
    of_countries = nationalities() | {*namings.nationalities}
    reached = place = start
    while True:
        word = LAST_WORD.search(text, least, place)
        if word is None:
            return reached
        two = LAST_WORD.search(text, least, word.start("word"))
        if two and f"{two['word']} {word['word']}" in of_countries:  # North Korean
            word = two
        lower = word["word"].lower()
        is_first = (lower in FIRST_WORDS and not (is_name and lower in POINTING)) or (
            of_class and (lower in words("quantifier") or lower[0].isdigit())
        )
        following = FIRST_WORD.match(text, place) if of_class and lower == "that" else None
        if following and following[0].lower() in words("quantifier"):
            return reached  # said that all immigrants
        if of_class and lower in words("approximate") and reached == place:
            is_first = text[place].isdigit() or text[place : place + 2] in ("an", "on", "tw", "th", "mi", "hu")
        if is_first or word is two or word["word"] in of_countries:
            reached = word.start("word")
        elif of_class and lower == "of" and reached == place:
            pass
        elif is_name or not (is_modifier(word["word"]) and lower not in words("function")):
            return reached
        elif not lower.endswith(("ed", "ing")) and reached == place:
            reached = word.start("word")
        if is_first and not of_class:
            return reached
        place = word.start("word")


def _extended_end(text: str, merged: tuple[NamingMatch, ...], matches: list[NamingMatch], namings: NamingFinder) -> int:
    """Return the end with "of China", for a relation "between Moscow and Beijing", for a class "migrant *children*"."""
    last = merged[-1]
    if last.naming.of_class:
        noun = NEXT_WORD.match(text, last.end)
        is_person = noun and noun["word"].lower() in words("person") and noun.start("word") == last.end + 1
        return noun.end() if noun and is_person else last.end
    others = [match for match in matches if match.naming.target != last.naming.target and match.start > last.end]
    if last.naming.is_name:
        return last.end
    for one in others:
        if OF_PHRASE.fullmatch(text, last.end, one.start):
            return one.end
        if last.naming.term_id in namings.relations and BETWEEN.fullmatch(text, last.end, one.start):
            return next((other.end for other in others if AND.fullmatch(text, one.end, other.start)), last.end)
    return last.end


def end_of_left_context(text: str, sentence: Bounds, start: int) -> int:
    """Return the end of the words before a slot and its own "a" or "an", which is needed for "like a dictator"."""
    article = ARTICLE.match(text, start, sentence.end)
    return article.end() if article else start


def is_the_outlet(outlet: str, phrase: str) -> bool:
    """Check whether a source is the outlet itself.

    >>> is_the_outlet("Omra Today", "the Omra Today newsroom"), is_the_outlet("Omra", "the Omran premier")
    (True, False)
    """
    return bool(regex.search(rf"(?<!\w){regex.escape(outlet)}(?!\w)", phrase, regex.IGNORECASE))


@dataclass(frozen=True)
class Sides:
    """Assign targets to sides: a state and its persons.

    Parameters
    ----------
    namings : NamingFinder
        The naming terms of the lexicon.
    """

    namings: NamingFinder

    @cached_property
    def states(self) -> dict[str, set[str]]:
        """States in the neutral titles of each person."""
        states: dict[str, set[str]] = {}
        for term_id, _, surface in self.namings.lexicon.surfaces():
            row = self.namings.lexicon.by_id[term_id]
            if row.form == "neutral" and row.noun == "title" and row.target not in self.namings.states:
                states.setdefault(row.target, set()).update(PLACEHOLDER.findall(surface))
        return {person: of_person & self.namings.states for person, of_person in states.items()}

    def of(self, target: str) -> set[str]:
        """Return the targets on one side: the target, its state, or the persons of that state."""
        persons = {person for person, states in self.states.items() if target in states}
        return {target} | self.states.get(target, set()) | persons

    def spoken_for(self, phrase: str) -> str:
        """Return the target for which a source speaks, by the phrase that names it; empty if there is none."""
        matches = self.namings.find(phrase)
        if not matches or cue_pattern("critic").search(phrase):
            return ""
        first = min(matches, key=lambda match: match.start)
        rest = list(phrase)
        for match in matches:
            if match.naming.target in self.of(first.naming.target):
                rest[match.start : match.end] = " " * (match.end - match.start)
        is_name = not WORD.search(FUNCTION_WORD.sub("", "".join(rest)))
        return first.naming.target if is_name or official_pattern().search(phrase) else ""

    def would_say(self, phrase: str, target: str, form: str, polarity: str) -> bool:
        """Check whether a source could use a term for a target: no side uses negative terms for itself.

        Parameters
        ----------
        phrase : str
            The phrase that names the source.
        target : str
            The target of the term.
        form : str
            "loaded" or "neutral".
        polarity : str
            Polarity of the term in the lexicon; "positive" terms are always possible.
        """
        if form != "loaded" or polarity == "positive":
            return True
        return self.spoken_for(phrase) not in self.of(target)
