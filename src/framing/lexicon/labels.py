"""Find who gives a label: "Berg called him a tyrant", "he is seen by many as an ally", "she denied that he is a spy".

The predicates, the verbs that govern them and the phrases for a point of view are in labels.csv, each with an example,
and the closed classes of words in words.csv; the word orders here are those of English. A label is judged from
its phrase: the words between a predicate and the phrase must be what the predicate needs (the one who is labelled,
"as", a determiner). A word that merely follows such a verb ("called a meeting of the regime") is no label.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd
import regex

from framing.attribution import cue_pattern, plain_marks, short_name, subject_of_sentence
from framing.corpus import Corpus
from framing.lexicon.predication import (
    MARKS,
    MOST_MODIFIERS,
    MOST_WORDS_BACK,
    NO_NOUNS,
    STOPS,
    Sentence,
    Span,
    Status,
    Verb,
    read_predicates,
    reporting,
    viewpoint,
)
from framing.lexicon.terms import words
from framing.schema import LABELLINGS
from framing.tables import check_known, rows, validate

Given = tuple[Span | None, Status, bool, Span | None]  # and who is labelled

LONGEST_CONTEXT = 600  # code points on each side of a label; longer "sentences" have no full stops
MOST_SENTENCES_BACK = 3  # from a pronoun to its name
FARTHEST_NAME = 20_000  # code points before a surname, to find the full name
NAME = r"\p{Lu}(?:[\p{L}\p{M}'’-]+|\.)"
LINKS = ("as being", "of being", "of having been", "of acting as", "to be", "as", "to")
FITTING = {"noun": {"", "to be"}, "as": {"as", "as being"}, "of being": {*LINKS[1:4]}, "to": {"to"}, "be": {"to be"}}


@dataclass(frozen=True)
class Labelling:
    """Store who gives a label to whom; spans are those of the article's text.

    Parameters
    ----------
    predicate : str
        Dictionary form of the verb or phrase that gives the label.
    cue : (int, int)
        Span of that verb or phrase.
    label : (int, int)
        Span of the label, from its determiner.
    labeller : (int, int) or None
        Span of the phrase that names who gives the label; None if the text names no one.
    labelled : (int, int) or None
        Span of the phrase that names who gets it.
    status : {"stated", "denied", "questioned", "hypothetical"}
        Whether the labeller gives the label, denies or questions it, or only might give it.
    by_author : bool, default False
        Whether the author speaks: "we call", "can only be called", a question in own words.
    """

    predicate: str
    cue: Span
    label: Span
    labeller: Span | None
    labelled: Span | None
    status: Status
    by_author: bool = False


def find_labellings(occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Find who gives each loaded or neutral name as a label: who called whom what.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    sentences : DataFrame
        Sentence table of `split_sentences` or `find_voice`.
    corpus : Corpus
        The articles with their texts.

    Returns
    -------
    DataFrame
        One row per naming slot that somebody gives as a label, with the columns of the table `labellings`. labeller is
        a short name as in the text ("many", "he"), empty if the text names no one; name is the person meant by "he" or
        "she", and the full name for a surname, where the text before gives it. status: the label is stated, denied
        ("refused to call"), questioned ("asked whether") or hypothetical ("may call"). stratum: that of the occurrence;
        `own` if the author gives the label ("we call"). Names of an unresolved person are left out.

    Raises
    ------
    BadInput
        If the occurrences do not belong to the sentences.
    TextNotAvailable
        If the text of an article is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> import framing as fr
    >>> lexicon = fr.read_lexicon(pd.DataFrame({
    ...     "term_id": ["tyrant", "ruk"], "term": ["tyrant", "Ruk"], "form": ["loaded", "neutral"],
    ...     "target": "Ruk", "kind": "naming", "noun": ["epithet", "name"], "neutral": ["ruk", ""]}))
    >>> text = "Anna Zel called Ruk a tyrant. Zel later refused to call Ruk “a tyrant”."
    >>> corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    >>> sentences = fr.split_sentences(corpus)
    >>> found = fr.find_labellings(fr.find_occurrences(sentences, corpus, lexicon=lexicon), sentences, corpus)
    >>> found[["name", "predicate", "labelled", "status", "stratum"]].values.tolist()
    [['Anna Zel', 'call', 'Ruk', 'stated', 'paraphrase'], ['Anna Zel', 'call', 'Ruk', 'denied', 'quotation']]
    """
    check_known(occurrences, "sentence_id", sentences["sentence_id"], "occurrences")
    naming = occurrences[(occurrences["kind"] == "naming") & (occurrences["reference"] != "unresolved")]
    bounds = {row.sentence_id: (row.start, row.end) for row in rows(sentences)}
    of_sentences = sentences.groupby("article_id")["sentence_id"]
    found: list[tuple[Any, ...]] = []
    for article_id, of_article in naming.groupby("article_id", sort=False):
        text = plain_marks(corpus.text(str(article_id)))
        spans = sorted(bounds[name] for name in of_sentences.get_group(article_id))
        for row in rows(of_article):
            labelling = label_of(text, *bounds[row.sentence_id], row.start, row.end)
            if labelling:
                number = bisect_right(spans, bounds[row.sentence_id])
                found.append(_row_of(text, row, labelling, spans[max(0, number - MOST_SENTENCES_BACK) : number]))
    return validate(pd.DataFrame(found, columns=list(LABELLINGS.columns)), "labellings", "labellings")


