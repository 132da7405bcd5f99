"""The tabs above a list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """A link to one view of a list, for `components/tabs.html`."""

    label: str
    url: str
    current: bool
