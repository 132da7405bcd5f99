"""Says in plain words why a YAML file cannot be read, and finds the line of every value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import yaml
from yaml.composer import ComposerError

from hirao_dx.shared.text import day, integer

from .faults import Fault
from .labels import Path, dotted, spoken

# What the parser reports, and what is told to the writer of the file instead.
_EXPLAINED = (
    (
        "alias refused",
        "「&」や「*」で始まる参照は使えません。",
        '値をそのまま書いてください。文字として使うときは「"」で囲んでください。',
    ),
    (
        "tag refused",
        "「!」で始まる指定は使えません。",
        '「!」を消すか、値全体を「"」で囲んでください。',
    ),
    (
        "another document",
        "「---」で区切られた2つ目の文書があります。",
        "「---」の行を消して、1つにまとめてください。",
    ),
    (
        "mapping values are not allowed",
        "ここに「:」は書けません。",
        '上の行の字下げをそろえるか、値に「: 」を含むときは値全体を「"」で囲んでください。',
    ),
    (
        "could not find expected ':'",
        "項目名の後の「:」がありません。",
        "「項目名: 値」の形で書いてください。「:」は半角で、後ろに半角スペースを入れます。",
    ),
    (
        "unexpected end of stream",
        "「\"」や「'」が閉じられていません。",
        "値の終わりにも同じ引用符を付けてください。",
    ),
    (
        "cannot start any token",
        "値の先頭に使えない記号（@、`、% など）があります。",
        '値全体を「"」で囲んでください。',
    ),
    (
        "expected <block end>",
        "字下げがそろっていません。",
        "同じ並びの項目は、行の先頭の半角スペースの数を同じにしてください。",
    ),
)
_FALLBACK = (
    "YAMLの書き方に誤りがあります。",
    "この行と前後の行の「:」「-」、字下げ、引用符を確かめてください。",
)
_TAB = re.compile(r"^ *\t")
_WIDE_SPACE = re.compile(r"^[ \t]*\u3000")
_WIDE_COLON = re.compile(r"^[ \-]*[A-Za-z_]+：")


def explain(error: yaml.YAMLError, text: str, *, file: str) -> list[Fault]:
    """The faults behind a parser's error: tabs and full-width signs first, on every line."""
    faults = _likely_causes(text, file=file)
    if faults:
        return faults
    said = str(getattr(error, "problem", ""))
    mark = getattr(error, "problem_mark", None)
    if "unexpected end of stream" in said:
        mark = getattr(error, "context_mark", None) or mark
    problem, mend = next(
        ((problem, mend) for key, problem, mend in _EXPLAINED if key in said), _FALLBACK
    )
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, int(error.position)) + 1
        return [
            Fault(
                file=file,
                line=line,
                problem="目に見えない制御文字があります。",
                mend="この行を書き直してください。",
            )
        ]
    number = mark.line + 1 if mark else None
    lines = text.splitlines()
    value = lines[number - 1].strip() if number and number <= len(lines) else ""
    return [Fault(file=file, line=number, value=value, problem=problem, mend=mend)]


def _likely_causes(text: str, *, file: str) -> list[Fault]:
    causes = (
        (_TAB, "字下げにタブが使われています。", "タブを半角スペースに直してください。"),
        (
            _WIDE_SPACE,
            "字下げに全角スペースが使われています。",
            "全角スペースを半角スペースに直してください。",
        ),
        (
            _WIDE_COLON,
            "項目名の後の「：」が全角です。",
            "半角の「:」に直し、後ろに半角スペースを入れてください。",
        ),
    )
    return [
        Fault(file=file, line=number, value=line.strip(), problem=problem, mend=mend)
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern, problem, mend in causes
        if pattern.match(line)
    ]


_EMPTY = {"", "~", "null", "Null", "NULL"}