def _row_of(text: str, row: Any, found: Labelling, before: list[Span]) -> tuple[Any, ...]:
    labeller, labelled = (short_name(text[slice(*span)]) if span else "" for span in (found.labeller, found.labelled))
    name = _name_of(labeller, text, found.labeller[0], before) if found.labeller else ""
    return (
        row.occurrence_id,
        row.sentence_id,
        row.article_id,
        row.term_id,
        row.form,
        row.target,
        found.predicate,
        *found.cue,
        labeller,
        *(found.labeller or (None, None)),
        name,
        labelled,
        *(found.labelled or (None, None)),
        found.status,
        row.stratum,
    )


def _name_of(labeller: str, text: str, place: int, sentences: list[Span]) -> str:
    """Return the labeller with "he" and "she" resolved to the subject before, and with the full name for a surname."""
    if labeller.lower() in {"he", "she"}:
        clauses = (text[start : min(end, place)] for start, end in reversed(sentences))
        subjects = ((clause, subject_of_sentence(clause)) for clause in clauses)
        names = (short_name(clause[slice(*found.span)]) for clause, found in subjects if found)
        labeller = next((name for name in names if _is_person(name)), labeller)
    first = labeller.partition(" ")[0].lower()
    is_common = first in words(*NO_NOUNS, "nobody", "quantity", "plural") or cue_pattern("role", "critic").fullmatch(
        first
    )
    if is_common and place == sentences[-1][0]:  # "Critics" at the start are the "critics" of other sentences
        return labeller[:1].lower() + labeller[1:]
    if not regex.fullmatch(NAME, labeller) or not _is_person(labeller):
        return labeller
    full = regex.findall(
        rf"(?:{NAME}\s+){{1,2}}{regex.escape(labeller)}(?!\w)", text, pos=max(0, place - FARTHEST_NAME), endpos=place
    )
    return next((name for name in map(short_name, full) if " " in name and _is_person(name)), labeller)


def _is_person(name: str) -> bool:
    """Check that a name may be a person's: capitals only, and no word of an institution."""
    is_name = regex.fullmatch(rf"{NAME}(?:\s+{NAME}){{0,3}}", name) is not None
    return is_name and name.split()[0].lower() not in words(*NO_NOUNS) and not cue_pattern("organ").search(name)


def label_of(text: str, sentence_start: int, sentence_end: int, slot_start: int, slot_end: int) -> Labelling | None:
    """Return the labelling that governs a phrase, or None if nobody gives it as a label.

    Parameters
    ----------
    text : str
        The whole article.
    sentence_start, sentence_end : int
        Span of the sentence.
    slot_start, slot_end : int
        Span of the phrase, such as "a tyrant".

    Examples
    --------
    >>> text = "Anna Berg once called him a tyrant."
    >>> found = label_of(text, 0, len(text), 26, 34)
    >>> found.predicate, text[slice(*found.labeller)], text[slice(*found.labelled)], found.status
    ('call', 'Anna Berg', 'him', 'stated')
    """
    is_long = sentence_end - sentence_start > 2 * LONGEST_CONTEXT
    start = max(sentence_start, slot_start - LONGEST_CONTEXT) if is_long else sentence_start
    end = min(sentence_end, slot_end + LONGEST_CONTEXT) if is_long else sentence_end
    sentence = _sentence_of(text[start:end])
    found = sentence.label_of(slot_start - start, slot_end - start)
    return _shifted(found, start) if found else None


