"""The name under which a file is kept and handed out: readable, harmless, not too long."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 120
LONGEST_EXTENSION = 10
NAMELESS = "添付ファイル"

# What Windows does not allow in a name, and the device names it keeps to itself.
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def clean_name(raw: str) -> str:
    """A file's own name without folders, control or direction marks, at most 120 characters.

    Composed (NFC), as macOS sends it in parts; the extension always stays.
    """
    text = unicodedata.normalize("NFC", raw)
    text = "".join(" " if c in "\t\r\n" else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    text = re.split(r"[/\\]", text)[-1]
    text = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", text)).strip().rstrip(" .")
    stem, dot, extension = text.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        stem, extension = text, ""
    stem = stem.strip(" .") or NAMELESS
    if _DEVICES.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    ending = f".{extension.strip()}" if extension else ""
    return stem[: max(MOST_CHARACTERS - len(ending), 1)].rstrip(" .") + ending


def extension_of(name: str) -> str:
    """pdf, in small letters; blank where a name has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
