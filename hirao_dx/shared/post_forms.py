"""The forms of a page that people fill in: found in its HTML, and filled with kept texts. Pure.

The page is one of ours: well formed, and what people wrote in it is escaped, so that a `<` always
begins a tag. What is known as HTML::FillInForm elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import escape

IN_A_TAG = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
FORM = re.compile(rf"<form\b({IN_A_TAG})>", re.IGNORECASE)
END = re.compile(r"</form\s*>", re.IGNORECASE)
CONTROL = re.compile(
    rf"<(?:input\b(?P<input>{IN_A_TAG})"
    rf"|textarea\b(?P<textarea>{IN_A_TAG})>(?P<text>.*?)</textarea\s*"
    rf"|select\b(?P<select>{IN_A_TAG})>(?P<options>.*?)</select\s*)>",
    re.IGNORECASE | re.DOTALL,
)
OPTION = re.compile(rf"<option\b({IN_A_TAG})>([^<]*)", re.IGNORECASE)
DETAILS = re.compile(rf"<details\b({IN_A_TAG})>", re.IGNORECASE)
BUTTON = re.compile(rf"<button\b({IN_A_TAG})>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
# What is no text of a person's, or must not be kept.
SENT_ALONG = ("hidden", "submit", "button", "image", "reset", "file", "password")
TICKED = ("checkbox", "radio")
PLAIN = "data-plain"  # a form that says so is left as it is: logging in and out, passwords
PUT_BACK = "data-put-back"  # a control that holds a kept text, for scripts
VERSION = re.compile(r"(?:.+-)?version")


@dataclass(frozen=True)
class PostForm:
    """A form that posts. The numbers are places in the page: its tag, its content, its end."""

    start: int
    inside: int
    end: int
    attributes: Mapping[str, str]

    def takes_text(self, page: str) -> bool:
        """Whether people write something in it. One that asks for a password never counts."""
        kinds = {kind for kind, _ in controls(page[self.inside : self.end])}
        return "password" not in kinds and bool(kinds - {*SENT_ALONG, *TICKED, "select"})


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, from the text between its name and its end."""
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in ATTRIBUTE.finditer(tag)
    }


def post_forms(page: str) -> Iterator[PostForm]:
    """The forms of a page that post, in their order, without those that say `data-plain`."""
    for found in FORM.finditer(page):
        said = attributes(found[1])
        if said.get("method", "").lower() != "post" or PLAIN in said:
            continue
        end = END.search(page, found.end())
        yield PostForm(found.start(), found.end(), end.start() if end else len(page), said)


def unfolded(before: str) -> str:
    """What stands before a form, with the `details` open that the form lies in."""
    folded = next(reversed(list(DETAILS.finditer(before))), None)
    if folded is None or "open" in attributes(folded[1]) or "</details" in before[folded.end() :]:
        return before
    return f"{before[: folded.start()]}<details{folded[1]} open>{before[folded.end() :]}"


