"""Draw the pictures of docs/gallery.md by the code of the page.

    python bench/gallery.py

Writes docs/gallery/NAME.png.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from matplotlib import pyplot

from framing.plotting import style

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "gallery.md"
BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n!\[\w+\]\((gallery/\w+\.png)\))?", re.DOTALL)
TALL = {
    "propositions": 4.2,
    "naming_rates": 4.2,
    "transfer": 3.2,
    "positions": 3.0,
    "loadedness": 3.2,
}


def main() -> None:
    """Run all blocks in order and save the current Axes after each that has a picture."""
    names: dict[str, Any] = {}
    pyplot.switch_backend("agg")
    (PAGE.parent / "gallery").mkdir(exist_ok=True)
    for code, picture in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        with style():
            figure = pyplot.figure(figsize=(4.6, TALL.get(Path(picture).stem, 2.2)), layout="constrained")
            exec(code, names)  # noqa: S102 the code of our own page
            if picture:
                figure.savefig(PAGE.parent / picture, dpi=120, metadata={"Software": None})
            pyplot.close(figure)


if __name__ == "__main__":
    main()
