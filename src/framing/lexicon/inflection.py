"""Give the inflected forms of a Ukrainian, Russian or Portuguese term, for the column `forms` of a lexicon."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import product
from typing import Any

import regex

from framing.errors import BadInput

INFLECTED = ("uk", "ru", "pt")
CASES = ("gent", "datv", "accs", "ablt", "loct")
NUMBERS, GENDERS = ("sing", "plur"), {"masc", "femn", "neut"}
SELDOM = {"Infr", "V-oy", "V-ey", "V-ie", "Arch", "Slng"}
CYRILLIC = dict(zip("абвгґдеёзийклмнопрстуфыэі", "abvhgdeezyiklmnoprstufyei", strict=True))
CYRILLIC |= {"є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu"}
CYRILLIC |= {"я": "ia", **dict.fromkeys("ъьʼ’'", "")}
LATIN = str.maketrans(CYRILLIC)
ACCENT = regex.compile(r"\p{M}")
COMPLEMENTS = {
    "en": regex.compile(r"\s(?:of|for|in|on|to|against|without)\s.*$"),
    "pt": regex.compile(r"\s(?:d[aeo]s?|em|n[ao]s?|para|com|sem|contra)\s.*$"),
}
# endings of singulars and their plurals, of which the first that fits holds
PLURALS = {
    "en": (
        *(
            ("human", "humans"),
            ("man", "men"),
            ("ay", "ays"),
            ("ey", "eys"),
            ("oy", "oys"),
            ("uy", "uys"),
            ("y", "ies"),
        ),
        *(("s", "ses"), ("x", "xes"), ("ch", "ches"), ("sh", "shes"), ("", "s")),
    ),
    "pt": (
        *(("ão", "ões"), ("m", "ns"), ("al", "ais"), ("el", "éis"), ("ol", "óis"), ("ul", "uis"), ("il", "is")),
        *(("r", "res"), ("z", "zes"), ("s", "ses"), ("", "s")),
    ),
}


def inflected_forms(term: str, language: str) -> list[tuple[str, str]]:
    """Return the inflected forms of a noun or of a noun phrase, each with its tag, without the term itself.

    Ukrainian and Russian forms are those of pymorphy3, by case and number: adjectives agree with the first noun, both
    parts of a compound with a hyphen and the parts of a name are inflected, and other words behind the noun stay as
    they are. A Portuguese phrase gets its plural by rule, up to the first preposition.

    Parameters
    ----------
    term : str
        Dictionary form: nominative singular.
    language : {"uk", "ru", "pt"}
        Language of the term.

    Returns
    -------
    list of (str, str)
        Pairs of a tag, `variant` or `plural`, and a form. Empty if no noun of the term is known. Names have no plural.

    Raises
    ------
    BadInput
        If the language has no inflection here, or pymorphy3 is not installed.

    Examples
    --------
    >>> inflected_forms("estado terrorista", "pt"), inflected_forms("ditador do Kremlin", "pt")
    ([('plural', 'estados terroristas')], [('plural', 'ditadores do Kremlin')])
    """
    if language not in INFLECTED:
        raise BadInput(f"No inflected forms are known for the language '{language}'; expected one of uk, ru, pt.")
    if language == "pt":
        head = COMPLEMENTS[language].sub("", term)
        return [("plural", plural_of(term, language))] if head.islower() else []
    tags: dict[str, str] = {}
    for tag, form in _declined(term.split(), _analyser(language)):
        tags.setdefault(form, tag)
    return [(tag, form) for form, tag in tags.items() if form != term]


def in_latin(term: str) -> str:
    """Write a term in small Latin letters without accents.

    >>> in_latin("держава-терорист"), in_latin("Rússia")
    ('derzhava-teroryst', 'russia')
    """
    return ACCENT.sub("", unicodedata.normalize("NFKD", term.lower().translate(LATIN)))


def plural_of(phrase: str, language: str = "en") -> str:
    """Return the regular plural of an English or Portuguese noun phrase; Portuguese adjectives agree.

    >>> plural_of("strongman"), plural_of("head of state"), plural_of("estado terrorista", "pt")
    ('strongmen', 'heads of state', 'estados terroristas')
    """
    head = COMPLEMENTS[language].sub("", phrase)
    words = head.split()
    singular = range(len(words)) if language == "pt" else [len(words) - 1]
    for place in singular:
        ending, plural = next(pair for pair in PLURALS[language] if words[place].endswith(pair[0]))
        words[place] = words[place].removesuffix(ending) + plural
    return " ".join(words) + phrase[len(head) :]


def singular_of(phrase: str) -> str:
    """Return the singular of a regular English plural; another phrase stays as it is.

    >>> singular_of("illegal immigrants"), singular_of("heads of state"), singular_of("boss")
    ('illegal immigrant', 'head of state', 'boss')
    """
    head = COMPLEMENTS["en"].sub("", phrase)
    ones = (head.removesuffix(plural) + ending for ending, plural in PLURALS["en"] if head.endswith(plural))
    return next((one for one in ones if plural_of(one) == head), head) + phrase[len(head) :]


def _declined(words: list[str], analyser: Any) -> Iterator[tuple[str, str]]:
    """Yield the forms of a phrase by number and case."""
    readings = [_readings(word, analyser) for word in words]
    head = next((place for place, parts in enumerate(readings) if parts and parts[0].tag.POS == "NOUN"), None)
    if head is None:
        return
    last = head
    while words[head][0].isupper() and last + 1 < len(words) and words[last + 1][0].isupper() and readings[last + 1]:
        last += 1  # "Володимир Путін"
    noun = set(readings[head][0].tag.grammemes)
    numbers = NUMBERS[1:] if "plur" in noun else NUMBERS[:1] if words[head][0].isupper() else NUMBERS
    for number, case in product(numbers, ("nomn", *CASES)):
        forms = [_forms(readings[place], words[place], case, number, noun) for place in range(last + 1)]
        for form in product(*forms):
            yield "variant" if number == numbers[0] else "plural", " ".join([*form, *words[last + 1 :]])


def _readings(word: str, analyser: Any) -> list[Any]:
    """Return the likeliest reading of a word as a dictionary form, or of both parts of a compound; none if it is none.

    The feminine of an adjective is one too; of a noun the Ukrainian dictionary marks not every nominative.
    """
    parts = word.split("-") if all(map(analyser.word_is_known, word.split("-"))) else [word]
    found = []
    for part in parts:
        readings = [one for one in analyser.parse(part) if one.tag.POS in ("NOUN", "ADJF")]
        named = [one for one in readings if one.normal_form == part.lower() or "nomn" in one.tag.grammemes]
        if not named:
            return []
        animate = [one for one in named if "anim" in one.tag.grammemes and part[0].isupper()]
        found.append([*animate, *named][0])
    return found


def _forms(parts: list[Any], word: str, case: str, number: str, noun: set[str]) -> list[str]:
    """Return the forms of a word beside a noun, written as the word is; several where the language has several."""
    of_parts = []
    for part in parts:
        genders = GENDERS & (noun if part.tag.POS == "ADJF" else set(part.tag.grammemes))
        found = [
            form.word
            for form in part.lexeme
            if case in form.tag.grammemes
            and (len(parts) > 1 or _is_new(form.tag.grammemes, case, number))
            and _fits(set(form.tag.grammemes), number, genders)
        ]
        of_parts.append(dict.fromkeys(found))
    return [_written_as(word, "-".join(form)) for form in product(*of_parts)]


def _is_new(form: frozenset[str], case: str, number: str) -> bool:
    """Check that a form is no accusative that is a nominative or genitive too: only feminine singulars have others."""
    return case != "accs" or (number == "sing" and "femn" in form)


def _fits(form: set[str], number: str, genders: set[str]) -> bool:
    """Check the number and gender of a form; the Ukrainian dictionary marks plurals only."""
    is_plural = "plur" in form
    return is_plural == (number == "plur") and not form & SELDOM and (is_plural or form & GENDERS <= genders)


def _written_as(word: str, form: str) -> str:
    return form.upper() if word.isupper() and len(word) > 1 else form.capitalize() if word[0].isupper() else form


@cache
def _analyser(language: str) -> Any:
    """Load the analyser of a language once; its dictionary is a package of its own."""
    if find_spec("pymorphy3") is None or find_spec(f"pymorphy3_dicts_{language}") is None:
        raise BadInput(
            "Inflected forms of Ukrainian and Russian need pymorphy3 and its dictionaries. Install them: "
            "pip install 'framing[languages]'; or write the forms into the column forms."
        )
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang=language)
