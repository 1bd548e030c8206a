"""Parse naming slots as noun phrases and inflect their replacements.

Contains the rules of English that swaps need: articles, plurals, possessives, capitals, verb forms and the choice of
counterparts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import permutations
from typing import Any

import regex

from framing.lexicon.matching import NamingFinder
from framing.lexicon.slots import Sides
from framing.lexicon.terms import PLACEHOLDER, Lexicon, forms_of
from framing.tables import rows

LETTERS_SPOKEN_WITH_VOWEL = "AEFHILMNORSX8"
INITIALS = regex.compile(r"(?:\p{Lu}\.)+|\p{Lu}{1,3}(?![\p{Ll}\p{Lu}])|[^\P{Lu}AEIOU]{2,}(?!\p{Ll})|\p{Lu}(?=-)")
NUMBER_WITH_VOWEL = regex.compile(r"8|1[18](?!\d)")
SOUNDS_LIKE_CONSONANT = regex.compile(
    r"(?i)eu|ew|one(?![a-mo-z]*i)\b|one-|once|uni(?![nm])|unanim|ukr|u[bcgkqrst][aeiou]"
)
SILENT_H = regex.compile(r"(?i)hour|honest|hono|heir")
VOWEL = regex.compile(r"(?i)[aeiou]")
ARTICLE_BEFORE = regex.compile(r"(?i)(?<![\w'’-])an?(?=\s+[“\"«‘'(]*$)")
OPENING_MARKS = "“\"«‘'( \n"
HEAD_ENDS = regex.compile(r"\s+(?:of|with|for|in|to|as|masquerading)\s")
PLURAL = regex.compile(r"(?<![siu])s$")
POSSESSIVE = regex.compile(r"(['’])s\b")
POSSESSIVE_OF_PLURAL = regex.compile(r"(['’])(?=\s+\p{L})")
FUNCTION_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)
LONG_WORD = regex.compile(r"\p{L}{5,}")
DATELINE = regex.compile(r"^[^()]{0,60}\([^()]{1,30}\)\s*[-–—]\s+$")
SENTENCE_BEGINS = regex.compile(r"(?:\p{L}{2,}[.!?][”\"»’']*\s+|[,:]\s+)[“\"«‘']$|\p{L}{2,}[.!?][”\"»’']*\s+$")
DETERMINER = r"(?P<determiner>(?:the|an?|this|that|its|their|his|her|our|your|my)\s+)?"
BEFORE_HEAD = regex.compile(rf"(?is)(?P<apposition>.*,\s+)?{DETERMINER}(?P<modifiers>.*)")
NAME_BEHIND = regex.compile(r"\s+\p{Lu}")
COMPLEMENT = regex.compile(r"(?i)(?:\s+(?:of|for|in|with|against|on|between)\s.*|['’]s)?", regex.DOTALL)
POSSESSOR = regex.compile(r"['’]s\s+$")
INDEFINITE = regex.compile(r"(?i)an?\s+")
PREPOSITION = regex.compile(r"\s+(of|for|against|in|on|with|to)\s")
READS_AS_NOUN = regex.compile(
    r"(?i)(?:\b(?:an?|the|its|their|his|her|our|your|my|no|every|these|those|for|against|of|with)\s+(?:\p{Ll}+\s+)?|['’]s\s+)$"
)
CLAUSE_AHEAD = regex.compile(
    r"(?:\s*[:“«\"]|\s+that\b|,\s+(?:adding|as|when|while)\b|\s+(?:in|on|at|after|before|during|later)\b.*\bthat\b)"
)
QUOTE_BEFORE = regex.compile(r"[”\"»'’],?\s+$")
SPEAKER_BEFORE = regex.compile(r"(?:[”\"»'’]|[”\"»'’]?,)\s*(?:\p{L}[\p{L}'’-]*\s+){1,6}$")
SPEAKER_AHEAD = regex.compile(r"\s+(?:the\s+\p{Ll}|\p{Lu})")
NOTHING_AHEAD = regex.compile(r"\s*[.,;]|\s*$|\s+(?:in|on|at|after|before|during|later)\b")
WORD_AHEAD = regex.compile(
    r"\s+(?!(?:and|or|but|nor|yet|in|on|at|by|to|of|for|from|with|than|as|that|because|due|is|are|was|were|has|had)\b)\p{L}"
)
NAME_AHEAD = regex.compile(r"\s+\p{Lu}")
NO_ADJECTIVE_BEFORE = regex.compile(
    r"(?i)(?:[,;:]|\b(?:and|or|but|is|was|are|were|be|been|being|more|most|less|very|so|too|rather|becom(?:e|es|ing)|became|seems?))\s+$"
)
ARTICLE_JUST_BEFORE = regex.compile(r"(?i)\b(?:an?|the)\s+$")
NOUN_ENDING = regex.compile(r"(?i)(?:ty|cy|cies|ties|isms?|ists?|dom|ment|ness)$")
PARTICLES = ("on", "as", "of", "at", "for", "to")


class NoSwap(Exception):
    """Signal that no grammatical swap is known; the message is the reason."""


@dataclass(frozen=True)
class NamingNoun:
    """Store a naming term with its grammar.

    Parameters
    ----------
    row : row of a lexicon
        The term.
    nationalities : tuple of str
        Adjectives of its own side.
    is_event : bool, default False
        Whether the term is a relation or an event, such as a war.
    """

    row: Any
    nationalities: tuple[str, ...] = ()
    is_event: bool = False

    @property
    def base(self) -> str:
        """Dictionary form."""
        return str(self.row.term)

    @property
    def is_name(self) -> bool:
        """Whether it behaves as a proper name: Tresk, Hadrel, also Communist China."""
        is_loaded_name = self.row.article == "none" and self.base.split()[-1][0].isupper() and not is_plural(self.base)
        return self.row.noun in ("name", "metonym") or is_loaded_name

    @property
    def has_of_phrase(self) -> bool:
        """Whether it contains a complement: father of the nation."""
        return " of " in self.base

    @cached_property
    def plural(self) -> str:
        """Plural form in the lexicon, or an empty string."""
        return next((form for tag, form in forms_of(self.row.forms) if tag == "plural"), "")

    @cached_property
    def nationality(self) -> str:
        """Nationality in the dictionary form: Russian government."""
        return next((word for word in self.nationalities if self.base.startswith(word + " ")), "")

    def with_nationality(self, word: str) -> str:
        """Return the form in the lexicon that contains a nationality: Galvoran regime, strong Galvoran leader."""
        variants = (form for tag, form in forms_of(self.row.forms) if tag == "variant")
        return next((form for form in variants if form.replace(word + " ", "", 1) == self.base), "")

    @cached_property
    def prepositions(self) -> set[str]:
        """Prepositions between the noun and a name in the lexicon's forms: war *against* Ukraine."""
        forms = [form for _, form in forms_of(self.row.forms) if PLACEHOLDER.search(form)]
        return {match[1] for form in forms for match in PREPOSITION.finditer(form)}


