"""Read and check a lexicon: terms with their forms, loaded terms paired with neutral wordings, a reason in each row."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pandas as pd
import regex

from framing.corpus import ENGLISH, base_of
from framing.display import card
from framing.errors import BadInput, did_you_mean
from framing.lexicon.inflection import COMPLEMENTS, in_latin, inflected_forms, plural_of, singular_of
from framing.lexicon.strings import StringMatcher
from framing.schema import LEXICON
from framing.tables import all_of, read_csv, refuse_broken, rows, validate

OMIT = "(omit)"
SHORT = {"term", "form", "target"}  # columns of the short form
LATER = ("target_kind", "placebo")  # columns that the first lexicons did not have
UNSEEN = ("trap", "placebo")  # forms of rows that name nobody
NOUN_TAGS = ("plural", "possessive", "adjective", "variant")
VERB_TAGS = ("third", "past", "participle", "gerund", "variant")
AGENT = regex.compile(r"(?!(?:power|order|matter|paper|center|border|slaughter|leader)s?$)\w{3,}(?:er|or|ist|ee)s?")
PLACEHOLDER = regex.compile(r"<([^<>]+)>")
MISJOINED = regex.compile(
    r"[;=|\n\t：；＝]|\s/\s|\b(?:plural|possessive|adjective|variant|third|past|participle|gerund):"
)


@dataclass(frozen=True)
class Lexicon:
    """Store the terms of a study.

    Parameters
    ----------
    terms : DataFrame
        One row per term, with the columns of the table `lexicon`.

    Examples
    --------
    >>> import framing as fr
    >>> fr.demo().lexicon.targets[:2]
    ['tresk', 'oldane']
    """

    terms: pd.DataFrame

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        loaded = int((self.terms["form"] == "loaded").sum())
        pairs = f"{loaded} loaded terms, {len(self.pairs)} pairs with neutral wording"
        return f"Lexicon {self.version}: {pairs}, targets {', '.join(self.targets)}"

    def _repr_html_(self) -> str:
        forms = [name for name in ("loaded", "neutral", *UNSEEN) if (self.terms["form"] == name).any()]
        counts = self.terms.groupby(["kind", "target", "form"], sort=False).size().unstack("form", fill_value=0)[forms]
        facts = {"terms": len(self), "pairs with neutral wording": len(self.pairs), "SHA-256": self.sha256[:12]}
        return card(f"Lexicon {self.version}", facts, counts.reset_index())

    @cached_property
    def version(self) -> str:
        """Highest value of `since`; any change of a row raises it."""
        return (
            max(
                self.terms["since"], key=lambda since: tuple(int(part) for part in since.split(".") if part), default=""
            )
            or "0.0.0"
        )

    @cached_property
    def sha256(self) -> str:
        """Hash of the terms, independent of the order of rows and columns."""
        columns = [name for name in LEXICON.columns if name in self.terms and self._says_something(name)]
        plain = self.terms.sort_values("term_id")[columns].to_csv(index=False, lineterminator="\n")
        return hashlib.sha256(plain.encode()).hexdigest()

    def _says_something(self, column: str) -> bool:
        """Check that a column came with a lexicon; an empty later column must not change the hash of older ones."""
        return column not in LATER or bool((self.terms[column] != "").any())

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """Row of each term by term_id."""
        return {row.term_id: row for row in rows(self.terms)}

    @cached_property
    def targets(self) -> list[str]:
        """Targets of naming terms, in file order."""
        return list(dict.fromkeys(self.terms.loc[self.terms["kind"] == "naming", "target"]))

    @cached_property
    def target_kinds(self) -> dict[str, str]:
        """Kind of each target: the column `target_kind`, or what its names say.

        A state has an adjective in capitals (Galvoran); a class of people has no proper name of one person or thing,
        and a noun for people; a thing with an article before its name, or without a name, is an organisation or event.
        """
        naming = self.terms[(self.terms["kind"] == "naming") & ~self.terms["form"].isin(UNSEEN)]
        return {target: _kind_of(naming[naming["target"] == target]) for target in self.targets}

    @property
    def pairs(self) -> pd.DataFrame:
        """Term pairs: pair_id, loaded, neutral (term_ids; `(omit)` if the word is dropped), target, kind."""
        loaded = self.terms[self.terms["form"] == "loaded"]
        pairs = [
            (f"{row.term_id}~{neutral.strip('()')}", row.term_id, neutral, row.target, row.kind)
            for row in rows(loaded)
            for neutral in row.neutral.split()
        ]
        return pd.DataFrame(pairs, columns=["pair_id", "loaded", "neutral", "target", "kind"], dtype="str")

    @property
    def placebos(self) -> pd.DataFrame:
        """Matched placebos: pair_id, loaded, placebo (term_ids), target."""
        matched = self.terms[self.terms["placebo"] != ""]
        return pd.DataFrame(
            {
                "pair_id": matched["term_id"] + "~" + matched["placebo"],
                "loaded": matched["term_id"],
                "placebo": matched["placebo"],
                "target": matched["target"],
            },
            dtype="str",
        ).reset_index(drop=True)

    def only(self, rows: pd.Series[bool]) -> Lexicon:
        """Return the lexicon of selected rows.

        Parameters
        ----------
        rows : Series of bool
            True for rows to keep. Neutral wordings, traps and placebos are needed in every selection.
        """
        return Lexicon(self.terms[rows].reset_index(drop=True))

    def surfaces(self) -> tuple[tuple[str, str, str], ...]:
        """Return (term_id, tag, string) of every form of every term; the dictionary form has the tag `base`.

        Placebos are left out: nothing looks for them.
        """
        return self._surfaces

    @cached_property
    def _surfaces(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (row.term_id, tag, form)
            for row in rows(self.terms[self.terms["form"] != "placebo"])
            for tag, form in (("base", row.term), *forms_of(row.forms))
        )


def _kind_of(terms: pd.DataFrame) -> str:
    """Return the kind of a target by its naming terms."""
    given = [kind for kind in terms["target_kind"] if kind]
    if given:
        return str(given[0])
    table = list(rows(terms))
    names = [
        row
        for row in table
        if row.form == "neutral" and row.noun == "name" and any(letter.isupper() for letter in row.term)
    ]
    if any(
        tag == "adjective" and form[:1].isupper() and row.form == "neutral" and row.noun == "name"
        for row in table
        for tag, form in forms_of(row.forms)
    ):
        return "state"
    nouns = [
        form for row in table if row.noun != "name" for form in (row.term, *(one for _, one in forms_of(row.forms)))
    ]
    is_people = any(map(names_people, nouns))
    if is_people and all(map(_is_of_many, names)) and not any(row.beside for row in table):
        return "class"
    if not names:
        return "person" if is_people else "event"
    has_article = any(row.noun == "name" and row.article == "the" for row in table)
    return "organisation" if has_article and not is_people else "person"


def _is_of_many(row: Any) -> bool:
    """Check that a name is one of many, as Dreamers is: it has a plural, is one, or ends with a noun for people."""
    forms = forms_of(row.forms)
    is_plural = row.term.endswith("s") and not any(" " in form for _, form in forms)
    return is_plural or any(tag == "plural" for tag, _ in forms) or names_people(row.term)


def names_people(form: str) -> bool:
    """Check that a form ends with a noun for people: one of the list, or one that names who does something."""
    last = form.lower().split()[-1]
    return last in words("person") or AGENT.fullmatch(last) is not None


@cache
def words(*kinds: str) -> frozenset[str]:
    """Return the English words of some kinds, such as nouns for people or for rulers, in lower case.

    >>> "students" in words("person"), "chancellor" in words("ruler", "role")
    (True, True)
    """
    with as_file(files("framing.lexicon") / "words.csv") as path:
        table = read_csv(path)
    return frozenset(word for row in rows(table) if row.kind in kinds for word in row.words.split())


@cache
def countries() -> StringMatcher[str]:
    """Return a matcher of the names of countries, their adjectives and capitals; the meaning is the country."""
    named = [(one.country, (one.country, *one.adjectives.split("; "), one.capital)) for one in _table_of_countries()]
    return StringMatcher({form: country for country, forms in named for form in forms if form})


@cache
def _table_of_countries() -> list[Any]:
    """Read the countries with their adjectives, capital and stems in Ukrainian, Russian and Portuguese."""
    with as_file(files("framing.lexicon") / "countries.csv") as path:
        return list(rows(read_csv(path)))


@cache
def _stems() -> dict[str, str]:
    return {stem: one.country for one in _table_of_countries() for stem in one.stems.split("; ")}


def country_of(word: str) -> str:
    """Return the country that a Ukrainian, Russian or Portuguese word is of, by its first letters; empty if none.

    >>> country_of("білоруського"), country_of("bielorrusso"), country_of("місцевий")
    ('Belarus', 'Belarus', '')
    """
    stems, lower = _stems(), word.lower()
    return next((stems[lower[:end]] for end in range(len(lower), 1, -1) if lower[:end] in stems), "")


def is_country(name: str) -> bool:
    """Check whether a name is that of a country, an adjective of one or a capital."""
    return any(match.end - match.start == len(name) for match in countries().find(name))


@cache
def capitals() -> frozenset[str]:
    """Return the names of capitals."""
    return frozenset(one.capital for one in _table_of_countries())


@cache
def nationalities() -> frozenset[str]:
    """Return the adjectives of countries."""
    return frozenset(form for one in _table_of_countries() for form in one.adjectives.split("; "))


@cache
def _spellings() -> list[dict[str, regex.Pattern[str]]]:
    """Read the spellings of one name, each with its pattern: a whole word or an ending."""
    with as_file(files("framing.lexicon") / "spellings.csv") as path:
        table = read_csv(path)
    return [
        {
            spelling: regex.compile(rf"\b{spelling}\b" if row.place == "word" else rf"(?<=\w){spelling}\b")
            for spelling in (row.spelling, *row.others.split())
        }
        for row in rows(table)
    ]


def spelled(surface: str) -> Iterator[str]:
    """Yield a form in its other spellings.

    >>> list(spelled("Ada Berensky"))
    ['Ada Berenskyy', 'Ada Berenskiy', 'Ada Berenskii', 'Ada Berenski', 'Ada Berenskyi']
    """
    for spellings in _spellings():
        own = next((pattern for pattern in spellings.values() if pattern.search(surface)), None)
        if own:
            yield from (own.sub(other, surface) for other in spellings if not own.search(f"x{other}"))


def forms_of(forms: str) -> list[tuple[str, str]]:
    """Split the column `forms` into (tag, form) pairs.

    >>> forms_of("plural=dictators; adjective=dictatorial")
    [('plural', 'dictators'), ('adjective', 'dictatorial')]
    """
    pieces = [piece.partition("=") for piece in forms.split(";") if piece.strip()]
    return [(tag.strip(), form.strip()) for tag, _, form in pieces]


def read_lexicon(source: str | Path | pd.DataFrame) -> Lexicon:
    """Read a lexicon and check that every loaded term has a neutral wording.

    Parameters
    ----------
    source : str, Path or DataFrame
        CSV file or table with the columns term_id, term, form (loaded, neutral, trap, placebo), target, kind (naming,
        verb, modifier, metaphor) and, for loaded rows, neutral: term_ids of neutral rows, or ``(omit)`` if the word can
        be dropped. Further columns of the table `lexicon` are optional. Without the column term_id it is the short
        form: term, form, target and neutral (terms, separated by semicolons); `in_full` guesses the other columns.

    Returns
    -------
    Lexicon
        The terms in the order of the source.

    Raises
    ------
    BadInput
        If rows fail a check. The message gives line, term and the expected value of each.

    Warns
    -----
    UserWarning
        If a target has no neutral name, or a form belongs to a class of people and to another target.

    Examples
    --------
    >>> import pandas as pd
    >>> read_lexicon(pd.DataFrame({
    ...     "term_id": ["tyrant", "king"], "term": ["tyrant", "King Ruk"], "form": ["loaded", "neutral"],
    ...     "target": "Ruk", "kind": "naming", "noun": ["epithet", "name"], "neutral": ["king", ""]}))
    Lexicon 0.0.0: 1 loaded terms, 1 pairs with neutral wording, targets Ruk
    """
    where = "lexicon" if isinstance(source, pd.DataFrame) else str(source)
    frame = source if isinstance(source, pd.DataFrame) else read_csv(Path(source))
    frame = frame if "term_id" in frame or not set(frame) >= SHORT else in_full(frame)
    optional = {name: "" for name, column in LEXICON.columns.items() if not column.required and name not in frame}
    terms = validate(validate(frame, "lexicon", where).assign(**optional), "lexicon", where)
    lexicon = Lexicon(terms)
    errors = [
        error
        for line, row in enumerate(rows(terms), start=2)
        for error in _errors_of(row, lexicon, f"{where}, line {line}, term '{row.term_id}'")
    ]
    if errors:
        raise BadInput(all_of(errors))
    _check_surfaces(lexicon, where)
    for sentence in _doubts(lexicon):
        warnings.warn(f"{where}: {sentence}", stacklevel=2)
    return lexicon


def in_full(short: pd.DataFrame) -> pd.DataFrame:
    """Complete a lexicon in the short form by guesses, to be read and corrected.

    Parameters
    ----------
    short : DataFrame
        Columns term, form, target and neutral (the terms that a loaded one replaces, separated by semicolons; empty for
        the first neutral term of its target, ``(omit)`` for a word to be dropped). Other columns are kept. Rows whose
        column language says uk, ru or pt get the inflected forms of that language (`inflected_forms`).

    Returns
    -------
    DataFrame
        The columns of the table `lexicon`. A term of the target ``other`` is a modifier, others name their target: a
        term whose noun has a capital is a name, with the adjective of a country; another neutral one is a title if it
        is an office or a ruler, else it is an epithet. A plural of people gets its singular; if both are given, they
        are one row. A loaded term replaces the first neutral one of its kind.

    Examples
    --------
    >>> short = pd.DataFrame({"term": ["tyrant", "president", "Ruk"], "form": ["loaded", "neutral", "neutral"],
    ...                       "target": "Ruk", "neutral": ["president", "", ""]})
    >>> in_full(short)[["term_id", "kind", "noun", "forms", "neutral"]].values.tolist()[0]
    ['tyrant', 'naming', 'epithet', 'plural=tyrants', 'president']
    """
    refuse_broken(short, "lexicon")
    table = short.astype("str").reset_index(drop=True)
    table = table.assign(**{name: "" for name in LEXICON.columns if name not in table})
    asked = table["term"].str.casefold()
    table["term"] = [_as_singular(row) for row in rows(table)]
    twice = table.duplicated(["term", "form", "target"])
    table, alike = table[~twice].reset_index(drop=True), table[["target", "term", "form"]]
    slugs = table["term"].map(lambda term: regex.sub(r"[^a-z0-9]+", "-", in_latin(term)).strip("-") or "term")
    again = slugs.duplicated(keep=False)
    targets = table["target"].map(lambda target: regex.sub(r"[^a-z0-9]+", "-", target.lower()).strip("-"))
    ids = slugs.where(~again, targets + "-" + slugs)
    table["term_id"] = ids.where(~ids.duplicated(), ids + "-" + table.index.astype("str"))
    guesses = [_guess(row) for row in rows(table)]
    for name in ("kind", "noun", "article", "forms"):
        table[name] = [given or guess[name] for given, guess in zip(table[name], guesses, strict=True)]
    ids_of = table.set_index(["target", "term", "form"])["term_id"]
    known = {(row.target, row.term.casefold()): row.term_id for row in rows(table)}
    known |= {
        (row.target, term): ids_of[row.target, row.term, row.form] for row, term in zip(rows(alike), asked, strict=True)
    }
    neutral = table[table["form"] == "neutral"].drop_duplicates("target").set_index("target")["term_id"]
    table["neutral"] = [
        " ".join(
            OMIT if one.strip() == OMIT else known.get((row.target, one.strip().casefold()), one.strip())
            for one in (row.neutral or neutral.get(row.target, OMIT)).split(";")
        )
        if row.form == "loaded"
        else ""
        for row in rows(table)
    ]
    return table


def _as_singular(row: Any) -> str:
    """Return the singular of an English noun for people that is given in the plural, else the term."""
    one = singular_of(row.term) if base_of(getattr(row, "language", "")) in ("", ENGLISH) else row.term
    return one if one != row.term and row.target != "other" and names_people(one) else row.term


def _guess(row: Any) -> dict[str, str]:
    """Guess kind, noun, article and forms of a term."""
    if row.target == "other":
        return {"kind": "modifier", "noun": "", "article": "", "forms": ""}
    language = base_of(getattr(row, "language", ""))
    if language not in ("", ENGLISH):
        noun = "name" if row.term[0].isupper() else "title" if row.form == "neutral" else "epithet"
        forms = "; ".join(f"{tag}={form}" for tag, form in inflected_forms(row.term, language))
        return {"kind": "naming", "noun": noun, "article": "none", "forms": forms}
    head = COMPLEMENTS[ENGLISH].sub("", row.term).split()[-1]
    is_name = any(letter.isupper() for letter in head)
    office = head.lower() in words("office", "ruler", "role")
    noun = "name" if is_name else "title" if office and row.form == "neutral" else "epithet"
    adjectives = next((one.adjectives for one in _table_of_countries() if one.country == row.term), "")
    forms = f"adjective={adjectives.split('; ')[0]}" if adjectives else ""
    if not is_name and singular_of(row.term) == row.term:
        forms = f"plural={plural_of(row.term)}"
    return {"kind": "naming", "noun": noun, "article": "none" if is_name else "the", "forms": forms}


def _errors_of(row: Any, lexicon: Lexicon, place: str) -> Iterator[str]:
    """Yield what is wrong with a row."""
    checks: tuple[Callable[[], None], ...] = (
        partial(_check_noun, row, place),
        partial(_check_neutral, row, lexicon, place),
        partial(_check_placebo, row, lexicon, place),
        partial(_check_forms, row, lexicon.targets, place),
    )
    for check in checks:
        try:
            check()
        except BadInput as error:
            yield str(error)


def _doubts(lexicon: Lexicon) -> Iterator[str]:
    """Yield what a reader of the lexicon should know: targets without a neutral name, and strings of two targets."""
    naming = lexicon.terms[lexicon.terms["kind"] == "naming"]
    for target in lexicon.targets:
        if not ((naming["target"] == target) & (naming["form"] == "neutral")).any():
            yield (
                f"the target '{target}' has no neutral name, so that every slot is loaded and its naming rate is 1. "
                "Add a row of kind naming and form neutral."
            )
    classes = {target for target, kind in lexicon.target_kinds.items() if kind == "class"}
    first: dict[str, Any] = {}
    for term_id, tag, surface in lexicon.surfaces():
        row = lexicon.by_id[term_id]
        if row.kind != "naming" or row.form == "trap" or tag == "adjective":
            continue
        other = first.setdefault(surface.casefold(), row)
        if other.target != row.target and (classes & {row.target, other.target} or "name" == row.noun == other.noun):
            yield (
                f"the form '{surface}' belongs to the targets '{other.target}' and '{row.target}', so that one phrase "
                "may be a slot of both. Remove it from one of them."
            )


def _check_noun(row: Any, place: str) -> None:
    if row.kind == "naming" and row.form != "trap" and not row.noun:
        raise BadInput(
            f"{place}: the column 'noun' of a naming term is empty. Enter name, metonym, title (names the target only "
            "together with its name or country) or epithet."
        )


def _check_neutral(row: Any, lexicon: Lexicon, place: str) -> None:
    if row.form != "loaded":
        if row.neutral:
            raise BadInput(
                f"{place}: only loaded rows have a neutral wording; this row is {row.form}. Clear its column 'neutral'."
            )
        return
    if not row.neutral:
        raise BadInput(
            f"{place}: a loaded row needs a neutral wording. Enter the term_id of a neutral row in the column "
            f"'neutral', or {OMIT} if the word can be dropped."
        )
    for neutral in row.neutral.split():
        if neutral == OMIT:
            continue
        if neutral not in lexicon.by_id:
            raise BadInput(
                f"{place}: the neutral wording '{neutral}' is not a term_id of this lexicon; "
                f"{did_you_mean(neutral, lexicon.by_id)}"
            )
        other = lexicon.by_id[neutral]
        targets = {row.target} if row.kind == "naming" else {row.target, "other"}
        if other.form != "neutral" or other.target not in targets:
            expected = f"a neutral term of target {' or '.join(sorted(targets))}"
            raise BadInput(
                f"{place}: the neutral wording '{neutral}' is a {other.form} term of target {other.target}; "
                f"expected {expected}."
            )


def _check_placebo(row: Any, lexicon: Lexicon, place: str) -> None:
    if not row.placebo:
        return
    if (row.form, row.kind) != ("loaded", "naming"):
        raise BadInput(f"{place}: only loaded names have a placebo. Clear its column 'placebo'.")
    other = lexicon.by_id.get(row.placebo)
    if other is None or (other.form, other.kind, other.target) != ("placebo", "naming", row.target):
        known = [one for one, each in lexicon.by_id.items() if (each.form, each.target) == ("placebo", row.target)]
        raise BadInput(
            f"{place}: the placebo '{row.placebo}' is not the term_id of a placebo of target {row.target}; "
            f"{did_you_mean(row.placebo, known) if known else 'add a row of kind naming and form placebo'}"
        )


def _check_forms(row: Any, targets: list[str], place: str) -> None:
    tags = VERB_TAGS if row.kind == "verb" else (*NOUN_TAGS, *VERB_TAGS) if row.kind == "metaphor" else NOUN_TAGS
    for tag, form in forms_of(row.forms):
        if tag not in tags or not form:
            raise BadInput(
                f"{place}, forms '{tag}={form}': expected tag=form, where the tag is one of {', '.join(tags)}."
            )
        if _is_several(tag, form, row.term):
            raise BadInput(
                f"{place}, forms '{tag}={form}': no text has this form. Write one form after each tag, and separate "
                f"them by semicolons: {_separated(tag, form)}"
            )
    if _is_several("variant", row.term, row.term):
        raise BadInput(f"{place}: no text has the term '{row.term}'. Write one term per row, and its forms in 'forms'.")
    for _, form in [("base", row.term), *forms_of(row.forms)]:
        for target in PLACEHOLDER.findall(form):
            if target not in targets:
                raise BadInput(
                    f"{place}, form '{form}': <{target}> is not a target of this lexicon; "
                    f"{did_you_mean(target, targets)}"
                )
    for alternatives in row.beside.split():
        for target in alternatives.split("|"):
            if target not in targets:
                raise BadInput(
                    f"{place}, beside '{row.beside}': '{target}' is not a target of this lexicon; "
                    f"{did_you_mean(target, targets)}"
                )


def _is_several(tag: str, form: str, term: str) -> bool:
    """Return whether a form is several, parted by other signs: "One Belt, One Road" is one, "Ada Ruk, A. Ruk" is not.

    >>> _is_several("variant", "One Belt, One Road", "Belt and Road"), _is_several("variant", "Ada Ruk, A. Ruk", "Ruk")
    (False, True)
    """
    pieces = form.split(",")
    again = sum(term.casefold() in piece.casefold() for piece in pieces) > 1
    return bool(MISJOINED.search(form)) or (len(pieces) > 1 and (tag != "variant" or again))


def _separated(tag: str, form: str) -> str:
    """Return the forms that were meant, each with its tag.

    >>> _separated("plural", "dictators, adjective=dictatorial"), _separated("variant", "Ada Ruk | A. Ruk")
    ('plural=dictators; adjective=dictatorial', 'variant=Ada Ruk; variant=A. Ruk')
    """
    pieces = regex.split(r"[,|\n\t；]|\s/\s|\s(?=\p{L}+\s*[:：=＝])", form)
    tagged = (regex.sub(r"^(\w+)\s*[:：＝=]\s*", r"\1=", piece.strip()) for piece in pieces if piece.strip())
    return "; ".join(one if "=" in one else f"{tag}={one}" for one in tagged)


def _check_surfaces(lexicon: Lexicon, where: str) -> None:
    """Refuse a string that belongs to two terms of one target and kind, because the count would depend on row order."""
    first: dict[tuple[str, str], str] = {}
    for term_id, _, surface in lexicon.surfaces():
        row = lexicon.by_id[term_id]
        group = f"names of {row.target}" if row.kind == "naming" else "evaluative words"
        other = first.setdefault((group, surface.casefold()), term_id)
        if other != term_id:
            raise BadInput(
                f"{where}, line {row.Index + 2}, term '{term_id}': the form '{surface}' already belongs to term "
                f"'{other}' ({group}). Remove it from one of them."
            )
