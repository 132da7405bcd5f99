"""Names of places and marks in the cells of a staff list, in any way of writing."""

from __future__ import annotations

from hirao_dx.shared.text import cell_text

from .sheets import Cell

YES = {"○", "〇", "◯", "◎", "●", "1", "レ", "✓", "✔", "はい", "yes", "true"}
NO = {"", "0", "×", "-", "なし", "いいえ", "no", "false"}
DASHES = {"-", "ー", "―", "‐", "−", "－", "なし"}


def solid(value: Cell) -> str:
    """A cell as half-width text without any blanks, by which names of places are compared."""
    return cell_text(value).replace(" ", "")


def is_marked(value: Cell) -> bool | None:
    """Whether a cell is ticked; None when it says something else."""
    said = solid(value).lower()
    if said in {solid(mark) for mark in YES}:
        return True
    return False if said in {solid(mark) for mark in NO} else None
