"""A task's fields stand in one declaration; whatever lists them follows from it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin

from initiatives.demo.inventory import WRITTEN
from inventory.history import entries
from inventory.models import Task
from inventory.models.task import SEARCHED
from inventory.surveys.queries import KEPT
from inventory.tasks.content import FIELDS, Asked, Kind, TaskContent, asked_when
from inventory.tasks.fields import form_field
from inventory.tasks.forms import TaskForm
from inventory.workbook.columns import COLUMNS
from inventory.workspace.columns import GROUPS
from inventory.workspace.forms import cell_field
from tests.inventory.workbook.sheets import download, opened

PLACE = {"section", "number"}
ENDING = {"ended_on", "ended_reason"}
PAIRS = Path(settings.BASE_DIR, "templates/inventory/tasks/_pairs.html")
NAMES = [field.name for field in FIELDS]


def undeclared(declared):
    """The editable fields of the model, its place left out, that are not among these."""
    stored = {f.name for f in Task._meta.get_fields() if getattr(f, "editable", False)}
    return stored - PLACE - {"id"} - set(declared)


def test_every_editable_field_of_the_model_is_declared_and_no_other():
    assert undeclared(NAMES) == set()
    assert set(NAMES) <= {field.name for field in Task._meta.fields}
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_field_left_out_of_the_declaration_is_named(name):
    assert undeclared(other for other in NAMES if other != name) == {name}


LISTS = {
    "the task's form": lambda: TaskForm.base_fields,
    "what a section says": lambda: vars(TaskContent()),
    "a workbook's columns": lambda: [column.name for column in COLUMNS],
    "the table's groups": lambda: [*ENDING, *(n for group in GROUPS for n in group.fields)],
    "the history": lambda: [name.removesuffix("_id") for name in entries.FIELDS],
    "the demo": lambda: WRITTEN,
    "the office's form": lambda: _fields_of(admin.site._registry[Task].fieldsets),
}


def _fields_of(fieldsets):
    for _, options in fieldsets:
        for entry in options["fields"]:
            yield from [entry] if isinstance(entry, str) else entry


@pytest.mark.parametrize("where", LISTS)
@pytest.mark.parametrize("name", NAMES)
def test_field_stands_once_wherever_a_tasks_fields_are_listed(where, name):
    assert list(LISTS[where]()).count(name) == 1


@pytest.mark.parametrize("name", NAMES)
def test_field_is_shown_on_the_tasks_page(name):
    assert (
        f"task.{name}" in PAIRS.read_text()
        or f"get_{name}_display" in PAIRS.read_text()
        or (
            name in ("name", "system")  # the heading, and given with its vendor
        )
    )


@pytest.mark.parametrize("field", FIELDS, ids=NAMES)
def test_form_and_cell_are_called_as_the_model_calls_the_field(field):
    stored = Task._meta.get_field(field.name)

    assert field.label == stored.verbose_name
    assert form_field(field).label == cell_field(field).label == (field.form_label or field.label)
    assert form_field(field).required == field.required


def test_texts_are_searched_but_why_a_task_ended():
    texts = {field.name for field in FIELDS if field.kind in (Kind.LINE, Kind.TEXT)}

    assert texts - set(SEARCHED) == {"ended_reason"}


def test_what_a_split_asks_for_is_not_taken_over():
    asked = {field.name for field in asked_when(Asked.SPLITTING)}

    assert asked & {field.name for field in FIELDS if field.inherited} == set()


def test_survey_keeps_what_its_table_has_room_for():
    assert KEPT == ("name", "category", "stage", "annual_hours_before", "annual_hours_after")


def test_content_refuses_what_is_not_declared():
    with pytest.raises(TypeError, match="colour"):
        TaskContent(name="名称", colour="青")


def test_content_starts_from_the_defaults_of_a_new_task():
    assert TaskContent() == TaskContent.of(Task())


def test_headings_of_the_workbook_stay_as_files_out_there_have_them():
    assert [column.label for column in COLUMNS] == [
        *("識別キー", "課・室・局", "班", "番号", "事務の名称", "内容", "使用システムの区分"),
        *("使用システム", "デジタル化の段階", "年間の件数", "1件あたりの時間（分）"),
        *("年間の時間（見直し前）", "年間の時間（見直し後）", "従事する職員", "忙しい月"),
        *("根拠となる法令など", "紙を使う", "押印がある", "窓口で行う", "困っていること"),
        *("予定する手法", "備考", "廃止日", "廃止の理由"),
    ]


def test_workbook_explains_every_column_in_words_of_its_own(db):
    book = opened(download())

    rules = book["事務一覧"].data_validations.dataValidation
    notes = {row[0]: row[1] for row in book["記入のしかた"].values}
    assert [rule.prompt for rule in rules] == [column.sheet_help for column in COLUMNS]
    assert all(notes[f"〔{column.label}〕"] == column.sheet_help for column in COLUMNS)
    assert all(column.sheet_help for column in COLUMNS)
