"""Uploaded files: judged by what they are and what they unpack to, before any reader opens them.

Spreadsheets are read in `excel`. Every refusal is one `UnreadableFile`.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from .words import number

LARGEST_UNPACKED = 80 * 1024 * 1024  # bytes of a spreadsheet file's parts, unpacked
MOST_MEMBERS = 5000  # parts of a zip file
MOST_FIELDS = 16_384  # in a row of a CSV file, as many as a sheet has columns
LONGEST_LINE = 1_000_000  # characters of a CSV file's line
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1  # the flag of a zip file's part that needs a password

# What the readers of zip, zlib and XML, and openpyxl on top of them, raise for a damaged file.
READERS_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNS = (  # how a file begins, and what it is then called
    (b"%PDF", "PDF"),
    (b"{\\rtf", "リッチテキスト（RTF）"),
    (b"\x89PNG", "画像"),
    (b"\xff\xd8\xff", "画像"),
    (b"GIF8", "画像"),
    (b"\x1f\x8b", "圧縮（gzip）"),
    (b"7z\xbc\xaf", "圧縮（7z）"),
    (b"Rar!", "圧縮（RAR）"),
)
MARKUP = ("<!doctype html", "<html", "<?xml", "<table", "<head", "<body")
AS_XLSX = "Excelで「.xlsx」として保存し直してください。"
EMPTY = "ファイルが空です。中身のあるファイルを選んでください。"
NO_TABLE_FILE = "Excel（.xlsx）かCSVのファイルを選んでください。"
NOT_READABLE = "Excelファイルとして読めません。.xlsxで保存し直してから、もう一度選んでください。"
UNPACKS_TO_TOO_MUCH = (
    "Excelファイルの中身が大きすぎます（広げて"
    f"{LARGEST_UNPACKED // 1024 // 1024}MBまで）。必要な表だけのファイルにしてください。"
)
LOCKED = (
    "パスワードの付いたExcelファイルです。"
    "パスワードを外して保存し直してから、もう一度選んでください。"
)


class UnreadableFile(Exception):
    """The file as a whole cannot be read; says why and what to do."""


class OversizedFile(UnreadableFile):
    """What the file unpacks to is more than is read."""


def checked(content: bytes, most_bytes: int, mend: str) -> bytes:
    """The content of a spreadsheet or a CSV file, if it may be one.

    Raises UnreadableFile for a file that is empty, over `most_bytes` (`mend` says how to make it
    smaller) or of a kind that is not read, which is named.
    """
    if len(content) > most_bytes:
        raise OversizedFile(
            f"ファイルが大きすぎます（{most_bytes // 1024 // 1024}MBまで）。{mend}"
        )
    if not content:
        raise UnreadableFile(EMPTY)
    if content.startswith(COMPOUND[:4]):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise UnreadableFile(
            LOCKED
            if locked
            else "古い形式（.xls）のファイルです。「Excelブック（.xlsx）」で保存し直してください。"
        )
    if kind := _kind(content):
        raise UnreadableFile(f"これは{kind}のファイルです。{AS_XLSX}")
    return content


def _kind(content: bytes) -> str:
    """What a file that is no table is called; blank for one that may be a table."""
    for sign, kind in SIGNS:
        if content.startswith(sign):
            return kind
    start = content[:200].decode("latin-1").lstrip("ï»¿ \t\r\n").lower()
    return "ウェブページ（HTML・XML）" if start.startswith(MARKUP) else ""


@contextmanager
def opened_package(
    stream: IO[bytes], *, most_bytes: int = LARGEST_UNPACKED
) -> Iterator[zipfile.ZipFile]:
    """A zip file whose list of parts is within the limits.

    No more of a part is unpacked than its list says: zipfile stops there and compares the sum, so
    that a list which says too little is refused as damaged. What a reader raises inside the block
    is turned into UnreadableFile.
    """
    try:
        with zipfile.ZipFile(stream) as package:
            _judge(package.infolist(), most_bytes)
            yield package
    except READERS_ERRORS as error:
        raise UnreadableFile(NOT_READABLE) from error


def _judge(parts: list[zipfile.ZipInfo], most_bytes: int) -> None:
    if len(parts) > MOST_MEMBERS or sum(part.file_size for part in parts) > most_bytes:
        raise OversizedFile(UNPACKS_TO_TOO_MUCH)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableFile(LOCKED)
    if len({part.filename for part in parts}) < len(parts):
        raise UnreadableFile(NOT_READABLE)
    if any(part.compress_type not in PACKED for part in parts):
        raise UnreadableFile(NOT_READABLE)


def csv_rows(content: bytes) -> Iterator[list[str]]:
    """The rows of a CSV file, or of one with tabs. Raises UnreadableFile that names the row."""
    text = decoded(content)
    if "\0" in text:
        raise UnreadableFile(NO_TABLE_FILE)
    for line, long in enumerate(text.split("\n"), start=1):
        if len(long) > LONGEST_LINE:
            raise UnreadableFile(
                f"{line}行目が長すぎます（{number(LONGEST_LINE)}文字まで）。"
                "1行に1件ずつ書いてください。"
            )
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    line = 0
    try:
        for line, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            if len(row) > MOST_FIELDS:
                raise UnreadableFile(
                    f"{line}行目の列が多すぎます（{number(MOST_FIELDS)}列まで）。"
                    "使わない列を消してください。"
                )
            yield row
    except csv.Error as error:
        raise UnreadableFile(
            f'{line + 1}行目から先を読めません。引用符（"）の数を確かめてください。'
        ) from error


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, or the encoding Japanese Windows saves CSV in."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        "文字コードがわかりません。Excelの「CSV UTF-8」か「CSV」で保存し直してください。"
    )
