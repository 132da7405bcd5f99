"""What the workers of a run share: a folder, and work that only the first of them does."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run's temporary folder: the one above a worker's own, where pytest-xdist runs."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def once(folder: Path) -> Iterator[bool]:
    """Whether this process is the one to fill the folder; the others wait until it is filled.

    Where filling it fails, the next process tries.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        filled = folder / ".filled"
        if filled.exists():
            yield False
        else:
            folder.mkdir(exist_ok=True)
            yield True
            filled.touch()
