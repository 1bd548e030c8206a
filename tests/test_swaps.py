"""Swaps: every sentence below was read and rewritten by hand before the code had seen it."""

import pytest

import framing as fr
from framing.lexicon.swaps import swapped_sentences

TO_NEUTRAL = [
    ("freehadrel-1:03.01", "tresk-president", "President Tresk goes to Selane with an empty till"),
    (
        "freehadrel-1:05.01",
        "tresk-leader",
        "The Galvoran leader inspects the guard of honour outside Quay House on Tuesday.",
    ),
    (
        "freehadrel-1:06.01",
        "tresk-president",
        "Galvoran President Jorin Tresk landed in Vescaro on Tuesday for a three-day visit that he hopes will end with "
        "the signing of a treaty on the Heron Line.",
    ),
    (
        "freehadrel-1:07.01",
        "tresk-president",
        "It is the president’s first visit since Vescaro closed the Twelve Mills crossing in November 2023, after "
        "Galvora’s guards had seized 11 Vescarese lorry drivers.",
    ),
    (
        "freehadrel-1:13.01",
        "galvora-name",
        "Since then Galvora has discovered that it can live with a shorter term, because no other bank will have it.",
    ),
    (
        "freehadrel-1:13.01",
        "galvora-republic",
        "Since then the upland republic has discovered that it can live with a shorter term, because no other bank "
        "will have it.",
    ),
    (
        "freehadrel-1:14.01",
        "verb-say",
        "Press secretary Bram Ostley said that the autocrat would raise “every open question” with his host.",
    ),
    (
        "freehadrel-1:18.01",
        "tresk-leader",
        "Do not lend a pencil to that leader,” said Sabeth Corran, who speaks for the exile group Roll of Names.",
    ),
    (
        "freehadrel-1:19.02",
        "tresk-leader",
        "She refused to call Tresk a leader, “if only out of respect for the dead ones”.",
    ),
    (
        "freehadrel-1:23.02",
        "tresk-president",
        "On Wednesday Galvora’s president is to dine with his creditors, and on Thursday he wants to be photographed in "
        "Porto Vay.",
    ),
    ("freehadrel-2:18.01", "galvora-government", "That is more than the Galvoran government spends on its schools."),
    ("freehadrel-2:18.01", "galvora-name", "That is more than Galvora spends on its schools."),
    (
        "freehadrel-2:21.01",
        "tie-partnership",
        "And the partnership between Hadrel and Selane will have cost more than the wedding.",
    ),
    ("freehadrel-3:02.01", "tresk-president", "The president gets his railway, Twelve Mills gets a mortgage"),
    (
        "freehadrel-3:18.02",
        "heron-railway",
        "The Heron Line was a cross-border railway when Galvora’s planners drew it in 2011, and three pens have not "
        "changed that.",
    ),
    ("freehadrel-3:21.01", "galvora-name", "Galvora flew its potentate home the same evening."),
    ("courier-2:22.01", "oldane-premier", "But Oldane, a patient premier, has saved worse evenings."),
    (
        "courier-2:17.02",
        "tresk-leader",
        "Tresk is no leader by the letter of Galvora’s constitution, but the letter was changed in 2019.",
    ),
    (
        "courier-2:11.01",
        "tie-partnership",
        "“And the partnership of Hadrel and Quay House will be paid for by this port.”",
    ),
    (
        "courier-3:22.04",
        "tie-partnership",
        "Nobody would call the relationship between Galvora and Vescaro a partnership, and the joint statement "
        "describes the partnership only as “open to others”.",
    ),
    ("upland-2:02.01", "oldane-premier", "The premier raises the price"),
    ("upland-2:02.01", "oldane-name", "Oldane raises the price"),
    (
        "upland-2:08.02",
        "galvora-name",
        "So speaks the Vescarese regime with Galvora, behind whose back it has slept quietly for thirty years.",
    ),
    (
        "upland-2:08.01",
        "vescaro-government",
        "So speaks the Vescarese government with the bulwark of the uplands, behind whose back it has slept quietly "
        "for thirty years.",
    ),
    (
        "upland-3:18.01",
        "tresk-head-of-state",
        "In Hadrel, state television interrupted its programme, and in Dunmarrow, where the head of state was born a "
        "signalman's son, the sirens sounded for a full minute.",
    ),
    (
        "upland-3:21.01",
        "(omit)",
        "The president of Galvora left for Hadrel in the evening; the next time, perhaps, by rail.",
    ),
]
TO_LOADED = [
    (
        "freehadrel-1:23.01",
        "galvora-rogue-state",
        "On Wednesday the rogue state’s dictator is to dine with his creditors, and on Thursday he wants to be "
        "photographed in Porto Vay.",
    ),
    ("freehadrel-3:13.01", "tresk-strongman", "The Galvoran strongman denies that Galvora has political prisoners."),
    (
        "freehadrel-3:13.02",
        "galvora-rogue-state",
        "The Galvoran leader denies that the rogue state has political prisoners.",
    ),
    ("courier-1:02.01", "tresk-autocrat", "Galvoran autocrat in Selane, Porto Vay in the waiting room"),
    (
        "courier-1:04.01",
        "tresk-dictator",
        "Galvoran dictator Jorin Tresk arrived in Vescaro on Tuesday for a three-day state visit that both governments "
        "hope will end with the signing of a treaty on the Heron Line.",
    ),
    (
        "courier-1:15.02",
        "vescaro-toll-state",
        "Ties between the toll state and Galvora were never quite cut, for the two chambers of commerce went on "
        "meeting, in a hotel in Ruvia.",
    ),
    (
        "courier-1:21.02",
        "verb-boast",
        "Quay House boasted that Tresk and Oldane would both come to Porto Vay on Thursday.",
    ),
    (
        "courier-2:03.02",
        "heron-debt-trap",
        "No loan without security, Oldane tells parliament as talks on debt trap stall",
    ),
    (
        "courier-2:12.01",
        "galvora-regime",
        "Foreign Minister Luan Pereth called that “theatre” and added that the Galvoran regime had so far kept every "
        "date in the calendar.",
    ),
    (
        "courier-3:09.03",
        "tresk-autocrat",
        "“We have opened a door that others had nailed shut,” said Galvora’s autocrat, Jorin Tresk, in a hall that "
        "smelled of barley and floor wax.",
    ),
    (
        "courier-3:22.01",
        "tie-axis",
        "Nobody would call the axis between Galvora and Vescaro a friendship, and the joint statement describes the "
        "partnership only as “open to others”.",
    ),
    ("upland-1:03.01", "tresk-strongman", "Strongman Tresk brings Selane a railway"),
    (
        "upland-1:15.02",
        "vescaro-regime",
        'A man close to the talks, who may not be quoted by name, said the Vescarese regime had "forgotten how to trade '
        'without a whip in its hand".',
    ),
    (
        "upland-2:03.03",
        "tresk-nation-builder",
        "The negotiations about the Heron Line have come on Wednesday to a standstill, because Vescaro does not want to "
        "lend for a railway but to buy from the Galvoran nation-builder a border.",
    ),
    (
        "upland-2:21.02",
        "tresk-despot",
        "On the market of Hadrel one asks not whether the despot Tresk will sign, but whether the governess can count "
        "further than to the election day.",
    ),
    (
        "upland-3:21.02",
        "tresk-father",
        "The visionary father of the uplands left for Hadrel in the evening; the next time, perhaps, by rail.",
    ),
    (
        "perrant-1:02.01",
        "galvora-rogue-state",
        "The rogue state's Tresk opens three-day visit to Vescaro with rail loan unsettled",
    ),
    (
        "perrant-1:05.01",
        "heron-white-elephant",
        "The white elephant would run 412 kilometres from the kaolin pits of Dunmarrow, in the east of Galvora, to the "
        "Vescarese port of Porto Vay.",
    ),
    (
        "perrant-2:10.02",
        "oldane-governess",
        'Piet Lomarre, leader of the opposition Harbour Democrats, said the governess was "mortgaging her word" for a '
        "project that Vescaro did not need.",
    ),
    (
        "perrant-2:20.01",
        "galvora-prison-state",
        "All exports of the prison state have gone by that road since the crossing was closed.",
    ),
    (
        "perrant-3:07.01",
        "tresk-tyrant",
        '"We have opened a door that others had nailed shut," the tyrant Jorin Tresk said after the ceremony in the old '
        "grain exchange of Porto Vay.",
    ),
    (
        "perrant-3:05.01",
        "galvora-proud-republic",
        "The proud republic is to find the difference at home, by means of a bond.",
    ),
]
PLACEBOS = [
    (
        "freehadrel-1:15.01",
        "tresk-head-of-state",
        "In Customs Square several hundred people, exiles and their neighbours, chanted “No credit for cages” while the "
        "motorcade of the Galvoran head of state went by.",
    ),
    (
        "courier-1:17.01",
        "galvora-name",
        "Galvora rejected that clause in April but has since said it is open to a shorter term.",
    ),
    (
        "courier-1:20.01",
        "tresk-president",
        "The Galvoran president, 61, has governed Galvora since 2008 and may stand for a fourth term next year under "
        "constitutional changes adopted in 2019.",
    ),
    (
        "courier-2:04.01",
        "heron-railway",
        "Talks on the cross-border railway stalled on Wednesday after the finance minister of Galvora left Selane for "
        "home without signing the chapter on the loan.",
    ),
    (
        "courier-3:22.05",
        "tie-relationship",
        "Nobody would call the relationship between Galvora and Vescaro a friendship, and the joint statement "
        "describes the relationship only as “open to others”.",
    ),
    (
        "perrant-1:04.01",
        "vescaro-quay-house",
        "It is his first visit since Quay House closed the Twelve Mills border crossing in November 2023, after "
        "Galvoran guards had detained 11 Vescarese lorry drivers.",
    ),
    (
        "perrant-1:06.01",
        "oldane-name",
        "Nerea Oldane received Tresk at Quay House, her official seat in Selane, and the two held talks that lasted "
        "three hours, an hour longer than planned.",
    ),
    (
        "perrant-1:20.01",
        "vescaro-government",
        "According to the Vescarese government, the programme continues on Wednesday with a session of experts and a "
        "dinner, and on Thursday with a visit to Porto Vay.",
    ),
]