@dataclass(frozen=True)
class NounPhrase:
    """Store the parts of a naming slot, with the words of its sentence before and after it."""

    noun: NamingNoun
    before: str
    apposition: str
    determiner: str
    modifiers: str
    head: str
    complement: str
    name: str
    after: str
    is_headline: bool = False
    is_place: bool = False
    follows_own_name: bool = False

    @property
    def is_plural(self) -> bool:
        """Whether the head is plural; names are not, not even the United States."""
        return not self.noun.is_name and is_plural(self.head)

    @property
    def is_indefinite(self) -> bool:
        """Whether it begins with a or an."""
        return bool(INDEFINITE.fullmatch(self.determiner))

    @property
    def has_possessor(self) -> bool:
        """Whether it has a possessor instead of a determiner: Galvora's dictator."""
        return bool(POSSESSOR.search(self.modifiers))


@dataclass(frozen=True)
class Counterparts:
    """Map each term of a lexicon to the terms that can replace it.

    Parameters
    ----------
    lexicon : Lexicon
        The terms.
    """

    lexicon: Lexicon

    @cached_property
    def namings(self) -> NamingFinder:
        """Finder of the naming terms."""
        return NamingFinder(self.lexicon)

    @cached_property
    def by_term(self) -> dict[str, list[tuple[str, str, str]]]:
        """Pairs (pair_id, term_in, direction) of each term; direction is empty from neutral to neutral or placebo."""
        by_term: dict[str, list[tuple[str, str, str]]] = {}
        neutral: dict[str, list[str]] = {}
        for pair in rows(self.lexicon.pairs):
            neutral.setdefault(pair.loaded, []).append(pair.neutral)
            by_term.setdefault(pair.loaded, []).append((pair.pair_id, pair.neutral, "to_neutral"))
            by_term.setdefault(pair.neutral, []).append((pair.pair_id, pair.loaded, "to_loaded"))
        for pair in rows(self.lexicon.placebos):
            by_term[pair.loaded].append((pair.pair_id, pair.placebo, "to_placebo"))
            for one in neutral[pair.loaded]:
                found = (f"{one}~{pair.placebo}", pair.placebo, "")  # once for all loaded terms with this placebo
                by_term[one] += [found] * (found not in by_term[one])
        for one, other in permutations(self.neutral_namings, 2):
            if one.target == other.target:
                by_term.setdefault(one.term_id, []).append((f"{one.term_id}~{other.term_id}", other.term_id, ""))
        return by_term

    @cached_property
    def neutral_namings(self) -> list[Any]:
        """Rows of the neutral naming terms."""
        return [row for row in self.lexicon.by_id.values() if (row.kind, row.form) == ("naming", "neutral")]

    @cached_property
    def nouns(self) -> dict[str, NamingNoun]:
        """Grammar of each naming term."""
        sides, namings = Sides(self.namings), self.namings
        named = {self.lexicon.by_id[term_id].target for term_id in namings.neutral_names}
        return {
            row.term_id: NamingNoun(row, self.nationalities(sides.of(row.target)), row.target not in named)
            for row in self.lexicon.by_id.values()
            if row.kind == "naming"
        }

    def nationalities(self, side: set[str]) -> tuple[str, ...]:
        """Return the adjectives of a side's names."""
        return tuple(
            form
            for term_id in sorted(self.namings.neutral_names)
            for tag, form in forms_of(self.lexicon.by_id[term_id].forms)
            if tag == "adjective" and self.lexicon.by_id[term_id].target in side
        )

    @cached_property
    def companions(self) -> dict[str, list[str]]:
        """Common nouns of each target, singular and plural; with a loaded adjective they form one head."""
        companions: dict[str, list[str]] = {}
        for noun in self.nouns.values():
            forms = (
                []
                if noun.is_name or noun.row.form == "placebo"
                else [form for form in (noun.plural, noun.base) if form]
            )
            companions.setdefault(noun.row.target, []).extend(forms)
        return companions


