"""Pages of the office alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from hirao_dx.shared.http import StaffRequest

P = ParamSpec("P")
OFFICE_ONLY = "この画面を使えるのは、事務局の人だけです。"


def office_only(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Answers 403 to everybody who is not in the office today."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.access.is_office:
            raise PermissionDenied(OFFICE_ONLY)
        return view(request, *args, **kwargs)

    return guarded
