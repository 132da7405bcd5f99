"""A file made for one person, on this request."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# A file opened in the browser after all may neither run anything nor read anything of ours.
SANDBOX = "default-src 'none'; sandbox"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A download under a Japanese name.

    It is never stored: numbers move with every report, and office machines are shared.
    """
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