def parse_phrase(
    noun: NamingNoun, pieces: tuple[str, str, str, str, str], nationalities: list[str], companions: list[str]
) -> NounPhrase:
    """Split a slot into the parts of a noun phrase.

    Parameters
    ----------
    noun : NamingNoun
        The deciding term.
    pieces : tuple of str
        The sentence before the slot; the slot before, in and after the term; the rest of the sentence.
    nationalities : list of str
        Adjectives of all neutral names.
    companions : list of str
        Common nouns of the target: "dictatorial leader" is one head.

    Raises
    ------
    NoSwap
        If a quotation mark or bracket opens or closes within the slot, and not around the term alone.
    """
    before, left, word, right, after = pieces
    if left.endswith(("“", '"', "«")):  # of "Ruk, a “tyrant”" the term in marks is exchanged
        before, left = before + left, ""
    if right.startswith(("”", '"', "»")):
        right, after = "", right + after
    whole = left + word + right
    if any(mark in whole for mark in '“”"«»') or whole.count("(") != whole.count(")"):
        raise NoSwap("a quotation mark or bracket opens or closes inside the slot")
    companion = None
    if companions and right.strip():
        companion = regex.match(rf"(?i)\s+(?:{'|'.join(map(regex.escape, companions))})\b", right)
    if companion:
        word, right = word + companion[0], right[companion.end() :]
        attributes, head, complement = "", word, ""
    else:
        attributes, head, complement = _split_form(noun, word)
    start = BEFORE_HEAD.fullmatch(left + attributes)
    assert start is not None
    determiner = start["determiner"] or ""
    if noun.is_name and not determiner and head.lower().startswith("the "):
        determiner, head = head[:4], head[4:]
    nationality = next((one for one in nationalities if head.startswith(one + " ")), "") if not noun.is_name else ""
    modifiers = start["modifiers"] + (nationality + " " if nationality else "")
    head = head.removeprefix(nationality + " ") if nationality else head
    name = right if NAME_BEHIND.match(right) else ""
    return NounPhrase(
        noun,
        before,
        start["apposition"] or "",
        determiner,
        modifiers,
        head,
        complement + right[len(name) :],
        name,
        after,
    )


