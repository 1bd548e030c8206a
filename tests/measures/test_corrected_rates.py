"""Naming rates corrected by slots that coders read."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import framing as fr
from framing.measures import corrected_rates
from framing.study import open_study


def found(n=400, seed=0):
    rng = np.random.default_rng(seed)
    ids = [f"a{k % 20}:{k:03d}.01" for k in range(n)]
    table = pd.DataFrame({"occurrence_id": ids, "target": "t", "kind": "naming", "negated": False})
    table["article_id"] = table["occurrence_id"].str.partition(":")[0]
    table["form"] = np.where(rng.random(n) < 0.4, "loaded", "neutral")
    table["stratum"] = np.where(rng.random(n) < 0.7, "own", "quotation")
    return table


def read_by(coder, table, voice):
    columns = ["occurrence_id", "form"]
    return table[columns].assign(coder=coder, names=True, voice=voice, chance=0.5)


def test_codes_that_agree_with_the_program_change_nothing():
    table = found()
    half = table.iloc[::2]
    codes = pd.concat([read_by(coder, half, half["stratum"]) for coder in "xy"])
    rates = corrected_rates(table, pd.DataFrame({"article_id": table["article_id"].unique()}), codes)
    own = table[table["stratum"] == "own"]
    estimates = rates.set_index("estimator")["estimate"]
    assert np.isclose(estimates["naive"], (own["form"] == "loaded").mean())
    assert np.isclose(estimates["corrected"], estimates["naive"])


def test_slots_on_which_coders_disagree_do_not_correct_and_groups_stand_apart():
    table = found()
    articles = pd.DataFrame({"article_id": table["article_id"].unique()})
    articles["group"] = np.where(articles.index < 10, "left", "right")
    one = read_by("x", table, "own")
    other = read_by("y", table, "own")
    other.loc[::4, "voice"] = "quotation"
    rates = corrected_rates(table, articles, pd.concat([one, other]))
    assert set(rates["group"]) == {"ALL", "left", "right"}
    assert rates.query("group == 'ALL'")["n_coded"].eq(300).all()
    assert rates.query("group != 'ALL' and estimator == 'naive'")["n_units"].sum() == 400


def test_a_table_of_slot_codes_names_an_unknown_slot(tmp_path):

    home = Path(fr.__file__).parents[2] / "data" / "demo"
    folder = shutil.copytree(home, tmp_path / "demo")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    assert "[paths]" in text
    (folder / "study.toml").write_text(text.replace("[paths]", '[paths]\nslot_codes = "codes.csv"'), encoding="utf-8")
    (folder / "codes.csv").write_text("occurrence_id,coder,names,form,voice,chance\nzz:01.01,x,true,loaded,own,0.5\n")
    with pytest.raises(fr.BadInput, match=r"zz:01\.01"):
        _ = open_study(folder / "study.toml").slot_codes
