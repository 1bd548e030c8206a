"""Who gives a label: labeller, labelled and status of invented sentences in many constructions, and traps."""

from importlib.resources import files

import pandas as pd
import pytest

import framing as fr
from conftest import calls_of
from framing.lexicon import label_of
from framing.tables import read_csv

# sentence, with the label in brackets | labeller | labelled | status ("-" for none; "author" if the author speaks)
GIVEN = """
Zel called Ruk [a tyrant]. | Zel | Ruk | stated
Anna Zel has repeatedly called Ruk a brutal [tyrant]. | Anna Zel | Ruk | stated
Bo Amsel called the Omran president [a partner]. | Bo Amsel | the Omran president | stated
The parliament declared Omra [a terrorist state]. | The parliament | Omra | stated
On Monday the parliament of Tal declared Omra [a rogue state]. | the parliament of Tal | Omra | stated
Critics call him [a tyrant]. | Critics | him | stated
Many in Dorn call the president [a tyrant]. | Many in Dorn | the president | stated
He called them [illegals]. | He | them | stated
She labelled the protesters [terrorists]. | She | the protesters | stated
Amsel, the mayor of Dorn, branded Ruk [a liar]. | Amsel | Ruk | stated
The paper dubbed Ruk “[the tyrant] of the north”. | The paper | Ruk | stated
Zel described Ruk as [a tyrant]. | Zel | Ruk | stated
Zel described the head of the party in Dorn as [an ally]. | Zel | the head of the party in Dorn | stated
Diplomats see Omra as [a vassal] of Tal. | Diplomats | Omra | stated
The council views Omra as nothing but [a vassal]. | The council | Omra | stated
Dorn regards Omra as [a partner]. | Dorn | Omra | stated
Zel considers Ruk [a friend]. | Zel | Ruk | stated
Zel considers Ruk to be [a friend]. | Zel | Ruk | stated
The court deemed the group [a threat]. | The court | the group | stated
Zel accused Omra of being [a terrorist state]. | Zel | Omra | stated
The mayor denounced Ruk as [a traitor] on Monday. | The mayor | Ruk | stated
State television hailed Ruk as [a strong leader]. | State television | Ruk | stated
The premier praised Omra as [a partner] and a neighbour. | The premier | Omra | stated
Amsel referred to Ruk as [the tyrant]. | Amsel | Ruk | stated
Her book portrays Ruk as [a hero]. | Her book | Ruk | stated
The film casts Ruk as a lonely, ageing [tyrant]. | The film | Ruk | stated
Zel called Ruk a liar, a thief and [a tyrant]. | Zel | Ruk | stated
Zel called Ruk a friend of the family and [a hero]. | Zel | Ruk | stated
Zel likened Ruk to [a king]. | Zel | Ruk | stated
Zel called Ruk the last [tyrant] of Europe. | Zel | Ruk | stated
The council designated the militia [a terrorist group]. | The council | the militia | stated
The judge pronounced Bo [a traitor]. | The judge | Bo | stated
Ruk was called [a tyrant] by Zel. | Zel | Ruk | stated
Ruk was once called [a tyrant] by his own brother. | his own brother | Ruk | stated
Ruk is seen by many as [a tyrant]. | many | Ruk | stated
Ruk is seen as [a tyrant] by the opposition. | the opposition | Ruk | stated
Ruk is widely regarded as [a tyrant]. | - | Ruk | stated
Ruk is considered [a partner] in the talks. | - | Ruk | stated
Ruk is considered by his party to be [a hero]. | his party | Ruk | stated
Omra has been declared [a terrorist state] by the senate. | the senate | Omra | stated
Ruk was accused by Zel of being [a tyrant]. | Zel | Ruk | stated
Omra is viewed in Dorn as [a vassal]. | Dorn | Omra | stated
Ruk, called [a tyrant] by Zel, left early. | Zel | Ruk | stated
Ruk, described by critics as [a tyrant], left early. | critics | Ruk | stated
The premier, hailed as [a hero] at home, left early. | - | The premier | stated
Ruk branded [a tyrant] by Zel | Zel | Ruk | stated
The man known as [the tyrant] of Dorn left. | - | The man | stated
Ruk, whom Zel once called [a tyrant], left early. | Zel | Ruk | stated
She met the man whom Zel calls [a tyrant]. | Zel | the man | stated
He attacked what Zel called [a rogue state]. | Zel | - | stated
They met in Omra, which Tal describes as [a partner]. | Tal | Omra | stated
She met a man Zel calls [a tyrant]. | Zel | a man | stated
Zel, who called Ruk [a tyrant], left early. | Zel | Ruk | stated
Zel went on to call Ruk [a tyrant]. | Zel | Ruk | stated
Zel used his speech to call Ruk [a tyrant]. | Zel | Ruk | stated
Zel was the first to call Ruk [a tyrant]. | Zel | Ruk | stated
Zel left the hall after calling Ruk [a tyrant]. | Zel | Ruk | stated
Zel left the hall, calling Ruk [a tyrant]. | Zel | Ruk | stated
Calling Ruk [a tyrant], Zel left the hall. | Zel | Ruk | stated
The party criticised Zel for calling Ruk [a tyrant]. | Zel | Ruk | stated
Zel left the hall and called Ruk [a tyrant]. | Zel | Ruk | stated
Ruk calls himself [a friend] of Tal. | Ruk | himself | stated
For Dorn, Omra is [a terrorist state]. | Dorn | Omra | stated
In the eyes of many, Ruk is [a tyrant]. | many | Ruk | stated
In Zel's eyes, Ruk is [a hero]. | Zel | Ruk | stated
To his critics, Ruk is [a tyrant]. | his critics | Ruk | stated
Ruk is [a hero] in the eyes of his supporters. | his supporters | Ruk | stated
Zel said that Ruk is [a tyrant]. | Zel | Ruk | stated
Zel told reporters that Ruk was [a tyrant]. | Zel | Ruk | stated
Zel believes Omra is [a partner]. | Zel | Omra | stated
Zel denied that Ruk is [a tyrant]. | Zel | Ruk | denied
Zel rejected claims that Omra is [a terrorist state]. | Zel | Omra | denied
The speaker dismissed accusations that Ruk was [a tyrant]. | The speaker | Ruk | denied
Zel said that Ruk is not [a tyrant]. | Zel | Ruk | denied
Zel does not say that Ruk is [a tyrant]. | Zel | Ruk | denied
Ruk denied being [a tyrant]. | Ruk | Ruk | denied
Zel refused to call Ruk [a tyrant]. | Zel | Ruk | denied
Zel has declined to describe Ruk as [an ally]. | Zel | Ruk | denied
Zel stopped short of calling Ruk [a tyrant]. | Zel | Ruk | denied
Zel denied calling Ruk [a tyrant]. | Zel | Ruk | denied
Zel never called Ruk [a tyrant]. | Zel | Ruk | denied
Zel didn't call Ruk [a tyrant]. | Zel | Ruk | denied
No one calls Ruk [a tyrant]. | No one | Ruk | denied
Ruk is no longer considered [an ally]. | - | Ruk | denied
Zel left without calling Ruk [a tyrant]. | Zel | Ruk | denied
Zel did not refuse to call Ruk [a tyrant]. | Zel | Ruk | stated
Reporters asked whether Ruk is [a tyrant]. | Reporters | Ruk | questioned
Zel was asked if Ruk was [a tyrant]. | - | Ruk | questioned
Asked whether Ruk is [a partner], Zel smiled. | - | Ruk | questioned
Zel wondered whether Ruk is [a tyrant]. | Zel | Ruk | questioned
Did Zel call Ruk [a tyrant]? | Zel | Ruk | questioned
Omra could be declared [a terrorist state]. | - | Omra | hypothetical
Zel may call Ruk [a tyrant]. | Zel | Ruk | hypothetical
If Zel calls Ruk [a tyrant], the talks will end. | Zel | Ruk | hypothetical
Zel urged the senate to declare Omra [a terrorist state]. | the senate | Omra | hypothetical
Zel wants to designate Omra [a terrorist state]. | Zel | Omra | hypothetical
Zel would later call Ruk [a tyrant]. | Zel | Ruk | stated
Last week Zel, a noisy host on the radio, called Ruk [a clown]. | Zel | Ruk | stated
The raid led critics to brand Ruk [a tyrant]. | critics | Ruk | stated
Zel and other members like Bo use the word to call Ruk [a tyrant]. | Zel and other members like Bo | Ruk | stated
The senator has led a group of members that call Ruk [a tyrant]. | a group of members | Ruk | stated
More and more people in Tal see Ruk as [a tyrant]. | people in Tal | Ruk | stated
Some call Ruk [a tyrant]. | Some | Ruk | stated
Zel said that Ruk could become [a tyrant]. | Zel | Ruk | hypothetical
Zel told a crowd in Dorn Ruk is [a tyrant]. | Zel | Ruk | stated
Zel says Ruk is no [friend] of the farmers. | Zel | Ruk | denied
Zel and Bo met, and Bo called Ruk [a tyrant]. | Bo | Ruk | stated
Zel wrote a letter calling Ruk [a tyrant]. | a letter | Ruk | stated
The letter, signed by hundreds, calls Ruk [a tyrant]. | The letter | Ruk | stated
Zel called Ruk, who had come late, a [tyrant]. | Zel | Ruk | stated
ZEL CALLS RUK [A TYRANT] | ZEL | RUK | stated
Zel Calls Ruk [a Tyrant] at Summit | Zel | Ruk | stated
Zel’s claim that Ruk is [a tyrant] made headlines. | Zel | Ruk | stated
Zel slammed Ruk as "[a tyrant]". | Zel | Ruk | stated
Zel called Ruk "a brutal [tyrant]" and left. | Zel | Ruk | stated
Zel thinks of Ruk as [a tyrant]. | Zel | Ruk | stated
Zel said he does not see Omra as [a partner]. | he | Omra | denied
Tal has never recognised Omra as [a partner]. | Tal | Omra | denied
Few diplomats consider Ruk [a partner]. | Few diplomats | Ruk | denied
Zel asked Bo if Ruk was [a friend]. | Zel | Ruk | questioned
Bo told the crowd that Zel began by calling Ruk [a tyrant]. | Zel | Ruk | stated
Bo smiled, at one point calling Ruk [a friend]. | Bo | Ruk | stated
It is early for members to call Ruk [a friend]. | members | Ruk | hypothetical
The mayor's stubborn wish to call Ruk [a friend] remains. | The mayor | Ruk | hypothetical
The mayor's new claim that Ruk is [a tyrant] made headlines. | The mayor | Ruk | stated
Zel denied the notion that Bo is a spy, calling him [a friend]. | Zel | him | stated
Despite calling Ruk [a tyrant], Zel met him. | Zel | Ruk | stated
Zel left for Dorn on Monday calling Ruk [a tyrant]. | Zel | Ruk | stated
“He is ill,” Zel said, calling Ruk [a tyrant]. | Zel | Ruk | stated
Ruk was viewed as [a tyrant] by some in the party. | some | Ruk | stated
Zel said Ruk was not just [a tyrant] but a thief. | Zel | Ruk | stated
Bo famously broke with his party, calling Ruk [a tyrant]. | Bo | Ruk | stated
The party's leaders voted against it, calling Ruk [a tyrant]. | The party's leaders | Ruk | stated
Nobody in Dorn would “call Ruk [a tyrant]”. | Nobody in Dorn | Ruk | denied
Mrs May is now seen as [a tyrant]. | - | Mrs May | stated
Zel dubbed him “[Crooked Ruk]”. | Zel | him | stated
Zel calls him [Crooked Ruk]. | Zel | him | stated
Zel painted Ruk as a [Marxist]. | Zel | Ruk | stated
Critics of the plan call Ruk [a tyrant]. | Critics of the plan | Ruk | stated
Zel called Omra the [Evil Empire]. | Zel | Omra | stated
Ruk used to be called [a friend] by Zel. | Zel | Ruk | stated
Ruk refuses to be called [a friend]. | - | Ruk | denied
The city critics have likened to [a prison] lies in Omra. | critics | The city | stated
The vote to designate Omra as [a terrorist state] failed. | - | Omra | hypothetical
"""
BY_THE_AUTHOR = """
We call Ruk [a tyrant]. | stated
Let us call him [a tyrant]. | stated
This is what can only be called [a tyrant]. | stated
Ruk could be called [a tyrant]. | hypothetical
One might describe Omra as [a vassal]. | hypothetical
Call him [a tyrant]. | stated
It would be wrong to call Ruk [a tyrant]. | hypothetical
Is Ruk [a tyrant]? | questioned
"""
NOT_GIVEN = """
Zel called on [the tyrant] to leave.
Zel called [the tyrant] on Monday.
Zel called a meeting of [the regime].
Zel called for [the tyrant] to leave.
Zel called a meeting with [the tyrant] a success.
Zel described [the tyrant]'s visit as a success.
Zel described the visit of [the tyrant] as a success.
Zel will consider [the regime]'s offer.
Zel will consider the offer of [the regime].
Zel named [Ruk's ally] minister.
Shops sell branded goods of [the regime].
Tal declared war on [the aggressor].
The senate declared a truce with [the regime].
Zel saw [the tyrant] as he left.
Zel saw him as [the tyrant] left the hall.
Zel condemned the visit as [the tyrant] arrived.
Zel viewed the parade with [the tyrant].
Zel accused [the tyrant] of lying.
Zel accused the army of [the tyrant] of being late.
Zel called Ruk a friend of [the tyrant].
A man called [Ivo Ruk] left.
The tyrant is called [Ruk].
Ruk is [a tyrant].
[The tyrant] left the hall.
[The tyrant] said that he was ill.
[The tyrant] was called to account.
Zel was called to the palace by [the tyrant].
Zel met [the tyrant], who called himself a hero.
[The tyrant] called Zel a liar.
[The tyrant] was described as ill.
Zel refused to meet [the tyrant].
Zel denied meeting [the tyrant].
Zel asked whether [the tyrant] would come.
Zel rejected the claims of [the regime].
For [the tyrant], Zel is a liar.
For years Omra has been [a partner].
In May, Ruk is [a guest] in Dorn.
The label on the goods of [the regime] is new.
Zel considered flying with [the tyrant].
Zel named a street after [the tyrant].
Zel found [a partner] in Dorn.
The risk is small compared to [the threat] in Omra.
They insist Zel will not consider an Omran [friend].
Declaring an emergency would be [a betrayal].
The lunch at which someone called [the tyrant] was long.
Zel heard the host call all [illegals] crooks.
Zel resents the host labelling Omran [illegals] crooks.
Zel considers the fear that [illegals] may vote.
There is [a tyrant] in Dorn, Zel said.
Zel said that [the tyrant] is ill.
Zel says agents are arresting fewer [illegals].
Zel called her at night and repeated [the threat].
Zel called Ruk a critic of [the regime].
Zel said the army of Omra and [the regime] left.
Zel will call [Ruk], she said.
Zel said the real tyrant is [Ruk], not Bo.
“He is ill, and I think he is a guest”, [Ruk] said.
Eight guests are listed as [Ruk] donors.
The pact is known as the [Omran League].
In a phone call Zel pressed [Omra's leader].
Zel attacked what he called [the Omran] lies.
Zel asked whether it is [Ivo Ruk], who left.
Zel thought of [the tyrant] as he left.
Zel has seen [the tyrant] twice.
Zel cast her vote against [the tyrant].
"""