def _split_form(noun: NamingNoun, word: str) -> tuple[str, str, str]:
    """Split a form as written into the words before the noun, the noun and its complement.

    Attributes of a loaded form are dropped unless they are names ("the communist dictator" becomes "the president").
    """
    if noun.is_name:
        return "", word, ""
    for form in filter(None, (noun.plural, noun.base)):
        pattern = r"\s+".join(map(regex.escape, form.split()))
        match = regex.search(rf"(?i)(?<![\w-]){pattern}(?![\w-])", word)
        if match and COMPLEMENT.fullmatch(word[match.end() :]):
            attributes, complement = word[: match.start()], word[match.end() :]
            keeps = noun.row.form == "neutral" or all(one[0].isupper() for one in attributes.split())
            return attributes if keeps else "", match[0], complement
    return "", word, ""


def replace_verb(old: Any, new: Any, before: str, word: str, after: str) -> str:
    """Return the new verb in the form of the old one.

    Raises
    ------
    NoSwap
        If the sentence does not allow the replacement.
    """
    if READS_AS_NOUN.search(before):
        raise NoSwap("the word is used as a noun")
    verb = _inflect_like(old, new, word)
    if not (_takes_object(verb) and _takes_object(word)):
        raise NoSwap("the verb includes its own object")
    words = {old.term, new.term}
    if "call" in words:
        raise NoSwap("the two verbs take different complements")
    if "say" in words and not _reports(before, after):
        raise NoSwap("the context does not allow every verb of saying")
    return verb


def _takes_object(expression: str) -> bool:
    """Check that an object can follow: a single verb, one with a particle, or one after an adverb."""
    words = expression.split()
    return len(words) == 1 or words[-1] in PARTICLES or words[0].endswith("ly")


def _inflect_like(old: Any, new: Any, word: str) -> str:
    """Return the form of the new verb with the tags of the old form."""
    forms = dict(forms_of(new.forms))
    tags = [tag for tag, form in forms_of(old.forms) if form.lower() == word.lower() and tag != "variant"]
    if word.lower() == old.term.lower():
        return str(new.term)
    candidates = {forms[tag] for tag in tags if tag in forms}
    if len(candidates) != 1 or not set(tags) <= set(forms):
        raise NoSwap("the lexicon lacks this form of the verb")
    return candidates.pop()


def _reports(before: str, after: str) -> bool:
    """Check that any verb of saying fits the context: next to a quotation, or before "that"."""
    if CLAUSE_AHEAD.match(after):
        return True
    if QUOTE_BEFORE.search(before):
        return SPEAKER_AHEAD.match(after) is not None
    return SPEAKER_BEFORE.search(before) is not None and NOTHING_AHEAD.match(after) is not None


