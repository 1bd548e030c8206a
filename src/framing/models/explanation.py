"""Attribute a sentence's score to its words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.models.general import SentenceModel, StaticModel
from framing.models.persistence import general_model
from framing.models.text_features import WORD
from framing.stats import Reals

HIDDEN = "[MASK]"


def explain(sentence: str, model: SentenceModel | StaticModel | None = None) -> pd.DataFrame:
    """Compute the effect of each word on a sentence's score by occlusion.

    The effect is the log-odds of the sentence minus the log-odds with the word masked (Zeiler & Fergus 2014; Li, Monroe
    & Jurafsky 2016). Words are masked one at a time, so the effects do not add up to the score: masking one of two
    synonymous words changes little. Effects describe the model, not the perception of readers.

    For a static model the effects are exact: the weight of the word and half the weights of its word pairs, counted
    once for repeated words. They add up to the score minus the intercept.

    Parameters
    ----------
    sentence : str
        One sentence.
    model : SentenceModel or StaticModel, optional
        Model to explain; by default the shipped general model, `loaded-language`.

    Returns
    -------
    DataFrame
        One row per word, in order: word, start, end (positions in the sentence, in code points), effect (log-odds).

    Raises
    ------
    BadInput
        If `sentence` is not a string.

    Examples
    --------
    >>> import framing as fr
    >>> effects = fr.explain("The vile mob cheered on Monday.")
    >>> effects["word"].tolist()
    ['The', 'vile', 'mob', 'cheered', 'on', 'Monday']
    >>> bool(effects["effect"].idxmax() in (1, 2))
    True
    """
    if not isinstance(sentence, str):
        raise BadInput(f"sentence is {sentence!r}; expected one sentence as a string.")
    model = model or general_model()
    spans = [match.span() for match in WORD.finditer(sentence)]
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
    """Compute the log-odds of the sentence minus the log-odds with each span masked."""
    if not spans:
        return np.empty(0)
    without = [f"{sentence[:start]}{HIDDEN}{sentence[end:]}" for start, end in spans]
    log_odds = model.log_odds([sentence, *without])
    return np.asarray(log_odds[0] - log_odds[1:], dtype=np.float64)