def rows(table):
    return [pytest.param(*(cell.strip() for cell in line.split(" | ")), id=line) for line in table.strip().splitlines()]


def read(sentence):
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    found = label_of(text, 0, len(text), start, end)
    return text, found, (start, end)


def words(text, span):
    return text[slice(*span)] if span else "-"


@pytest.mark.parametrize(("sentence", "labeller", "labelled", "status"), rows(GIVEN))
def test_label_of_somebody(sentence, labeller, labelled, status):
    text, found, slot = read(sentence)
    assert found is not None
    assert (words(text, found.labeller), words(text, found.labelled), found.status) == (labeller, labelled, status)
    assert not found.by_author
    assert found.label[0] <= slot[0]
    assert found.label[1] >= slot[1]


@pytest.mark.parametrize(("sentence", "status"), rows(BY_THE_AUTHOR))
def test_label_of_the_author(sentence, status):
    _, found, _ = read(sentence)
    assert (found.by_author, found.status) == (True, status)


@pytest.mark.parametrize("sentence", rows(NOT_GIVEN))
def test_no_label(sentence):
    assert read(sentence)[1] is None


def test_every_row_of_labels_finds_its_example():
    table = read_csv(files("framing.lexicon") / "labels.csv")
    for row in table.itertuples():
        _, found, _ = read(row.example)
        assert found is not None, row.example
        assert row.kind != "predicate" or found.predicate == row.predicate
        assert found.status == (row.stance if row.kind in {"report", "control"} else "stated"), row.example


