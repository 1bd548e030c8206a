"""Draw the slots and sentences that coders read, and write a sheet of them for the coders.

python studies/immigration/draw.py FOLDER_OF_THE_DATA_SET SHEET.csv

The sheet holds text and stays outside the repository; data/drawn.csv holds ids and chances.

Slots: 100 loaded and 100 neutral ones of those found, at most four of each form an outlet. Sentences: those of the
slots and, in the outlets with classifiers of their own, more sentences with a slot, up to 30 an outlet.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pandas as pd

import framing as fr
from framing.measures import slots_of
from framing.tables import write_csv

HOME = Path(__file__).parent
OF_EACH_FORM, OF_OUTLET, SENTENCES = 100, 4, 30


def lots(names: pd.Series[str]) -> pd.Series[str]:
    """Return a hash of each name, as good as a random number."""
    return names.map(lambda name: hashlib.sha256(name.encode()).hexdigest())


def drawn_slots(slots: pd.DataFrame) -> pd.DataFrame:
    """Draw at most four slots of each form in an outlet, then 100 of each form; with the chance of both steps."""
    lot = lots(slots["occurrence_id"])
    of_outlet = lot.groupby([slots["outlet"], slots["form"]])
    first = slots.assign(lot=lot, chance=(OF_OUTLET / of_outlet.transform("size")).clip(upper=1))
    first = first[of_outlet.rank() <= OF_OUTLET]
    of_form = first.groupby("form")["lot"]
    first["chance"] *= (OF_EACH_FORM / of_form.transform("size")).clip(upper=1)
    return first[of_form.rank() <= OF_EACH_FORM].drop(columns="lot")


def drawn_sentences(slots: pd.DataFrame, read: pd.DataFrame, outlets: list[str]) -> pd.DataFrame:
    """Draw sentences with a slot, up to 30 an outlet, those of the slots read first."""
    sentences = slots[slots["outlet"].isin(outlets)].drop_duplicates("sentence_id")
    is_read = sentences["sentence_id"].isin(read["sentence_id"])
    order = (~is_read).astype(int).astype(str) + lots(sentences["sentence_id"])
    return sentences[order.groupby(sentences["outlet"]).rank() <= SENTENCES]


def main(folder: Path, sheet: Path) -> None:
    """Write the list of what is drawn and the sheet for coders, in random order and without outlets."""
    study = fr.open_study(HOME / "study.toml", texts=folder)
    slots = slots_of(study.occurrences, voice="all")
    slots = slots.assign(outlet=slots["article_id"].map(study.articles.set_index("article_id")["outlet"]))
    read = drawn_slots(slots)
    largest = study.articles["outlet"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    more = drawn_sentences(slots, read, largest.index[: study.most_outlets].tolist())
    more = more[~more["sentence_id"].isin(read["sentence_id"])]
    both = pd.concat([read.assign(drawn="slot"), more.assign(drawn="sentence", chance=float("nan"))])
    write_csv(both[["occurrence_id", "drawn", "chance"]].sort_values("occurrence_id"), HOME / "data" / "drawn.csv")
    both["lot"] = lots(both["occurrence_id"] + "order")
    rows = [passage(study, slot) for slot in both.sort_values("lot").itertuples()]
    write_csv(pd.DataFrame(rows), sheet)


def passage(study: fr.Study, slot: object) -> dict[str, str]:
    """Return the sentence of a slot with its neighbours; the slot in [[ ]], the sentence in { }."""
    own = study.sentences[study.sentences["article_id"] == slot.article_id].reset_index(drop=True)
    at = own.index[own["sentence_id"] == slot.sentence_id][0]
    near = own.iloc[max(at - 2, 0) : at + 2]
    text, here = study.corpus.text(slot.article_id), own.loc[at]
    marks = [(here["start"], "{"), (slot.start, "[["), (slot.end, "]]"), (here["end"], "}")]
    words, last = "", int(near["start"].iloc[0])
    for place, mark in marks:
        words += text[last:place] + mark
        last = place
    return {
        "occurrence_id": slot.occurrence_id,
        "passage": " ".join((words + text[last : near["end"].iloc[-1]]).split()),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
