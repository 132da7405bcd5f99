"""The line at the foot of every printed sheet, as a style sheet of its own. Pure.

A margin of a page takes its words only from a style sheet, and those of a paper differ from paper
to paper; nothing may be inline. So each paper has a small sheet of one rule.
"""

from __future__ import annotations


def foot_rule(text: str) -> str:
    """The rule that writes a text at the lower left of every sheet of a paper."""
    return (
        f'@page paper {{ @bottom-left {{ content: "{_escaped(text)}"; '
        'color: #333333; font-family: "Noto Sans JP", "Noto Sans CJK JP", '
        '"BIZ UDPGothic", Meiryo, sans-serif; font-size: 9pt; } }\n'
    )


def _escaped(text: str) -> str:
    """A text within a CSS string: whatever is no letter or digit becomes its code."""
    return "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text)