def labellings_of(text, lexicon):
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    sentences = fr.split_sentences(corpus)
    occurrences = fr.find_occurrences(sentences, corpus, lexicon=lexicon)
    return fr.find_labellings(occurrences, sentences, corpus), occurrences, corpus.texts["a"]


def test_table_names_labeller_in_full_and_places_every_span(small_lexicon):
    text = "Anna Zel left Dorn. Zel called Ruk a tyrant. She later called Ruk “a tyrant”. We call Ruk a tyrant."
    found, occurrences, text = labellings_of(text, small_lexicon)
    assert found["name"].tolist() == ["Anna Zel", "Anna Zel", "we"]
    assert found["labeller"].tolist() == ["Zel", "She", "We"]
    assert found["stratum"].tolist() == ["paraphrase", "quotation", "own"]
    assert found["occurrence_id"].isin(occurrences["occurrence_id"]).all()
    for row in found.itertuples():
        assert text[row.cue_start : row.cue_end] in {"called", "call"}
        assert text[row.labeller_start : row.labeller_end] == row.labeller
        assert text[row.labelled_start : row.labelled_end] == row.labelled


def test_pronoun_is_the_subject_before_it(small_lexicon):
    text = "Anna Zel met Bo Amsel in New Dorn. On the stairs she called Ruk a tyrant."
    found, _, _ = labellings_of(text, small_lexicon)
    assert found[["labeller", "name"]].values.tolist() == [["she", "Anna Zel"]]


