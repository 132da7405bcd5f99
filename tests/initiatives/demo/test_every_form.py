"""Every form of the site: it carries its marker and its token, and what is typed into it is found
again after the log-in ran out."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.urls.converters import IntConverter
from django.utils import timezone

from hirao_dx.shared.kept import MARKER, ONCE, Marker, read_marker
from initiatives.addresses import urls_of
from initiatives.models import Participation, ProgressReport
from initiatives.reporting.evidence import actions as evidence
from inventory.models import Task
from organization.models import User
from tests.clients import in_full
from tests.factories.organization import PASSWORD
from tests.factories.revision import InitiativeTermsFactory, PlanRevisionFactory
from tests.initiatives.reporting.evidence.files import PNG
from tests.posting import Form, forms_in, log_in_with
from tests.project.repository import text, under

# Where people write, by the name of the address that the form is sent to. `{…}` stands for a row
# of the demo, see `addresses`.
WRITTEN = {
    "agenda": "/meetings/4/agenda/",
    "agenda_edit": "/meetings/4/agenda/6/",
    "attendance": "/meetings/4/attendance/",
    "attendance_guest": "/meetings/4/attendance/",
    "decision_edit": "/meetings/decisions/2/edit/",
    "decision_new": "/meetings/4/decisions/new/",
    "evidence_remove": "/evidence/{evidence}/remove/",
    "inventory_workspace": "/inventory/sections/1/work/?columns=work",
    "matrix_cell": "/matrix/1/1/",
    "matrix_column": "/matrix/1/",
    "meeting_edit": "/meetings/4/edit/",
    "meeting_new": "/meetings/new/",
    "paper_new": "/meetings/4/paper/new/",
    "period_step": "/periods/2026-3/extend/",
    "quality_mend": "/inventory/quality/?kind=missing",
    "quality_load": "/inventory/quality/?kind=load",
    "quality_pair": "/inventory/quality/?kind=spelling",
    "reorganisation_new": "/reorganisation/new/",
    "report_correct": "/reports/{own}/correct/",
    "report_edit": "/reports/write/{participation}/2026-3/",
    "report_reopen": "/reports/{confirmed}/",
    "report_return": "/reports/{submitted}/",
    "report_sheet": "/reports/sheet/2026-3/",
    "revision_add": "/plan/revisions/{draft}/add/",
    "revision_edit": "/plan/revisions/{draft}/edit/",
    "revision_head": "/plan/revisions/{draft}/head/",
    "revision_new": "/plan/revisions/new/",
    "revision_targets": "/plan/revisions/{draft}/targets/6/",
    "staff_import": "/people/import/",
    "survey_new": "/inventory/surveys/new/",
    "system_add": "/inventory/systems/add/",
    "system_edit": "/inventory/systems/7/edit/",
    "task_add": "/inventory/sections/1/add/",
    "task_edit": "/inventory/tasks/225/edit/",
    "task_end": "/inventory/tasks/225/end/",
    "task_merge": "/inventory/sections/13/merge/?numbers=3,4",
    "task_reinstate": "/inventory/tasks/{ended}/reinstate/",
    "task_split": "/inventory/tasks/225/split/?parts=3",
}
# Forms of buttons, ticks and files alone.
PRESSED = {
    "agenda_delete", "agenda_move", "appointment_cancel", "attendance_fill", "evidence_add",
    "import_apply", "import_check", "import_columns", "import_decide", "import_discard",
    "imports", "initiative_tasks", "periods_create", "person_close", "quality_take_back",
    "reorganisation", "report_confirm", "report_withdraw", "reviews_confirm", "revision_delete",
    "revision_seal", "transfer_list_apply", "transfer_list_check", "transfer_list_drop",
    "transfer_person",
}  # fmt: skip
# What a script sends, and what nothing is kept of: passwords, and what is dropped.
APART = {"drop_kept", "keep_text", "login", "logout", "password_change", "task_row"}
# Pages that only lead elsewhere or show something.
READ = {
    "chart_svg", "dashboard", "decisions", "evidence", "explain", "gallery", "healthz",
    "import_job", "initiative", "initiatives", "inventory", "inventory_candidates",
    "inventory_candidates_csv", "inventory_department", "inventory_digitise",
    "inventory_digitise_csv", "inventory_history", "inventory_quality", "inventory_section",
    "inventory_section_history", "inventory_system", "inventory_systems", "inventory_tasks",
    "inventory_workbook", "matrix", "meeting", "meetings", "my_page", "numbers_json", "paper",
    "paper_foot", "paper_pdf", "paper_preview", "paper_xlsx", "papers", "papers_compare",
    "password_change_done", "people", "period", "periods", "person", "plan", "plan_background",
    "plan_front", "plan_glossary", "plan_sdgs", "plans", "reorganisations", "report", "reviews",
    "revision", "revisions", "rules", "staff_template", "submissions", "survey", "surveys",
    "surveys_compare", "surveys_compare_csv",
    "table_csv", "table_xlsx", "tables_xlsx", "task", "task_merge_alike", "transfer_list",
    "transfers",
}  # fmt: skip
TYPED = "書きかけ {} 番"
PLAN = "hirao-dx-2023"
# The only forms that are left as they are: logging in and out, passwords, dropping what is kept.
PLAIN = {
    "templates/admin/base_site.html",
    "templates/components/account.html",
    "templates/organization/kept/banner.html",
    "templates/registration/login.html",
    "templates/registration/password_change_form.html",
}


def patterns(found=None):
    for one in found or get_resolver().url_patterns:
        if isinstance(one, URLPattern):
            yield one
        elif not str(one.pattern).startswith("admin"):
            yield from patterns(one.url_patterns)


def name_of(address: str) -> str:
    return resolve(urlsplit(address).path, urlconf=urls_of(PLAN)).view_name


def key(form: Form) -> tuple[str, str]:
    return urlsplit(form.address).path, form.attributes.get("data-form", "")


@pytest.fixture
def office(demo):
    user = User.objects.get(username="jimukyoku")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def addresses(demo, office):
    """The pages of `WRITTEN`, with rows of the demo in their addresses."""
    reports = ProgressReport.objects.filter(participation__initiative__plan=demo.plan)
    now = reports.filter(period=demo.open_period)
    handed_in = now.exclude(state__in=["draft", "returned"]).values("participation")
    owed = Participation.objects.filter(initiative__plan=demo.plan).exclude(pk__in=handed_in)
    upload = SimpleUploadedFile("現場.png", PNG)
    attached = evidence.attach(report=now.filter(state="draft").first(), upload=upload, by=office)
    ended = Task.objects.filter(number=1, section_id=13).get()
    Task.objects.filter(pk=ended.pk).update(ended_on=timezone.localdate())
    own = now.filter(state="submitted").last()
    ProgressReport.objects.filter(pk=own.pk).update(submitted_by=office)
    rows = {
        "own": own.pk,
        "participation": owed.active(demo.open_period.ends_on).first().pk,
        "confirmed": now.filter(state="confirmed").first().pk,
        "submitted": now.filter(state="submitted").first().pk,
        "evidence": attached.pk,
        "draft": demo.plan.revisions.count(),
        "ended": ended.pk,
    }
    return {name: address.format(**rows) for name, address in WRITTEN.items()}


def test_every_address_is_in_one_list():
    names = Counter(one.name for one in patterns() if one.name)

    assert names == Counter([*WRITTEN, *PRESSED, *APART, *READ])


def test_only_forms_of_passwords_are_left_as_they_are():
    plain = re.compile(r"<form\b[^>]*\bdata-plain\b")

    assert {str(p) for p in under("templates") if plain.search(text(p))} == PLAIN


@pytest.mark.once
def test_what_is_typed_into_any_form_is_found_again_after_logging_in(
    demo, addresses, office, client
):
    """Each form is filled in, sent after the log-in ran out, and opened again by its writer."""
    addresses = {name: in_full(address) for name, address in addresses.items()}
    client.force_login(office)
    begin = addresses.pop("revision_new")
    lost = lost_texts(client, office, {"revision_new": begin})
    draft(demo)

    lost += lost_texts(client, office, addresses)

    assert lost == [], lost


def draft(demo) -> None:
    """Begin a revision of the plan, so that its pages are there and the one to begin is not."""
    revision = PlanRevisionFactory(plan=demo.plan, number=demo.plan.revisions.count())
    for initiative in demo.plan.initiatives.all():
        InitiativeTermsFactory(revision=revision, initiative=initiative)


def lost_texts(client, writer, addresses) -> list[str]:
    """What is not found again of texts typed at addresses, and pages without their form."""
    lost = []
    for name, address in addresses.items():
        answer = client.get(address)
        forms = [f for f in forms_in(answer.content.decode(), address) if f.posts and f.texts]
        form = next((f for f in forms if name_of(f.address) == name), None)
        if form is None:
            lost.append(f"{name}: no form at {address} ({answer.status_code})")
            continue
        if len(set(map(key, forms))) < len(forms):
            lost.append(f"{name}: two forms of one name at {address}")
        sent = typed(form)
        visitor = Client()
        back = log_in_with(visitor, visitor.post(form.address, sent), writer)
        again = forms_in(visitor.get(back.url).content.decode(), back.url)
        (same,) = [f for f in again if f.posts and key(f) == key(form)]
        lost += [
            f"{name}: {control} at {back.url}"
            for control in dict.fromkeys(form.texts)
            if same.data[control] != sent[control]
        ]
    return lost


def typed(form: Form) -> dict[str, list[str]]:
    """What a form sends once something is written into each of its controls."""
    count = Counter(form.texts)
    return form.data | {
        name: [TYPED.format(number) for number in range(times)] for name, times in count.items()
    }


@pytest.mark.once
def test_a_visitor_who_posts_anywhere_stores_nothing(addresses, office, client):
    """Neither a session nor any other row, whatever marker the form carries."""
    marker = Marker(office.pk, "/", "", "/").signed
    before = stored()
    for one in patterns():
        if one.name == "login":
            continue
        address = reverse_any(one)
        client.post(address, {"name": "あ" * 5000, MARKER: marker, ONCE: "a" * 22})
        client.post(address, {"name": "あ" * 5000})
        client.post(address, "{", content_type="application/json")

    assert stored() == before
    assert "sessionid" not in client.cookies


def stored() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def reverse_any(one: URLPattern) -> str:
    """An address of a pattern, with something in each of its places."""
    arguments = {
        name: 1 if isinstance(kind, IntConverter) else "2026-3"
        for name, kind in one.pattern.converters.items()
    }
    return reverse(one.name, kwargs=arguments)


@pytest.mark.once
def test_every_form_of_the_admin_carries_them_too(office, client):
    client.force_login(office)
    wrong = []
    for model, model_admin in admin.site._registry.items():
        if not model_admin.has_add_permission(client.get("/admin/").wsgi_request):
            continue
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        answer = client.get(address)
        forms = [f for f in forms_in(answer.content.decode(), address) if f.posts and f.texts]
        for form in forms:
            marker = read_marker(form.data.get(MARKER, [""])[0])
            if not form.asks_password and (marker is None or not form.data.get(ONCE)):
                wrong.append(address)

    assert wrong == []
