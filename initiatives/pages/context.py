"""What every page shows: the site's name, the navigation, missing reports, a note on demo data."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from hirao_dx.shared.tabs import Tab
from initiatives.current import plan_of, plans_of, slug_in, todays_plan
from initiatives.reminders.strip import reminder_strip
from organization.models import User

# Label, URL name, and the start of the addresses, within a plan, that belong to it.
NAVIGATION: list[tuple[str, str, str | tuple[str, ...]]] = [
    ("マイページ", "my_page", "/reports/"),
    ("ダッシュボード", "dashboard", "/dashboard/"),
    ("取組", "initiatives", "/initiatives/"),
    ("報告期間", "periods", "/periods/"),
    ("会議", "meetings", "/meetings/"),
    ("担当表", "matrix", "/matrix/"),
    ("確認待ち", "reviews", "/reviews/"),
    ("事務の棚卸し", "inventory", "/inventory/"),
    ("計画", "plan", ("/plan/", "/plans/")),
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
        "plans": _plans(request),
        "plan_standing": _standing(request),
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
    here = _within_plan(request.path_info)
    return [
        Tab(label, address := reverse(name), request.path == address or here.startswith(under))
        for label, name, under in entries
    ]


def _within_plan(path: str) -> str:
    """An address without the plan it names: /plans/a/dashboard/ is /dashboard/."""
    slug = slug_in(path)
    return path.removeprefix(f"/plans/{slug}") if slug else path


def _plans(request: HttpRequest) -> list[Tab]:
    """The town's plans to choose from, today's first. Empty where there is one."""
    user = getattr(request, "user", None)
    plans = plans_of(request)
    if len(plans) < 2 or user is None or not user.is_authenticated or not user.access.may_enter:
        return []
    shown = plan_of(request)
    return [Tab(plan.title, plan.get_absolute_url(), plan == shown) for plan in plans]


def _standing(request: HttpRequest) -> str:
    """What a page of another plan than today's says of that plan; blank on all other pages."""
    shown, todays = plan_of(request), todays_plan(request)
    if shown is None or todays is None or shown == todays or slug_in(request.path_info) is None:
        return ""
    return shown.standing(timezone.localdate())