def replace_word(old: Any, new: Any, word: str) -> str:
    """Return the new word in the number of the old one; both must be single words of the lexicon."""
    plurals = [dict(forms_of(row.forms)).get("plural", "") for row in (old, new)]
    replacements = {old.term.lower(): new.term, plurals[0].lower(): plurals[1]}
    replacement = str(replacements.get(word.lower(), ""))
    if not replacement or " " in replacement + word:
        raise NoSwap("no rule for this kind of expression")
    return replacement


def omit_word(before: str, word: str, after: str) -> str:
    """Return an empty string in place of an adjective before its noun or an adverb before its verb.

    Raises
    ------
    NoSwap
        If the sentence needs the word.
    """
    if len(word.split()) > 1 or not WORD_AHEAD.match(after) or NOUN_ENDING.search(word):
        raise NoSwap("the sentence needs the word")
    if NO_ADJECTIVE_BEFORE.search(before) and not word.endswith("ly"):
        raise NoSwap("the sentence needs the word")
    if ARTICLE_JUST_BEFORE.search(before) and NAME_AHEAD.match(after):
        raise NoSwap("the article would precede a bare name")
    return ""


def a_or_an(word: str) -> str:
    """Return the indefinite article of a word, by its sound.

    >>> [a_or_an(word) for word in ("hour", "European", "EU", "NATO", "autocrat", "unit")]
    ['an', 'a', 'an', 'a', 'an', 'a']
    """
    if INITIALS.match(word):
        return "an" if word[0] in LETTERS_SPOKEN_WITH_VOWEL else "a"
    if NUMBER_WITH_VOWEL.match(word) or SILENT_H.match(word):
        return "an"
    return "an" if VOWEL.match(word) and not SOUNDS_LIKE_CONSONANT.match(word) else "a"


def with_fitting_article(before: str, after: str) -> str:
    """Adapt an indefinite article at the end of the left context to the word that follows.

    >>> with_fitting_article("He is an “", "despot”.")
    'He is a “'
    """
    match = ARTICLE_BEFORE.search(before)
    word = after.lstrip(OPENING_MARKS)
    if not match or not word:
        return before
    article = a_or_an(word)
    return before[: match.start()] + (article.capitalize() if match[0][0] == "A" else article) + before[match.end() :]


def with_fitting_possessive(words: str, after: str, *, instead_of: str) -> str:
    """Adapt a possessive at the start of the right context to the last letter of the phrase.

    >>> with_fitting_possessive("the father of the uplands", "'s train", instead_of="the president")
    "' train"
    """
    if PLURAL.search(words):
        return POSSESSIVE.sub(r"\1", after, 1) if POSSESSIVE.match(after) else after
    had_plural = PLURAL.search(instead_of) and POSSESSIVE_OF_PLURAL.match(after)
    return POSSESSIVE_OF_PLURAL.sub(r"\1s", after, 1) if had_plural else after


def is_plural(noun: str) -> bool:
    """Check whether a noun phrase looks like a plural.

    >>> [is_plural(noun) for noun in ("relations", "axis", "marriages of convenience", "prison of nations")]
    [True, False, True, False]
    """
    return bool(PLURAL.search(HEAD_ENDS.split(noun, 1)[0]))


def capitalized(words: str) -> str:
    """Capitalise the first letter."""
    return words[:1].upper() + words[1:]


def in_title_case(words: str) -> str:
    """Capitalise all but the function words, as in a headline in title case."""
    return " ".join(word if word in FUNCTION_WORDS else capitalized(word) for word in words.split(" "))


@lru_cache(maxsize=64)  # asked for each word put into a sentence
def is_in_title_case(headline: str) -> bool:
    """Check whether nearly all longer words of a headline are capitalised."""
    words = LONG_WORD.findall(headline)
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.8 * len(words)


@lru_cache(maxsize=64)
def begins_sentence(before: str) -> bool:
    """Check whether the words after this left context begin a sentence, which may be a quoted one."""
    return not any(letter.isalnum() for letter in before) or bool(
        DATELINE.search(before) or SENTENCE_BEGINS.search(before)
    )
