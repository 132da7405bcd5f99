"""Tasks through the office's admin: the same rules as 表の取込, by django-import-export."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from inventory.models import Task
from tests.factories import SystemFactory, TaskFactory
from tests.inventory.workbook.sheets import edit, opened, saved, table

PLACE = {"課・室・局": "町民福祉課", "班": "戸籍班"}
IMPORT, PROCESS, EXPORT = (
    f"admin:inventory_task_{name}" for name in ("import", "process_import", "export")
)


@pytest.fixture
def tasks(section):
    system = SystemFactory(name="住民情報システム")
    return [
        TaskFactory(section=section, number=1, name="=1+1", measured=True, volume=1200),
        TaskFactory(section=section, number=2, category="core", system=system, peak_months="3,4"),
        TaskFactory(section=section, number=3, ended=True, uses_paper=True, uses_seal=False),
    ]


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def export(client, kind="0"):
    response = client.post(reverse(EXPORT), {"format": kind, "resource": "0"})
    assert response.status_code == 200
    return response.content


def choose(client, content, name="tasks.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(IMPORT), {"import_file": file, "format": "0", "resource": "0"})


def confirm(client, response):
    hidden = {field.name: field.value() for field in response.context["confirm_form"]}
    return client.post(reverse(PROCESS), hidden, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("kind", ["0", "1"], ids=["xlsx", "csv"])
def test_exported_file_comes_back_without_a_change(desk, tasks, kind):
    lines = Task.history.count()

    preview = choose(desk, export(desk, kind))
    done = confirm(desk, preview)

    assertContains(preview, "追加 0件、変更 0件、変更なし 3件です。")
    assert said(done) == ["取り込みました。追加 0件、変更 0件、変更なし 3件です。"]
    assert Task.history.count() == lines


def test_export_holds_text_numbers_and_dates_and_no_formula(desk, tasks):
    sheet = opened(export(desk))["事務一覧"]

    rows = {row[3].value: row for row in sheet.iter_rows(min_row=2)}
    assert [(cell.value, cell.data_type) for cell in rows[1][4:5]] == [("=1+1", "s")]
    assert rows[1][9].value == 1200
    assert rows[3][22].value.isoformat() == "2025-03-31T00:00:00"


def test_csv_begins_no_cell_as_a_formula(desk, tasks):
    rows = list(csv.DictReader(io.StringIO(export(desk, "1").decode("utf-8-sig"))))

    assert rows[0]["事務の名称"] == "'=1+1"
    assert [row["年間の時間（見直し前）"] for row in rows] == ["120.0", "", ""]
    assert [row["廃止日"] for row in rows] == ["", "", "2025-03-31"]


def test_export_offers_a_workbook_first(desk):
    form = desk.get(reverse(EXPORT)).context["form"]

    assert form["format"].value() == "0"
    assert dict(form.fields["format"].choices)["0"] == "Excel（.xlsx）"


def test_export_follows_the_filter_of_the_list(desk, tasks):
    response = desk.post(reverse(EXPORT) + "?live=no", {"format": "0", "resource": "0"})

    assert [row[3].value for row in opened(response.content)["事務一覧"].iter_rows(min_row=2)] == [
        3
    ]


def test_export_asks_the_database_the_same_for_three_tasks_and_thirty(
    desk, tasks, section, django_assert_num_queries
):
    export(desk)
    with django_assert_num_queries(7):
        export(desk)
    for number in range(10, 40):
        TaskFactory(section=section, number=number)
    with django_assert_num_queries(7):
        export(desk)


def test_changed_and_added_rows_are_shown_then_written_with_their_actor(desk, office, tasks):
    content = edit(
        export(desk),
        [(2, "年間の件数", "１，３００件"), (2, "廃止日", "令和9年3月31日")],
        [{**PLACE, "事務の名称": "新しい事務"}],
    )
    lines = Task.history.count()

    preview = choose(desk, content)
    assert Task.history.count() == lines
    done = confirm(desk, preview)

    assertContains(preview, "<td>1,200</td><td>1,300</td>")
    assertContains(preview, "令和9年3月31日")
    assert said(done) == ["取り込みました。追加 1件、変更 1件、変更なし 2件です。"]
    tasks[0].refresh_from_db()
    assert (tasks[0].volume, tasks[0].ended_on.isoformat()) == (1300, "2027-03-31")
    new = Task.objects.get(name="新しい事務")
    newest = {(line.id, line.history_user, line.history_change_reason) for line in _newest(2)}
    reason = "管理画面の取込：tasks.xlsx"
    assert newest == {(tasks[0].pk, office, reason), (new.pk, office, reason)}
    assert set(LogEntry.objects.values_list("object_id", flat=True)) == {
        str(tasks[0].pk),
        str(new.pk),
    }


def _newest(count):
    return Task.history.order_by("-history_id")[:count]


def test_one_faulty_cell_keeps_the_whole_file_out(desk, tasks):
    content = edit(
        export(desk),
        [(2, "年間の件数", "=1+1"), (3, "事務の名称", "変えた"), (4, "廃止日", "来年")],
    )

    response = choose(desk, content)

    assertContains(response, "J2「年間の件数」：数式です。数式は読みません。")
    assertContains(response, "W4「廃止日」：日付として読めません。")
    assert "confirm_form" not in response.context
    assert not Task.objects.filter(name="変えた").exists()


def test_sum_at_the_foot_keeps_the_file_out(desk, tasks):
    content = edit(export(desk), rows=[{"課・室・局": "合　計", "年間の件数": 12}])

    response = choose(desk, content)

    assertContains(response, "B5「課・室・局」：合計の行です。")
    assert "confirm_form" not in response.context


def test_newer_edit_is_never_overwritten(desk, tasks):
    content = edit(export(desk), [(3, "事務の名称", "表の名称")])
    tasks[1].name = "画面の名称"
    tasks[1].save()

    response = choose(desk, content)

    assertContains(
        response, "E3「事務の名称」：表を取り出したあとに、今の値（画面の名称）も変わりました。"
    )


def test_edit_between_preview_and_confirmation_stops_the_import(desk, tasks):
    preview = choose(desk, edit(export(desk), [(3, "事務の名称", "表の名称")]))
    tasks[1].name = "画面の名称"
    tasks[1].save()

    done = confirm(desk, preview)

    assert said(done)[0].startswith("確かめたあとに事務が変わりました。")
    tasks[1].refresh_from_db()
    assert tasks[1].name == "画面の名称"


def test_confirming_twice_says_that_the_file_is_gone(desk, tasks):
    preview = choose(desk, edit(export(desk), rows=[{**PLACE, "事務の名称": "新しい事務"}]))
    confirm(desk, preview)

    again = confirm(desk, preview)

    assert said(again)[0].startswith("このファイルは、もう取り込んだか")
    assert Task.objects.filter(name="新しい事務").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "古い形式（.xls）のファイルです"),
        (saved(table(["なまえ", "やること"], ["あ", "い"])), "見出しから列の意味がわかりません"),
        (b"PK\x03\x04", "Excelファイルとして読めません"),
    ],
    ids=["xls", "unknown", "broken"],
)
def test_file_that_cannot_be_read_says_what_to_do(desk, tasks, content, words):
    assertContains(choose(desk, content), words)


@pytest.mark.parametrize("name", [IMPORT, EXPORT])
def test_pages_carry_no_inline_script_or_style_and_no_english(desk, tasks, name):
    response = desk.get(reverse(name))

    for inline in ("onchange=", "onclick=", "style=", "<script>"):
        assertNotContains(response, inline)
    for english in ("Submit", "Import", "Export", "Resource", "Format"):
        assertNotContains(response, f">{english}")


def test_list_offers_both_ways(desk, tasks):
    response = desk.get(reverse("admin:inventory_task_changelist"))

    assertContains(response, reverse(IMPORT))
    assertContains(response, reverse(EXPORT))
    assertContains(response, "Excelで取り出す")


@pytest.mark.parametrize("who", ["staff", "head", "committee"])
@pytest.mark.parametrize("name", [IMPORT, EXPORT])
def test_pages_are_the_offices_alone(request, client, tasks, who, name):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(name)).status_code == 403