def controls(content: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The kind and the attributes of each control: an input's type, textarea or select."""
    for found in CONTROL.finditer(content):
        kind, said = _control(found)
        yield kind, said


def _control(found: re.Match[str]) -> tuple[str, dict[str, str]]:
    if found["input"] is not None:
        said = attributes(found["input"])
        return said.get("type", "text").lower(), said
    if found["textarea"] is not None:
        return "textarea", attributes(found["textarea"])
    return "select", attributes(found["select"])


@dataclass
class Filling:
    """What becomes of kept texts in the content of a form.

    `changed` are the names of controls that now hold something else than the page said, `seen`
    those that are there at all; `is_behind` says that the page shows a newer version of a row
    than the one that was typed over.
    """

    texts: Mapping[str, list[str]]
    changed: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    is_behind: bool = False
    _taken: dict[str, int] = field(default_factory=dict)

    def fill(self, content: str) -> str:
        """The content with the kept texts in its controls."""
        self.seen |= {attributes(tag[1]).get("name", "") for tag in BUTTON.finditer(content)}
        return CONTROL.sub(self._fill, content)

    @property
    def left(self) -> dict[str, list[str]]:
        """Kept texts that no control of the content takes."""
        return {name: texts for name, texts in self.texts.items() if name not in self.seen}

    def _fill(self, found: re.Match[str]) -> str:
        kind, said = _control(found)
        name = said.get("name", "")
        self.seen.add(name)
        if kind == "hidden" and VERSION.fullmatch(name) and name in self.texts:
            return self._version(found[0], said, self.texts[name][0])
        if kind in SENT_ALONG or not name:
            return found[0]
        if kind in TICKED:
            return self._tick(found[0], said, kind)
        if kind == "select":
            return self._choose(found, name)
        if (text := self._next(name)) is None:
            return found[0]
        was = (
            unescape(found["text"]).removeprefix("\n")
            if kind == "textarea"
            else said.get("value", "")
        )
        if _same(was, text):
            return found[0]
        self.changed.add(name)
        if kind == "textarea":
            said_of_it = f"{found['textarea']} {PUT_BACK}"
            return f"<textarea{said_of_it}>\n{escape(text)}</textarea>"
        return _with(_with(found[0], "value", text), PUT_BACK, "")

    def _next(self, name: str) -> str | None:
        """The next text of a name: several controls may have the same."""
        at = self._taken.get(name, 0)
        self._taken[name] = at + 1
        texts = self.texts.get(name, [])
        return texts[at] if at < len(texts) else None

    def _version(self, tag: str, said: Mapping[str, str], version: str) -> str:
        if said.get("value", "") == version:
            return tag
        self.is_behind = True
        return _with(tag, "value", version)

    def _tick(self, tag: str, said: Mapping[str, str], kind: str) -> str:
        name, was = said["name"], "checked" in said
        if name not in self.texts and (kind == "radio" or not self._is_whole(name)):
            return tag
        ticked = said.get("value", "on") in self.texts.get(name, [])
        if ticked == was:
            return tag
        self.changed.add(name)
        tag = _with(tag, "checked", "") if ticked else _without(tag, "checked")
        return _with(tag, PUT_BACK, "")

    def _choose(self, found: re.Match[str], name: str) -> str:
        chosen = self.texts.get(name)
        offered = set(_values(found["options"]))
        if chosen is None or not set(chosen) <= offered:
            return found[0]

        def mark(option: re.Match[str]) -> str:
            tag = _without(f"<option{option[1]}>", "selected")
            marked = _with(tag, "selected", "") if _value(option) in chosen else tag
            return marked + option[2]

        if set(_chosen(found)) == set(chosen):
            return found[0]
        self.changed.add(name)
        options = OPTION.sub(mark, found["options"])
        return f"<select{found['select']} {PUT_BACK}>{options}</select>"

    def _is_whole(self, name: str) -> bool:
        """Whether the part of the form that a control belongs to was kept, so that what is not
        among the texts was not ticked. A row's controls begin with its prefix (t12-name)."""
        prefix = part_of(name)
        return any(part_of(kept) == prefix for kept in self.texts)


def part_of(name: str) -> str:
    """The row of a form that a control belongs to: what its name has before the first hyphen."""
    return name.partition("-")[0] if "-" in name else ""


def _values(options: str) -> Iterator[str]:
    """The values of options, in their order."""
    return (_value(option) for option in OPTION.finditer(options))


def _value(option: re.Match[str]) -> str:
    return attributes(option[1]).get("value", unescape(option[2]).strip())


def _chosen(select: re.Match[str]) -> list[str]:
    """The values that a select would send as it stands: its first one where none is marked."""
    options = list(OPTION.finditer(select["options"]))
    marked = [_value(option) for option in options if "selected" in attributes(option[1])]
    if marked or "multiple" in attributes(select["select"]):
        return marked
    return [_value(option) for option in options[:1]]


def _same(one: str, other: str) -> bool:
    return "\n".join(one.splitlines()) == "\n".join(other.splitlines())


def _with(tag: str, name: str, value: str) -> str:
    """A tag with an attribute instead of the one it may have."""
    bare = _without(tag, name)
    said = f' {name}="{escape(value)}"' if value or name == "value" else f" {name}"
    end = len(bare) - (2 if bare.endswith("/>") else 1)
    return bare[:end].rstrip() + said + bare[end:]


def _without(tag: str, name: str) -> str:
    for found in ATTRIBUTE.finditer(tag, tag.find(" ") + 1):
        if found[1].lower() == name:
            return tag[: found.start()].rstrip() + tag[found.end() :]
    return tag
