"""What kind of file something really is, judged by its content and not by its name."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

import puremagic

from hirao_dx.shared.text import composed
from hirao_dx.shared.uploads import COMPOUND, OversizedFile, UnreadableFile, opened_package

HEAD = 8192  # bytes that tell the kind
MOST_UNPACKED = 500 * 1024 * 1024
MOST_CONTENT_TYPES = 1024 * 1024

CONTENT_TYPES = "[Content_Types].xml"
OFFICE = "application/vnd.openxmlformats-officedocument."


class NotThisKind(UnreadableFile):
    """The content is not what it should be. Says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Kind:
    """A kind of file people may attach."""

    label: str
    content_type: str
    how: str
    """How the content is told: magic, package, compound or text."""
    signs: tuple[str, ...] = ()
    """What puremagic calls it, the main part's type in a package, a compound's stream."""


IMAGE = "画像"
KINDS = {
    "pdf": Kind("PDF", "application/pdf", "magic", (".pdf",)),
    "docx": Kind(
        "Word文書", f"{OFFICE}wordprocessingml.document", "package", ("wordprocessingml.document",)
    ),
    "xlsx": Kind(
        "Excelブック", f"{OFFICE}spreadsheetml.sheet", "package", ("spreadsheetml.sheet",)
    ),
    "pptx": Kind(
        "PowerPoint資料",
        f"{OFFICE}presentationml.presentation",
        "package",
        ("presentationml.presentation", "presentationml.slideshow"),
    ),
    "doc": Kind("Word文書（旧形式）", "application/msword", "compound", ("WordDocument",)),
    "xls": Kind(
        "Excelブック（旧形式）", "application/vnd.ms-excel", "compound", ("Workbook", "Book")
    ),
    "ppt": Kind(
        "PowerPoint資料（旧形式）",
        "application/vnd.ms-powerpoint",
        "compound",
        ("PowerPoint Document",),
    ),
    "png": Kind(IMAGE, "image/png", "magic", (".png",)),
    "jpg": Kind(IMAGE, "image/jpeg", "magic", (".jpg", ".jpeg")),
    "jpeg": Kind(IMAGE, "image/jpeg", "magic", (".jpg", ".jpeg")),
    "gif": Kind(IMAGE, "image/gif", "magic", (".gif",)),
    "webp": Kind(IMAGE, "image/webp", "magic", (".webp",)),
    "txt": Kind("テキスト", "text/plain", "text"),
    "csv": Kind("CSV", "text/csv", "text"),
}
MACRO_EXTENSIONS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm"}

MACROS = (
    "マクロが入っています。マクロなしの形式（docx、xlsx、pptx、PDFなど）で保存し直してください。"
)
OTHER_CONTENT = (
    "中身が、名前の拡張子（.{extension}）と合いません。"
    "元のアプリで開き、「名前を付けて保存」でPDFなどの形式にして選び直してください。"
)
UNPACKS_TO_TOO_MUCH = (
    "開くと非常に大きくなるファイルのため、受け取れません。"
    "画像を減らすか、PDFにして選び直してください。"
)
BROKEN = "壊れているため読み取れません。元のアプリで開いて保存し直してください。"


def check_content(stream: IO[bytes], extension: str) -> Kind:
    """The kind a file's extension names, once its content agrees. Raises NotThisKind."""
    kind = KINDS[extension]
    stream.seek(0)
    head = stream.read(HEAD)
    agrees = {
        "magic": _is_magic,
        "package": _is_package,
        "compound": _is_compound,
        "text": _is_text,
    }[kind.how](stream, head, kind)
    stream.seek(0)
    if not agrees:
        raise NotThisKind(OTHER_CONTENT.format(extension=extension))
    return kind


def _is_magic(stream: IO[bytes], head: bytes, kind: Kind) -> bool:
    return bool(_names(head) & set(kind.signs))


def _names(head: bytes) -> set[str]:
    """What puremagic takes the first bytes for; nothing where it does not know."""
    try:
        return {found.extension for found in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_package(stream: IO[bytes], head: bytes, kind: Kind) -> bool:
    """An Office file: a zip with the right main part and no macros, or an encrypted one."""
    if head.startswith(COMPOUND):
        return _holds(stream, "EncryptedPackage")
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with opened_package(stream, most_bytes=MOST_UNPACKED) as package:
            types = _content_types(package)
    except NotThisKind:
        raise
    except OversizedFile as error:
        raise NotThisKind(UNPACKS_TO_TOO_MUCH) from error
    except UnreadableFile as error:
        raise NotThisKind(BROKEN) from error
    return any(f"{sign}.main+xml" in types for sign in kind.signs)


def _content_types(package: zipfile.ZipFile) -> str:
    """The list of a package's parts. Raises NotThisKind for macros."""
    entries = package.infolist()
    names = [e.filename.replace("\\", "/").rpartition("/")[2].lower() for e in entries]
    if any(name.startswith("vbaproject") for name in names):
        raise NotThisKind(MACROS)
    listed = [e for e in entries if e.filename == CONTENT_TYPES]
    if not listed:
        return ""
    with package.open(listed[0]) as part:
        raw = part.read(MOST_CONTENT_TYPES + 1)
    if len(raw) > MOST_CONTENT_TYPES:
        raise NotThisKind(BROKEN)
    types = raw.replace(b"\0", b"").decode("utf-8", "replace")
    if "macroenabled" in types.lower() or "vbaproject" in types.lower():
        raise NotThisKind(MACROS)
    return types


def _is_compound(stream: IO[bytes], head: bytes, kind: Kind) -> bool:
    """An Office file of before 2007, without macros."""
    if not head.startswith(COMPOUND):
        return False
    if _holds(stream, "_VBA_PROJECT"):
        raise NotThisKind(MACROS)
    return any(_holds(stream, sign) for sign in kind.signs)


def _holds(stream: IO[bytes], name: str) -> bool:
    """Whether a compound file has a stream of this name; its directory holds UTF-16."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    stream.seek(0)
    rest = b""
    while block := stream.read(1024 * 1024):
        if wanted in rest + block:
            return True
        rest = block[-len(wanted) :]
    return False


def _is_text(stream: IO[bytes], head: bytes, kind: Kind) -> bool:
    """Text in UTF-8 or Shift_JIS that is neither a web page nor a program."""
    stream.seek(0)
    raw = stream.read()
    if b"\0" in raw or raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"#!", b"%PDF")):
        return False
    for encoding in ("utf-8", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(c < " " and c not in "\t\r\n\f" for c in text)
    return False


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
    text = composed(raw)
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
