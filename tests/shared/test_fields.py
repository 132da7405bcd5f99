"""One field for each kind of input: every form of every app uses it, and it reads alike."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import import_module

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory

from hirao_dx.shared.fields import (
    NUL,
    DayField,
    LineField,
    PercentField,
    ReasonField,
    TextField,
    VersionField,
)
from organization.admin.people import NumberField
from tests.factories import UserFactory
from tests.project.repository import APPS, source
from tests.project.repository import text as text_of
from tests.shared.test_text import APRIL, LONG, NONSENSE, SEEN, UNSEEN, WRITINGS

OUT_OF_YEARS = ["0001-01-01", "1925-12-31", "2100-01-01", "9999-12-31"]
NOT_A_VERSION = ["あ", "-1", "1.5", "２", "1_0", "9" * 19, LONG]


def subclasses(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def our_forms() -> set[type[forms.BaseForm]]:
    """Every form class that stands in the apps' modules or in the site's own."""
    for app in (*APPS, "hirao_dx"):
        for module in pkgutil.walk_packages(import_module(app).__path__, f"{app}."):
            if not {"migrations", "settings", "wsgi", "gunicorn_conf"} & set(
                module.name.split(".")
            ):
                import_module(module.name)
    ours = (*(f"{app}." for app in APPS), "hirao_dx.")
    return {one for one in subclasses(forms.BaseForm) if one.__module__.startswith(ours)}


def admin_forms(superuser) -> Iterator[type[forms.BaseForm]]:
    """The form of each page of the admin, of its rows within, and of its editable list."""
    request = RequestFactory().get("/")
    request.user = superuser
    for model_admin in admin.site._registry.values():
        yield model_admin.get_form(request)
        if model_admin.list_editable:
            yield model_admin.get_changelist_formset(request).form
        for inline in model_admin.get_inline_instances(request):
            yield inline.get_formset(request).form


def fields_of(classes: Iterable[type[forms.BaseForm]]) -> dict[str, forms.Field]:
    return {
        f"{one.__module__}.{one.__qualname__}.{name}": field
        for one in classes
        for name, field in one.base_fields.items()  # type: ignore[attr-defined]
    }


@pytest.fixture
def fields(db):
    """Every field of every form, by its form's name and its own."""
    superuser = UserFactory(is_superuser=True)
    return fields_of([*our_forms(), *admin_forms(superuser)])


def bare_days(fields: dict[str, forms.Field]) -> list[str]:
    return [
        name
        for name, field in fields.items()
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
    ]


def refused(field: forms.Field, said: str) -> bool:
    try:
        field.clean(said)
    except forms.ValidationError:
        return True
    return False


def test_no_form_has_djangos_own_day_field(fields):
    assert bare_days(fields) == []


def test_a_bare_day_field_would_be_found():
    class Bare(forms.Form):
        day = forms.DateField()

    assert [name.rpartition(".")[2] for name in bare_days(fields_of([Bare]))] == ["day"]


@pytest.mark.parametrize(
    "attributes", [{"DateField", "DateInput", "SelectDateWidget"}, {"CharField"}]
)
def test_no_module_makes_djangos_own_day_or_text_field(attributes):
    """Also not while it runs, where the walk over the classes does not see it."""
    made = [
        str(path)
        for path in source(*APPS, "hirao_dx")
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Attribute)
        and node.attr in attributes
        and isinstance(node.value, ast.Name)
        and node.value.id == "forms"
    ]

    assert set(made) == {"hirao_dx/shared/fields.py"}


def test_every_day_field_reads_and_refuses_the_same(fields):
    days = {name: field for name, field in fields.items() if isinstance(field, DayField)}

    misread = {
        (name, said) for name, f in days.items() for said in WRITINGS if f.clean(said) != APRIL
    }
    taken = {
        (name, said)
        for name, field in days.items()
        for said in [*NONSENSE, *OUT_OF_YEARS]
        if not refused(field, said)
    }

    assert len(days) > 40
    assert (misread, taken) == (set(), set())


def test_every_day_field_says_how_to_write_a_day(fields):
    days = [field for field in fields.values() if isinstance(field, DayField)]

    assert {str(field.error_messages["invalid"]) for field in days} == {
        "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。"
    }


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("", "日付を入力してください。"),
        ("きのう", "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。"),
        ("1999-12-31", "日付の年を確かめてください（2000年から2099年まで）。"),
    ],
)
def test_a_day_that_does_not_fit_is_explained(said, message):
    with pytest.raises(forms.ValidationError) as fault:
        DayField().clean(said)

    assert fault.value.messages == [message]


def test_a_day_field_takes_a_date_as_it_is():
    assert DayField().clean(date(2027, 4, 1)) == date(2027, 4, 1)
    assert DayField(required=False).clean("") is None


def test_every_hidden_number_is_a_version_and_refuses_rubbish(fields):
    hidden = {
        name: field
        for name, field in fields.items()
        if isinstance(field, forms.IntegerField) and isinstance(field.widget, forms.HiddenInput)
    }

    taken = {
        (name, said)
        for name, field in hidden.items()
        for said in NOT_A_VERSION
        if not refused(field, said)
    }

    assert len(hidden) > 8
    assert [name for name, field in hidden.items() if not isinstance(field, VersionField)] == []
    assert taken == set()


