"""What every page shows: the site's name, the navigation, missing reports, a note on demo data."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from hirao_dx.shared.tabs import Tab
from initiatives.current import plan_of
from initiatives.reminders.strip import reminder_strip
from organization.models import User

# Label, URL name, and the start of the addresses that belong to it.
NAVIGATION: list[tuple[str, str, str | tuple[str, ...]]] = [
    ("マイページ", "my_page", "/reports/"),
    ("ダッシュボード", "dashboard", "/dashboard/"),
    ("取組", "initiatives", "/initiatives/"),
    ("報告期間", "periods", "/periods/"),
    ("会議", "meetings", "/meetings/"),
    ("担当表", "matrix", "/matrix/"),
    ("確認待ち", "reviews", "/reviews/"),
    ("事務の棚卸し", "inventory", "/inventory/"),
    ("計画", "plan", "/plan/"),
]
OFFICE_NAVIGATION: list[tuple[str, str, str | tuple[str, ...]]] = [
    ("職員", "people", ("/people/", "/reorganisation/")),
    ("管理", "admin:index", "/admin/"),
]


def site(request: HttpRequest) -> dict[str, object]:
    """Context of every page. At most three queries: the plan, demo people, missing reports.

    The last one runs only where base.html asks for it: not in the admin, nor for a part of a page.
    """
    plan = plan_of(request)
    return {
        "system_name": f"{plan.name} 進捗管理" if plan else "計画の進捗管理",
        "nav": _navigation(request),
        "reminder_items": SimpleLazyObject(lambda: reminder_strip(request)),
        "demo_data": User.objects.filter(is_demo=True).exists(),
    }


def _navigation(request: HttpRequest) -> list[Tab]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.access.may_enter:
        return []
    entries = [e for e in NAVIGATION if e[1] != "reviews" or user.access.reviews]
    if user.access.is_office:
        entries = entries + OFFICE_NAVIGATION
    return [
        Tab(label, reverse(name), _is_current(request.path, reverse(name), under))
        for label, name, under in entries
    ]


def _is_current(path: str, home: str, under: str | tuple[str, ...]) -> bool:
    return path == home or path.startswith(under)
