"""Lock: the environment that drew the figures, and every figure file by its hash."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from framing.errors import BadInput
from framing.files import hashes_of, read_text, write_text

LOCK = "figures.lock.json"
# what moves bytes of a picture or of the numbers in it
DRAW = ("contourpy", "matplotlib", "numpy", "pandas", "pillow", "scikit-learn", "scipy", "seaborn", "statsmodels")


def environment() -> dict[str, str]:
    """What drawing depends on beside code and data: the same on two machines with the same pins.

    >>> sorted(environment())[-4:]
    ['scipy', 'seaborn', 'statsmodels', 'system']
    """
    from matplotlib import ft2font

    return {
        **{name: version(name) for name in DRAW},
        "freetype": ft2font.__freetype_version__,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "machine": platform.machine(),
        "system": platform.system(),
    }


@dataclass(frozen=True)
class Lock:
    """The environment that drew, and SHA-256 of each file by its name in the folder."""

    environment: Mapping[str, str]
    files: Mapping[str, str]

    @classmethod
    def of(cls, files: Iterable[Path], folder: Path) -> Lock:
        """The lock of files that were drawn just now."""
        return cls(environment(), hashes_of(files, folder))

    def write(self, folder: Path) -> Path:
        """Write as JSON with sorted keys; returns the file."""
        write_text(folder / LOCK, json.dumps(asdict(self), indent=1, sort_keys=True) + "\n")
        return folder / LOCK

    def other_environment(self, now: Mapping[str, str]) -> str:
        """How an environment differs from the one that drew, in a clause; empty where it does not."""
        names = sorted({*self.environment, *now})
        return ", ".join(
            f"{name} {self.environment.get(name, 'none')} → {now.get(name, 'none')}"
            for name in names
            if self.environment.get(name) != now.get(name)
        )


def read_lock(folder: Path) -> Lock:
    """The lock of a folder of figures.

    Raises
    ------
    BadInput
        when there is none, or it is no lock.
    """
    path = folder / LOCK
    try:
        content = json.loads(read_text(path))
        return Lock(dict(content["environment"]), dict(content["files"]))
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadInput):
            raise BadInput(f"{error} framing figures draws the figures and writes it.") from None
        raise BadInput(f"{path} is no lock of figures; expected JSON with environment and files.") from None
