"""Show which words of a sentence a general model hears as loaded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.models.general import SentenceModel, StaticModel
from framing.models.persistence import general_model
from framing.models.text_features import WORD


def explain(sentence: str, model: SentenceModel | StaticModel | None = None) -> pd.DataFrame:
    """Compute for each word of a sentence how loaded the model takes it to be.

    A network gives each word the log-odds that annotators would have marked it as loaded language or as a name that
    somebody is called (`SentenceModel.word_scores`). For the static model the effect is what the word adds to the score
    of the sentence: its weight and half the weights of its pairs, counted once for repeated words; the effects add up
    to the score minus the intercept. Both describe a model, not the perception of readers.

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
    if not isinstance(model, StaticModel) and WORD.search(sentence):
        words = model.word_scores([sentence]).rename(columns={"log_odds": "effect"})
        return words[["word", "start", "end", "effect"]]
    spans = [match.span() for match in WORD.finditer(sentence)]
    return pd.DataFrame(
        {
            "word": pd.Series([sentence[start:end] for start, end in spans], dtype="str"),
            "start": pd.Series([start for start, _ in spans], dtype="int64"),
            "end": pd.Series([end for _, end in spans], dtype="int64"),
            "effect": model.effects(sentence) if isinstance(model, StaticModel) else np.empty(0),
        }
    )
