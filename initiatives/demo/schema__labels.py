"""How everything that is demo says so."""

from __future__ import annotations

WORD = "見本"
MARK = "【見本】"
REASON = "見本のデータの読み込み"
SECTION_SLOT = "{班}"


def marked(text: str, *, section: str = "") -> str:
    """Text that begins with the mark, with the section's name in its slot. Empty stays empty."""
    return f"{MARK}{text.replace(SECTION_SLOT, section)}" if text else ""
