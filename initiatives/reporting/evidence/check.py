"""Whether a file may become evidence on a report, and under which name and type it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from .kinds import (
    KINDS,
    MACRO_EXTENSIONS,
    MACROS,
    NotThisKind,
    check_content,
    clean_name,
    extension_of,
)

MOST_FILES = 10  # on one report
ALLOWED = "PDF、Word、Excel、PowerPoint、画像（png、jpg、gif、webp）、テキスト（txt、csv）"


@dataclass(frozen=True)
class Checked:
    """What is kept of a file that passed. `size` is in bytes."""

    name: str
    extension: str
    content_type: str
    size: int
    sha256: str


def check(upload: UploadedFile[Any]) -> Checked:
    """Judge a file by its size, name and content.

    Raises ValidationError that names the file, what is wrong and how to mend it.
    """
    name = clean_name(upload.name or "")
    try:
        extension = _extension(name)
        size = _size(upload)
        kind = check_content(cast(IO[bytes], upload.file), extension)
    except NotThisKind as wrong:
        raise ValidationError(f"「{name}」は添付できません。{wrong}") from wrong
    return Checked(name, extension, kind.content_type, size, _sha256(upload))


def _extension(name: str) -> str:
    extension = extension_of(name)
    if extension in MACRO_EXTENSIONS:
        raise NotThisKind(MACROS)
    if extension not in KINDS:
        raise NotThisKind(f"添付できるのは、{ALLOWED}です。PDFなどに保存し直してください。")
    return extension


def _size(upload: UploadedFile[Any]) -> int:
    size = upload.size or 0
    if size == 0:
        raise NotThisKind("中身が空（0バイト）です。正しいファイルか確かめて選び直してください。")
    if size > settings.EVIDENCE_MAX_BYTES:
        raise NotThisKind(
            f"大きさが{filesizeformat(size)}あります。"
            f"{filesizeformat(settings.EVIDENCE_MAX_BYTES)}までにしてください"
            "（画像を小さくする、分けるなど）。"
        )
    return size


def _sha256(upload: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
