"""A file as the answer to a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO, overload

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

# A file that a browser shows instead of saving may neither run scripts nor load anything.
SANDBOX = "default-src 'none'; sandbox"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
UNFIT = re.compile(r"[\x00-\x1f\x7f/\\]")  # for a file's name


@overload
def file_response(content: bytes, *, name: str, content_type: str) -> HttpResponse: ...
@overload
def file_response(
    content: BinaryIO | Iterable[bytes], *, name: str, content_type: str
) -> FileResponse: ...
def file_response(
    content: bytes | BinaryIO | Iterable[bytes], *, name: str, content_type: str
) -> HttpResponse | FileResponse:
    """A download under a Japanese name. What is not bytes is sent a piece at a time.

    Browsers and proxies must not store it: numbers move with every report, and office machines are
    shared.
    """
    answer: HttpResponse | FileResponse
    if isinstance(content, bytes):
        answer = HttpResponse(content, content_type=content_type)
    else:
        answer = FileResponse(content, content_type=content_type)
    disposition = content_disposition_header(True, UNFIT.sub("_", name))
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