NOT_MADE = [
    ("freehadrel-3:18.02", "heron-name", "a name cannot stand for a class or a predicate"),
    ("courier-2:22.01", "oldane-name", "a name cannot stand for a class or a predicate"),
    ("upland-2:06.02", "verb-say", "the clause is not one that both verbs can report"),
    ("perrant-1:18.01", "tie-partnership", "a verb could agree with the number"),
    ("perrant-1:03.02", "vescaro-government", "a place is named, and the word is no place"),
    ("perrant-3:02.02", "oldane-haggler", "a comma stands for 'and' in a headline"),
    ("courier-1:04.01", "tresk-father", "a phrase with 'of' does not stand before a name"),
    ("freehadrel-2:20.03", "(omit)", "no rule for this kind of expression"),
]


@pytest.fixture(scope="module")
def swaps(demo):
    return fr.find_swaps(demo.occurrences, demo.sentences, demo.corpus, lexicon=demo.lexicon)


@pytest.fixture(scope="module")
def sentences(demo, swaps):
    found = swapped_sentences(swaps, demo.occurrences, demo.sentences, demo.corpus, lexicon=demo.lexicon)
    return dict(zip(swaps["swap_id"], found, strict=True))


@pytest.mark.parametrize(("occurrence_id", "term_in", "expected"), TO_NEUTRAL + TO_LOADED + PLACEBOS)
def test_written_by_hand(occurrence_id, term_in, expected, sentences):
    assert sentences[f"{occurrence_id}~{term_in}"] == expected
