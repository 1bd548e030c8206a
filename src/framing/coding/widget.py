"""Code sentences in a notebook, by an anywidget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import anywidget
import pandas as pd
import traitlets

from framing.coding.codebook import Codebook
from framing.coding.screen import CodingScreen
from framing.coding.session import CodingSession, open_session
from framing.display import read_asset
from framing.study import Study

_open: WeakValueDictionary[Path, CodingSession] = WeakValueDictionary()  # by folder, in this kernel


class CodingWidget(anywidget.AnyWidget):
    """A coding session as a notebook shows it; `session` has the codes.

    Parameters
    ----------
    session : CodingSession
        Session of one coder.
    """

    _esm = read_asset("coding.js") + read_asset("coding-widget.js")
    _css = read_asset("coding.css")
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, session: CodingSession) -> None:
        self.session = session
        self.screen = CodingScreen(session)
        super().__init__(state=self.screen.state)
        self.on_msg(self._answer)

    def _answer(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        """Answer a message of a view; the state names the message, so that the view knows that it is saved."""
        self.state = {**self.screen.answer(message), "id": message.get("id", "")}
        self.screen.write()

    def __repr__(self) -> str:  # that of widgets would put the words of the sentence into the notebook
        return f"CodingWidget: {self.session!r}"


def code_sentences(
    study: Study,
    codebook: Codebook | str | Path,
    *,
    coder: str,
    sample: pd.DataFrame | Sequence[str] | None = None,
    folder: str | Path | None = None,
    context: int = 2,
    new_version: bool = False,
) -> CodingWidget:
    """Code sentences of a study in a notebook, by keyboard or mouse.

    One sentence is shown at a time, with the sentences around it, the questions of the codebook and their keys; the
    outlet is not shown. Every code is on disk before the next sentence appears. After a crash, run the cell again: it
    goes on where it stopped. Each coder has a folder and sees nothing of the others. Without JupyterLab, use
    ``framing code --serve``.

    Parameters
    ----------
    study : Study
        Study with texts attached.
    codebook : Codebook, str or Path
        Codebook, or its file; see `read_codebook`.
    coder : str
        Short name of the coder, one to sixteen small letters or digits.
    sample : DataFrame or sequence of str, optional
        Sentences to code in their order: a sample with the column sentence_id, or sentence_ids. Default: all but
        boilerplate.
    folder : str or Path, optional
        Folder of codes. Default: that of the study.
    context : int, default 2
        Number of sentences shown before and after.
    new_version : bool, default False
        Go on with a changed codebook of another version. Earlier codes keep theirs.

    Returns
    -------
    CodingWidget
        Widget that notebooks display; ``.session.codes()`` returns the codes so far.

    Raises
    ------
    BadInput
        If the codebook, the sample or the journal of the coder does not fit, or the journal is open elsewhere.
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import tempfile
    >>> import framing as fr
    >>> from framing.coding import Category, Codebook, Variable
    >>> yes_no = (Category("yes", key="y"), Category("no", key="n"))
    >>> codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=yes_no),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     fr.code_sentences(fr.demo(), codebook, coder="ann", sample=["freehadrel-1:03"], folder=folder)
    CodingWidget: CodingSession of 'ann': 0 of 1 sentences coded by codebook 'blame', version 1.0
    """
    home = Path(study.path("codes") if folder is None else folder).resolve() / coder
    if home in _open:  # the cell is run again
        _open[home].close()
    session = open_session(study, codebook, coder, sample, folder=folder, context=context, new_version=new_version)
    _open[home] = session
    return CodingWidget(session)