def _shifted(found: Labelling, by: int) -> Labelling:
    labeller, labelled = (span and (span[0] + by, span[1] + by) for span in (found.labeller, found.labelled))
    cue, label = ((start + by, end + by) for start, end in (found.cue, found.label))
    return replace(found, cue=cue, label=label, labeller=labeller, labelled=labelled)


@lru_cache(maxsize=256)
def _sentence_of(text: str) -> _Labels:
    return _Labels(text)


class _Labels(Sentence):
    """Find the labels in one sentence."""

    @property
    def may_label(self) -> bool:
        """Whether the sentence has any word that could give a label; most have none."""
        return bool(self.predicates or self.reports or self.words[-1:] == ["?"] or viewpoint()[1].search(self.text))

    # the label

    @property
    def is_title_case(self) -> bool:
        """Whether most words have a capital, as in some headlines."""
        words = [place for place, word in enumerate(self.words) if word[0].isalpha()]
        return 2 * sum(map(self.is_name, words)) > len(words)

    def label_of(self, slot_start: int, slot_end: int) -> Labelling | None:
        """Return the labelling of the phrase at a span of the sentence."""
        inside = [index for index, span in enumerate(self.spans) if span[0] < slot_end and span[1] > slot_start]
        if not inside:
            return None
        first, end = inside[0], inside[-1] + 1
        while first < end - 1 and (self.has(first, "determiner") or self.words[first] in MARKS):
            first += 1
        if self.word(end) == "'s" or (
            self.word(end) == "'" and self.word(end - 1).endswith("s") and self.is_noun(end + 1)
        ):
            return None
        is_proper = all(map(self.is_name, range(first, end))) and not self.is_title_case
        if not self.may_label or (
            is_proper and not (self.has(first - 1, "determiner", "pronoun") or self.word(first - 1) in MARKS)
        ):
            return None
        with_determiner, bare = self.start_of_phrase(first), self.bare_start(first)
        is_marked = self.word(bare - 1) in MARKS and bare > 0
        starts = [] if with_determiner is None else [(with_determiner, True)]
        if with_determiner is None or is_marked or with_determiner < first - 1:
            starts.append((bare, is_marked))
        for start, is_delimited in starts:
            found = self.label_at(self.before_conjuncts(start), end, is_delimited=is_delimited)
            label = self.span(start, end)
            # "called Omra the Evil Empire", but not "known as the Omran League"
            is_adjacent = (
                found
                and label
                and found.labelled
                and not self.text[found.labelled[1] : label[0]].strip("".join(MARKS) + " ")
            )
            is_head = self.word(start) in {"a", "an"} and not self.is_noun(end)  # "as a Nazi"
            if found and label and (is_adjacent or is_head or not is_proper):
                return replace(found, label=label)
        return None

    def label_at(self, start: int, end: int, *, is_delimited: bool) -> Labelling | None:
        """Return the labelling of a label that starts at a token, by the nearest predicate that fits."""
        near = [one for one in self.predicates if start - 2 * MOST_WORDS_BACK <= one.end <= start]
        for verb in reversed(near):
            found = self.by_predicate(verb, start, end, is_delimited=is_delimited)
            if found:
                return found
        return self.by_clause(start, end)

    def by_predicate(self, verb: Verb, start: int, end: int, *, is_delimited: bool) -> Labelling | None:
        """Return the labelling by a predicate if the words between it and the label are what it needs."""
        begin, stop = self.inner(verb.end, start)
        link = next(
            (link for link in LINKS if self.words[max(begin, stop - link.count(" ") - 1) : stop] == link.split()), ""
        )
        frames = [name for reading in verb.readings for name in reading.frames if link in FITTING[name]]
        is_noun = verb.group == verb.start and self.word(verb.start - 1) in {
            "the",
            "a",
            "an",
            "'s",
            "his",
            "its",
            "their",
        }
        is_clause = link == "as" and self.is_clause(start, end)
        is_noun |= verb.tags == {"base"} and verb.group == verb.start and self.is_singular(verb.start - 1)
        is_likeness = link != "to" or self.word(start) in {"a", "an"}
        if not frames or is_noun or is_clause or not is_likeness:
            return None
        begin, stop = self.inner(begin, stop - len(link.split()))
        auxiliaries = [self.words[index] for index in range(verb.group, verb.start) if self.is_auxiliary(index)]
        is_passive = "participle" in verb.tags and bool(auxiliaries) and auxiliaries[-1] in words("being", "getting")
        cue, found = (verb.start, verb.end), None
        name = verb.readings[0].predicate
        if begin == stop or self.word(begin) in {"by", "among", "in"}:
            if begin < stop and not self.is_phrase(begin + 1, stop):
                return None
            agent = self.span(begin + 1, stop) if begin < stop else self.agent_behind(end)
            if is_passive:
                found = self.labelling(name, cue, self.passive(verb, agent))
            else:
                reduced = self.relative(verb, is_loose=link != "" or self.word(start) in {"a", "an"})
                reduced = reduced or self.participle(verb, agent, is_clear=bool(link or agent), start=start)
                found = self.labelling(name, cue, reduced) if reduced else None
        elif not is_passive and self.is_object(begin, stop, end, link=link, is_delimited=is_delimited):
            comma = next((place for place in range(begin + 1, stop) if self.words[place] in {",", "who"}), stop)
            found = self.labelling(name, cue, (*self.giver(verb), self.span(begin, comma)))
        denied = any(map(self.is_negation, (*range(verb.end, begin), *range(stop, start + 1))))
        return replace(found, status="denied") if found and denied else found

    def labelling(self, predicate: str, cue: Span, given: Given) -> Labelling:
        """Return a labelling from tokens; the label is filled in by `label_of`."""
        labeller, status, by_author, labelled = given
        span = self.spans[cue[0]][0], self.spans[cue[1] - 1][1]
        return Labelling(predicate, span, span, labeller, labelled, status, by_author)

    def inner(self, begin: int, stop: int) -> Span:
        """Return a stretch of tokens without adverbs and marks at its edges."""
        while begin < stop and self.is_adverb(begin):
            begin += 1
        while stop > begin and (self.is_adverb(stop - 1) or self.words[stop - 1] in MARKS):
            stop -= 1
        return begin, stop

    def is_clause(self, start: int, end: int) -> bool:
        """Check that a verb follows the phrase, so that "as" before it means while or because."""
        is_verb = (
            self.is_auxiliary(end) or self.has(end, "past") or (self.word(end).endswith("ed") and not self.is_name(end))
        )
        return is_verb and self.word(start) not in {"a", "an"}

    def is_object(self, begin: int, stop: int, end: int, *, link: str, is_delimited: bool) -> bool:
        """Check that words between predicate and label are the one who is labelled."""
        commas = [index for index in range(begin, stop) if self.words[index] == ","]
        is_inserted = bool(commas) and commas[-1] == stop - 1 and (link != "" or (is_delimited and len(commas) > 1))
        if link or is_inserted:  # an insertion may stand between commas
            is_short = stop - begin <= MOST_WORDS_BACK and STOPS.isdisjoint(self.words[begin:stop])
            return is_short and self.is_phrase(begin, commas[0] if is_inserted else stop)
        is_gerund = self.words[stop - 1].endswith("ing") and self.has(stop - 2, "preposition")
        if not self.is_phrase(begin, stop) or commas or is_gerund or self.words[begin:stop] == ["that"]:
            return False
        is_pronoun = self.has(begin, "pronoun") and not (self.has(begin, "determiner") and self.is_noun(begin + 1))
        if is_pronoun and stop - begin > 1 and self.words[begin + 1] not in {"all", "both", "else"}:
            return False
        is_article = self.has(begin, "determiner") and stop - begin > 1
        if is_delimited:
            return (
                self.has(begin, "pronoun", "determiner")
                or self.is_name(begin)
                or self.is_plural(begin)
                or self.is_plural(begin + 1)
            )
        last = stop - 1  # without an article before the label, "an Omran candidate" is one phrase
        if self.is_name(end) or self.is_plural(end):
            return False
        if self.has(last, "pronoun"):
            return not self.has(last, "determiner", "quantity") and self.words[last] != "all"
        return (self.is_name(last) and not is_article) or (
            self.is_plural(last) and (is_article or self.is_plural(end - 1))
        )

    def agent_behind(self, end: int) -> Span | None:
        """Return the phrase after "by" behind a label."""
        for index in range(end, min(end + 9, len(self.words))):
            if self.words[index] == "by":
                stop = index + 1
                while stop - index < 9 and (
                    self.is_noun(stop)
                    or self.has(stop, "determiner", "pronoun")
                    or self.word(stop) in {"of", "'s", "and", *MARKS}
                ):
                    stop += 1
                while not self.is_phrase(index + 1, stop) and stop > index + 1:
                    stop -= 1
                return self.span(index + 1, stop)
            is_end = self.words[index] in STOPS | {",", "to"} or self.is_auxiliary(index)
            if is_end or (self.has(index, "conjunction") and self.words[index] not in {"and", "or"}):
                break
        return None

    def passive(self, verb: Verb, agent: Span | None) -> Given:
        """Read "he was called": the subject is labelled; "could be called" without an agent is the author's."""
        status = self.status(verb)
        is_modal = any(self.has(index, "modal") for index in range(verb.group, verb.start))
        is_reported = "that" in self.clause_before(verb.group)
        by_author = (
            is_modal
            and agent is None
            and not is_reported
            and all(reading.stance != "official" for reading in verb.readings)
        )
        if self.word(verb.group - 1) != "to":
            return agent, status, by_author, self.subject(verb.group)
        labelled, status, _ = self.of_infinitive(verb.group - 1, status)
        return agent, status, False, labelled

    def relative(self, verb: Verb, *, is_loose: bool) -> Given | None:
        """Read "whom Berg once called", "what critics call", "the man Berg called"."""
        if verb.tags == {"gerund"}:
            return None
        for index in range(verb.group - 1, max(-1, verb.group - 10), -1):
            if self.has(index, "relative") and self.is_phrase(index + 1, verb.group):
                if (self.words[index] == "that" and not is_loose) or self.has(index - 1, "preposition"):
                    return None
                labelled = None if self.words[index].startswith("what") else self.phrase_before(index)
                return self.span(index + 1, verb.group), self.status(verb), self.has(verb.group - 1, "author"), labelled
        begin = verb.group
        while begin > 0 and self.is_name(begin - 1):
            begin -= 1
        begin -= begin == verb.group and self.word(begin - 1) in {"he", "she", "they", "critics", "many", "some"}
        is_antecedent = self.is_noun(begin - 1) and self.word(begin - 1) not in reporting()
        if is_loose and begin < verb.group and is_antecedent:
            return self.span(begin, verb.group), self.status(verb), False, self.phrase_before(begin)
        return None

    def participle(self, verb: Verb, agent: Span | None, *, is_clear: bool, start: int) -> Given | None:
        """Read "Ruk, called a tyrant by Berg," and "the man known as"; "he called the man" is no such participle."""
        is_apart = self.word(verb.start - 1) in {",", "(", "—", "–"} or len(verb.readings[0].frames) > 1
        is_clear = is_clear or (is_apart and self.word(start) in {"a", "an"})
        if "participle" not in verb.tags or self.has(verb.start - 1, "subject", "author") or not is_clear:
            return None
        index = verb.start
        while self.is_adverb(index - 1) or self.word(index - 1) in {",", "(", "—", "–"}:
            index -= 1
        return agent, "stated", False, self.phrase_before(index)

    # clauses: "denied that X is", "for Berg, X is", "Is X a …?"

    def by_clause(self, start: int, end: int) -> Labelling | None:
        """Read a label after "is" in a reported, rejected or questioned clause, or beside a point of view."""
        at = self.inner(0, start)[1]
        is_progressive = any(word.endswith("ing") for word in self.words[start : end - 1])
        if self.word(at - 1) == "as" or is_progressive or self.is_clause(start, end):
            return None
        if self.word(at - 1) == "being":
            verb = next(
                (one for one in self.verbs("control") if one.end == at - 1 and one.readings[0].stance == "denied"), None
            )
            subject = self.subject(verb.group) if verb else None
            return (
                self.labelling(verb.readings[0].predicate, (verb.start, verb.end), (subject, "denied", False, subject))
                if verb
                else None
            )
        group = start
        while group > 0 and (
            self.is_auxiliary(group - 1)
            or self.has(group - 1, "becoming")
            or self.is_adverb(group - 1)
            or self.words[group - 1] in MARKS
        ):
            group -= 1
        copulas = [
            index for index in range(group, at) if self.has(index, "being", "becoming") and self.is_auxiliary(index)
        ]
        copula = [index for index in copulas if self.words[index] != "'s" or not self.word(index + 1).endswith("ed")]
        if not copula:
            first = next(
                (index for index in range(max(0, start - 10), min(4, start)) if self.has(index, "being")), None
            )
            if (
                first is None
                or not self.is_question()
                or not self.is_phrase(first + 1, start)
                or not (self.has(start, "determiner") or end - start == 1)
            ):
                return None
            return self.labelling("be", (first, first + 1), (None, "questioned", True, self.span(first + 1, start)))
        if self.word(group - 1) == "there" or (self.word(group - 1) == "it" and self.word(end) in {"who", "that"}):
            return None
        denied = any(map(self.is_negation, range(group, start + 1)))
        found = self.by_report(group, denied=denied) or self.by_viewpoint(group, denied=denied)
        is_possible = any(self.has(index, "modal") for index in range(group, at))
        return replace(found, status="hypothetical") if found and is_possible and found.status == "stated" else found

    def by_viewpoint(self, group: int, *, denied: bool) -> Labelling | None:
        """Read "for Berg, Omra is" and "is a hero in the eyes of many"."""
        cues, pattern = viewpoint()
        view = pattern.search(self.text)
        labelled = self.subject(group) if view else None
        if view is None or labelled is None or (labelled[1] > view.start() and labelled[0] < view.end()):
            return None
        owner = regex.sub(r"(?:['’]s|(?<=s)['’])$", "", view["labeller"])
        labeller = view.start("labeller"), view.start("labeller") + len(owner)
        cue = next(cue for number, cue in enumerate(cues) if view[f"_{number}"])
        return Labelling(cue, view.span(), view.span(), labeller, labelled, "denied" if denied else "stated")

    def by_report(self, group: int, *, denied: bool) -> Labelling | None:
        """Read a clause that a verb or noun of saying reports: "denied that X is", "asked whether X is"."""
        for index in reversed([one for one in self.reports if group - MOST_WORDS_BACK <= one < group - 1]):
            begin, (name, needs_that) = index + 1, reporting()[self.words[index]]
            that = next((place for place in range(begin, group) if self.words[place] == "that"), None)
            if that is not None and (that == begin or self.is_phrase(begin, that)):
                begin = that + 1
            elif needs_that or not {",", "after", "before", "until", "since"}.isdisjoint(self.words[begin:group]):
                continue
            is_noun = self.words[index] in words("saying") and (
                self.has(index - 1, "determiner", "auxiliary")
                or name == self.words[index]
                or not self.is_subject(index)
            )
            is_attribute = self.has(index - 1, "determiner", "preposition") or self.word(index - 1) == "'s"
            if name == "tell" and begin == index + 1:  # an addressee may stand before the clause
                places = range(begin + 1, min(group, begin + MOST_MODIFIERS))
                begin = next((at for at in places if self.is_phrase(begin, at) and self.is_phrase(at, group)), begin)
            is_subject = index == 0 and self.words[index].endswith("ing")  # "declaring an emergency would be"
            if is_subject or not self.is_phrase(begin, group) or (is_attribute and self.word(index + 1) != "that"):
                continue
            near = range(index - 1, max(-1, index - 6), -1) if is_noun or name in {"whether", "if"} else ()
            verb = next((at for at in near if self.stance(at) and not self.has(at - 1, "determiner")), None)
            if name == "if" and verb is None:
                continue
            return self.reported(index if verb is None else verb, index + 1, self.span(begin, group), denied=denied)
        return None

    def is_subject(self, index: int) -> bool:
        """Check that a subject can end before a token, so that "claims" there is a verb."""
        return (
            index > 0
            and (self.is_noun(index - 1) or self.has(index - 1, "subject", "pronoun"))
            and not self.stance(index - 1)
        )

    def reported(self, index: int, end: int, labelled: Span | None, *, denied: bool) -> Labelling:
        """Return the labelling of a clause that is reported by the word at a place."""
        name = reporting()[self.words[index]][0]
        verb = Verb(index, end, self.start_of_group(index), ())
        stance = self.stance(index) or ("questioned" if name in {"whether", "if"} else "")
        by_author = self.has(verb.group - 1, "author") and self.nobody(verb.group) is None
        is_denied = (stance == "denied") ^ denied ^ (self.status(verb) == "denied")
        status: Status = "questioned" if stance == "questioned" else "denied" if is_denied else "stated"
        is_passive = any(self.has(place, "being") for place in range(verb.group, index)) and not self.words[
            index
        ].endswith("ing")
        if is_passive or verb.group == 0 or name in {"whether", "if"}:
            labeller = None
        elif self.words[index].endswith("ing") and verb.group == index:
            labeller = self.of_gerund(index, "stated")[0]
        elif self.words[index] in words("saying") and self.is_owned(index):
            labeller = self.owner(index)
        else:
            labeller = self.subject(verb.group)
        return self.labelling(name, (index, end), (labeller, status, by_author, labelled))

    def stance(self, index: int) -> str:
        """Return "denied" or "questioned" for such a verb of labels.csv; otherwise empty."""
        readings = read_predicates().get(self.word(index), ())
        return next((reading.stance for reading in readings if reading.kind == "report"), "")
