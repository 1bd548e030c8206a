"""Explanation: what each word of a sentence does to its score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.models.general import SentenceModel, StaticModel
from framing.models.odds import Reals
from framing.models.persistence import general_model
from framing.models.text_features import WORD

HIDDEN = "[MASK]"


def explain(sentence: str, model: SentenceModel | StaticModel | None = None) -> pd.DataFrame:
    """Show what each word does to a sentence's score: its log-odds as written, less those with the word hidden.

    Words are hidden one at a time (occlusion: Zeiler & Fergus 2014; Li, Monroe & Jurafsky 2016), so that the effects do
    not add up to the score: of two words that say the same, hiding one changes little. An effect tells of the model,
    not of its reader.

    Of a static model the effects are exact: a word's weight and half of those of the pairs it stands in, once for a
    word that comes twice. They add up to the score, but for the intercept.

    Parameters
    ----------
    sentence
        one sentence.
    model
        the general model; the shipped one, `loaded-language`, if none is given.

    Returns
    -------
    DataFrame
        a row a word, in order: word, start, end (code points of the sentence), effect (log-odds).

    Raises
    ------
    BadInput
        when the sentence is no text.

    Examples
    --------
    >>> import framing as fr
    >>> found = fr.explain("The vile mob cheered on Monday.")
    >>> found["word"].tolist()
    ['The', 'vile', 'mob', 'cheered', 'on', 'Monday']
    >>> bool(found["effect"].idxmax() in (1, 2))
    True
    """
    if not isinstance(sentence, str):
        raise BadInput(f"Expected one sentence, a text; this is {sentence!r}.")
    model = model or general_model()
    spans = [found.span() for found in WORD.finditer(sentence)]
    effects = model.effects(sentence) if isinstance(model, StaticModel) else _hidden_effects(sentence, spans, model)
    return pd.DataFrame(
        {
            "word": pd.Series([sentence[start:end] for start, end in spans], dtype="str"),
            "start": pd.Series([start for start, _ in spans], dtype="int64"),
            "end": pd.Series([end for _, end in spans], dtype="int64"),
            "effect": effects,
        }
    )


def _hidden_effects(sentence: str, spans: Sequence[tuple[int, int]], model: SentenceModel) -> Reals:
    """Log-odds as written less those with each stretch hidden."""
    if not spans:
        return np.empty(0)
    without = [f"{sentence[:start]}{HIDDEN}{sentence[end:]}" for start, end in spans]
    log_odds = model.log_odds([sentence, *without])
    return np.asarray(log_odds[0] - log_odds[1:], dtype=np.float64)