def test_a_version_that_may_be_missing_is_then_nought():
    assert VersionField(required=False).clean("") == 0
    assert VersionField().clean("12") == 12
    assert refused(VersionField(), "")


def test_every_reason_is_a_reason_field():
    found = fields_of(our_forms()).items()
    reasons = {name: field for name, field in found if name.endswith(".reason")}

    assert len(reasons) > 10
    assert [name for name, field in reasons.items() if not isinstance(field, ReasonField)] == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("", "再開する理由を入力してください。"),
        (" \u3000 ", "再開する理由を入力してください。"),
        ("長" * 201, "理由は200字までにしてください。"),
    ],
)
def test_a_reason_that_does_not_fit_is_explained(said, message):
    with pytest.raises(forms.ValidationError) as fault:
        ReasonField(label="再開する理由").clean(said)

    assert fault.value.messages == [message]


def test_a_reason_is_kept_without_blanks_around():
    assert ReasonField().clean(" 連休のため\n") == "連休のため"


@pytest.mark.parametrize(
    ("said", "percent"),
    [("８０％", 80), ("80 %", 80), (0, 0), ("100", 100), ("60.0", 60), ("", None), (None, None)],
)
def test_a_percentage_is_read_as_people_write_it(said, percent):
    assert PercentField(label="進捗率", required=False).clean(said) == percent


@pytest.mark.parametrize("said", ["101", "-1", "−5", "半分", "40.5", "1,0", LONG])
def test_a_wrong_percentage_is_told_the_whole_rule(said):
    with pytest.raises(forms.ValidationError) as fault:
        PercentField(label="進捗率").clean(said)

    assert fault.value.messages == ["進捗率は0から100までの整数で入力してください（例：60）。"]


# --- texts --------------------------------------------------------------------------------------

# Django's own, for what is no free text: they refuse what they do not know, as tested below.
OF_ITS_OWN_KIND = (forms.EmailField, forms.SlugField)


def texts(fields: dict[str, forms.Field]) -> dict[str, forms.Field]:
    """The fields that take free text; a password is taken sign by sign."""
    return {
        name: field
        for name, field in fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput)
    }


def text_of_field(field: forms.Field, said: str) -> object:
    """What a field makes of a text; its message where it refuses it."""
    try:
        return field.clean(said)
    except forms.ValidationError as fault:
        return fault.messages


def test_every_text_field_is_ours(fields):
    ours = {name: field for name, field in texts(fields).items() if isinstance(field, LineField)}
    others = {name: field for name, field in texts(fields).items() if name not in ours}

    assert len(ours) > 100
    assert [name for name, field in others.items() if type(field) not in OF_ITS_OWN_KIND] == []
    assert {type(field) for field in others.values()} == set(OF_ITS_OWN_KIND)


def test_a_text_of_a_model_on_several_lines_keeps_its_lines(fields):
    areas = {n: f for n, f in texts(fields).items() if isinstance(f.widget, forms.Textarea)}

    assert len(areas) > 30
    kept = {name: text_of_field(field, "一\r\n二\x0b三") for name, field in areas.items()}
    assert {name for name, said in kept.items() if said != "一\n二\n三"} == set()


def test_no_text_field_takes_a_nul(fields):
    said = {name: text_of_field(field, "a\0b") for name, field in texts(fields).items()}

    assert {name for name, answer in said.items() if not isinstance(answer, list)} == set()
    ours = {n for n, field in texts(fields).items() if isinstance(field, LineField)}
    assert {name for name in ours if said[name] != [NUL]} == set()


def test_no_text_field_keeps_what_nobody_sees(fields):
    kept = {
        (name, ascii(sign))
        for name, field in texts(fields).items()
        for sign in UNSEEN
        if isinstance(answer := text_of_field(field, f"ab{sign}cd"), str) and sign in answer
    }
    only = {
        (name, ascii(sign), answer)
        for name, field in texts(fields).items()
        for sign in UNSEEN
        if isinstance(answer := text_of_field(field, sign), str) and answer
    }

    assert (kept, only) == (set(), set())


def test_every_text_field_of_ours_keeps_what_means_something(fields):
    lost = {
        (name, ascii(said))
        for name, field in texts(fields).items()
        for said in SEEN
        if isinstance(field, LineField) and not isinstance(field, NumberField)
        if isinstance(answer := text_of_field(field, said), str) and answer != said
    }

    assert lost == set()


def test_a_stored_text_is_unchanged_where_only_the_cleaning_is_new():
    assert not TextField().has_changed("一\r\n二\x0b三 ", "一\r\n二\r\n三")
    assert not LineField().has_changed("戸籍\t班", "戸籍 班")
    assert LineField().has_changed("戸籍班", "戸籍係")
    assert LineField().has_changed("戸籍班", "戸\0籍班")
    assert not LineField(required=False).has_changed(None, "")


def test_a_line_of_nothing_to_see_is_empty():
    with pytest.raises(forms.ValidationError) as fault:
        LineField().clean("\u200b\ufeff\x07 \u3000")

    assert fault.value.code == "required"
