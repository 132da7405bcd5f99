"""Views of one list as links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """One way to look at a list, for `components/tabs.html`."""

    label: str
    url: str
    current: bool