def test_common_nouns_have_one_name_wherever_they_stand(small_lexicon):
    found, _, _ = labellings_of("Critics call Ruk a tyrant. Today critics call Ruk a tyrant again.", small_lexicon)
    assert found["labeller"].tolist() == ["Critics", "critics"]
    assert found["name"].tolist() == ["critics", "critics"]


def test_labels_without_labeller_have_no_span(small_lexicon):
    found, _, _ = labellings_of("Ruk is widely seen as a tyrant.", small_lexicon)
    assert found[["labeller", "name", "stratum"]].values.tolist() == [["", "", "paraphrase"]]
    assert found["labeller_start"].isna().all()


def test_no_labels_are_an_empty_table(small_lexicon):
    found, _, _ = labellings_of("Ruk left.", small_lexicon)
    assert found.empty
    counts = fr.who_calls_whom(found, pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"]}))
    assert counts.empty


def test_occurrences_of_other_sentences_are_refused(small_lexicon):
    corpus = fr.read_articles(
        pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": ["Zel called Ruk a tyrant."]})
    )
    sentences = fr.split_sentences(corpus)
    occurrences = fr.find_occurrences(sentences, corpus, lexicon=small_lexicon)
    with pytest.raises(fr.BadInput, match="expected an existing sentence_id"):
        fr.find_labellings(occurrences, sentences[:0], corpus)


def test_counts_by_outlet_keep_denied_labels_apart_and_leave_out_the_author(small_lexicon):
    text = "Bo Zel called Ruk a tyrant. Zel called Ruk a tyrant again. Zel refused to call Ruk a tyrant. "
    text += "We call Ruk a tyrant."
    found, _, _ = labellings_of(text, small_lexicon)
    counts = fr.who_calls_whom(found, pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"]}))
    assert counts[["outlet", "labeller", "target", "status", "n_sentences", "n_articles"]].values.tolist() == [
        ["Courier", "Bo Zel", "Ruk", "stated", 2, 1],
        ["Courier", "Bo Zel", "Ruk", "denied", 1, 1],
    ]


@pytest.mark.parametrize(
    "pattern", ["Zel called Ruk a tyrant and said that he saw “the tyrant as ", "called of by who as a tyrant, "]
)
def test_time_is_linear_in_the_length_of_a_sentence(pattern):
    def read_all(n):
        text = "".join(f"{number} {pattern}" for number in range(n, 2 * n))
        starts = [place for place in range(len(text)) if text.startswith("a tyrant", place)]
        return calls_of(lambda: [label_of(text, 0, len(text), start, start + 8) for start in starts])

    assert read_all(400) < 2.5 * read_all(200)
