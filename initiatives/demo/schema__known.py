"""Whether a name in demo.yaml leads anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hirao_dx.shared.text import half_width
from initiatives.planfile import Fault
from initiatives.planfile.syntax__yaml_lines import Node


def known(node: Node, names: Mapping[str, object], noun: str) -> Iterator[Fault]:
    """A fault that lists the names there are, the nearest alone where some are near."""
    if not node.text or half_width(node.text) in names:
        return
    near = [name for name in names if name.split("/")[0] == half_width(node.text).split("/")[0]]
    yield node.fault(
        f"「{node.text}」という{noun}は、読み込まれている計画にありません。",
        f"{'、'.join(near or names)} のどれかにしてください。",
    )