@dataclass
class Tree:
    """A file's data with the line of every place in it.

    `notes` are faults met while it was being built: path, line, problem and mend.
    """

    file: str
    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    notes: list[tuple[Path, int, str, str]] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        """What was found wrong while reading."""
        return [
            replace(self.at(path).fault(problem, mend), line=line)
            for path, line, problem, mend in self.notes
        ]

    @property
    def root(self) -> Node:
        """The node of the whole file."""
        return Node(self, (), self.data)

    def at(self, path: Path) -> Node:
        """The node at a path; a place that does not exist has no value."""
        node = self.root
        for step in path:
            node = node.get(step)
        return node

    def line(self, path: Path) -> int | None:
        """The line of a place, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


@dataclass(frozen=True)
class Node:
    """A place in a file. Reading never fails: a value of the wrong shape reads as nothing."""

    tree: Tree
    path: Path
    value: object

    def get(self, step: str | int) -> Node:
        value: object = None
        if isinstance(self.value, dict):
            value = self.value.get(step)
        elif isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            value = self.value[step]
        return Node(self.tree, (*self.path, step), value)

    def each(self, *steps: str) -> Iterator[Node]:
        """The items of the list found by following `steps`; none where there is no list."""
        node = self
        for step in steps:
            node = node.get(step)
        if isinstance(node.value, list):
            for index in range(len(node.value)):
                yield node.get(index)

    @property
    def text(self) -> str | None:
        return self.value.strip() if isinstance(self.value, str) else None

    @property
    def integer(self) -> int | None:
        return integer(self.value) if isinstance(self.value, str) else None

    @property
    def day(self) -> date | None:
        return day(self.value) if isinstance(self.value, str) else None

    @property
    def line(self) -> int | None:
        return self.tree.line(self.path)

    def fault(self, problem: str, mend: str) -> Fault:
        """A fault at this place."""
        return Fault(
            file=self.tree.file,
            line=self.line,
            label=spoken(self.path, self.tree.data),
            path=dotted(self.path),
            value="" if self.value is None else str(self.value),
            problem=problem,
            mend=mend,
        )


class _PlainLoader(yaml.SafeLoader):
    """Refuses aliases, anchors and tags: the files need none, and they can hide content."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        parser: Any = self  # yaml's stubs do not type this method
        event = parser.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ComposerError(None, None, "alias refused", event.start_mark)
        if getattr(event, "tag", None):
            raise ComposerError(None, None, "tag refused", event.start_mark)
        return super().compose_node(parent, index)


def _plain(tree: Tree, node: yaml.Node, path: Path) -> object:
    tree.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(tree, item, (*path, i)) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(tree, node, path)
    is_plain = isinstance(node, yaml.ScalarNode) and node.style is None
    if is_plain and node.value in _EMPTY:
        return None
    _refuse_controls(tree, node, path)
    return str(node.value)


def _refuse_controls(tree: Tree, node: yaml.Node, path: Path) -> None:
    r"""Escapes such as "\0" make signs that no database and no screen can take."""
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in node.value):
        mend = "「\\」で始まる記号を消して、この値を書き直してください。"
        tree.notes.append((path, tree.lines[path], "目に見えない制御文字があります。", mend))


def _plain_mapping(tree: Tree, node: yaml.MappingNode, path: Path) -> dict[str, object]:
    data: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        place = (*path, key)
        line = key_node.start_mark.line + 1
        if key in data:
            problem = f"「{key}」が{tree.lines[place]}行目と重なっています。"
            tree.notes.append((place, line, problem, "どちらか1行にしてください。"))
            continue
        tree.lines[place] = line
        data[key] = _plain(tree, value_node, place)
    return data


def parse(text: str, *, file: str) -> Tree:
    """Read YAML text. Raises yaml.MarkedYAMLError where it is no YAML (see `syntax`)."""
    tree = Tree(file)
    node = yaml.compose(text, Loader=_PlainLoader)
    if node is not None:
        tree.data = _plain(tree, node, ())
    return tree
