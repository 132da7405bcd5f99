"""Workbooks through the site: who may, what is seen, and that only the last step writes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from inventory.choices import ImportState
from inventory.models import ColumnMapping, ImportJob, Task
from inventory.workbook import slices
from inventory.workbook.book import Book
from tests import bad_files
from tests.factories import ImportJobFactory, SectionFactory, TaskFactory, UserFactory
from tests.inventory.tables import rows_of

from .sheets import download, edit, opened, saved, table, take_in


@pytest.fixture
def tasks(section):
    return [TaskFactory(section=section, number=number) for number in (1, 2, 3)]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def upload(client, content, name="事務一覧.xlsx", follow=False):
    return client.post(
        reverse("imports"), {"file": SimpleUploadedFile(name, content)}, follow=follow
    )


def said(response):
    return [str(message) for message in response.context["messages"]]


def numbers(response):
    """The numbers of the tasks in a downloaded workbook."""
    return [row[3].value for row in opened(response.content)["事務一覧"].iter_rows(min_row=2)]


# --- out --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["staff", "head", "committee", "office", "stranger"])
def test_everybody_who_reads_the_tasks_downloads_them(request, client, tasks, who):
    client.force_login(request.getfixturevalue(who))

    response = client.get(reverse("inventory_workbook"))

    assert numbers(response) == [1, 2, 3]
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "filename*=utf-8''%E4%BA%8B" in response["Content-Disposition"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["inventory_workbook", "imports"])
def test_visitor_is_sent_to_log_in(client, address):
    url = reverse(address)

    assertRedirects(client.get(url), f"/account/login/?next={url}", fetch_redirect_response=False)


def test_workbook_holds_what_the_search_in_the_address_finds(desk, tasks, section):
    TaskFactory(section=SectionFactory(), number=9, name="届出の受付")
    TaskFactory(section=section, number=5, unnamed=True)
    url = reverse("inventory_workbook")

    assert numbers(desk.get(url, {"section": section.pk})) == [1, 2, 3, 5]
    assert numbers(desk.get(url, {"department": section.department.pk})) == [1, 2, 3, 5]
    assert numbers(desk.get(url, {"named": "no"})) == [5]
    assert numbers(desk.get(url, {"q": "届出"})) == [9]
    assert numbers(desk.get(url, {"standing": "ended"})) == []


def test_condition_that_cannot_be_read_leads_to_the_list_that_says_so(desk, tasks):
    response = desk.get(reverse("inventory_workbook"), {"section": "x"})

    assertRedirects(response, f"{reverse('inventory_tasks')}?section=x")


def test_workbook_costs_the_same_queries_for_any_number_of_tasks(
    desk, tasks, section, django_assert_num_queries
):
    url = reverse("inventory_workbook")
    with django_assert_num_queries(8):
        desk.get(url)
    for number in range(10, 40):
        TaskFactory(section=section, number=number)

    with django_assert_num_queries(8):
        desk.get(url)


def test_workbook_explains_itself_and_offers_lists(desk, tasks):
    book = opened(desk.get(reverse("inventory_workbook")).content)

    assert book.sheetnames == ["事務一覧", "選択肢", "記入のしかた"]
    sheet = book["事務一覧"]
    rules = {
        str(rule.sqref).partition(":")[0]: rule for rule in sheet.data_validations.dataValidation
    }
    assert (rules["G2"].type, rules["G2"].formula1) == ("list", "選択肢!$C$2:$C$5")
    assert [cell.value for cell in book["選択肢"]["C"]][:2] == [
        "使用システムの区分の一覧",
        "基幹系",
    ]
    assert sheet.freeze_panes == "F2"
    assert any("数式は読みません" in str(row[1]) for row in book["記入のしかた"].values)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("inventory", ""),
        ("inventory_tasks", "?named=no"),
        ("inventory_section", "?section={section.pk}"),
        ("inventory_department", "?department={section.department.pk}"),
    ],
)
def test_every_list_offers_its_workbook(desk, tasks, section, page, query):
    place = {"inventory_section": [section.pk], "inventory_department": [section.department.pk]}
    address = reverse(page, args=place.get(page, []))

    response = desk.get(address + ("?named=no" if page == "inventory_tasks" else ""))

    wanted = reverse("inventory_workbook") + query.format(section=section)
    assertContains(response, f'href="{wanted}"')


# --- in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["committee"])
def test_those_who_only_read_take_nothing_in(request, client, tasks, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("imports")).status_code == 403
    assertNotContains(client.get(reverse("inventory")), reverse("imports"))


@pytest.mark.parametrize("who", ["staff", "head", "office"])
def test_upload_shows_every_cell_and_writes_only_when_told(request, client, tasks, who):
    client.force_login(request.getfixturevalue(who))
    lines = Task.history.count()

    page = upload(client, edit(download(), [(2, "事務の名称", "転入届の受付")]), follow=True)

    assert rows_of(page, "row-table")[1] == [
        f"2行目 町民福祉課 戸籍班 001 {tasks[0].name}",
        "E2",
        "事務の名称",
        tasks[0].name,
        "転入届の受付",
    ]
    assertContains(page, "変更（1行）")
    assertContains(page, "変更なし（2行）")
    assert Task.history.count() == lines
    job = ImportJob.objects.get()
    done = client.post(reverse("import_apply", args=[job.pk]), follow=True)
    assert said(done) == ["反映しました。追加 0件、変更 1件です。"]
    assertContains(done, reverse("task", args=[tasks[0].pk]))
    assert Task.history.count() == lines + 1


def test_unchanged_workbook_ends_without_a_write(desk, tasks):
    page = upload(desk, download(), follow=True)
    job = ImportJob.objects.get()
    lines = Task.history.count()

    done = desk.post(reverse("import_apply", args=[job.pk]), follow=True)

    assertContains(page, "今の内容と同じ表です")
    assertContains(page, "表の行：2〜4行目")
    assert said(done) == ["変わるところがなかったので、何も書き込まずに終えました。"]
    assert Task.history.count() == lines


def test_faulty_workbook_cannot_be_applied(desk, tasks):
    page = upload(desk, edit(download(), [(2, "年間の件数", "=1+1")]), follow=True)
    job = ImportJob.objects.get()

    refused = desk.post(reverse("import_apply", args=[job.pk]), follow=True)

    assert rows_of(page, "row-table")[1][1:4] == ["J2", "年間の件数", "=1+1"]
    assertNotContains(page, reverse("import_apply", args=[job.pk]))
    assert said(refused) == ["誤りのある行があるので、反映できません。表を直してください。"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ファイルが空です。"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "古い形式（.xls）のファイルです。"),
        (b",,\n", "表が見つかりません。"),
    ],
)
def test_file_that_cannot_be_read_says_what_to_do(desk, content, words):
    response = upload(desk, content)

    assertContains(response, words, status_code=422)
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(("content", "words"), bad_files.REFUSED.values(), ids=bad_files.REFUSED)
def test_file_that_would_stop_the_site_is_refused_in_words(desk, content, words):
    assertContains(upload(desk, content), words, status_code=422)
    assert not ImportJob.objects.exists()


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_no_damaged_file_is_an_error_of_the_site(desk):
    answers = [(name, upload(desk, content)) for name, content in bad_files.damaged()]

    odd = [name for name, response in answers if response.status_code not in (302, 422)]
    silent = [
        name
        for name, response in answers
        if response.status_code == 422 and not response.context["form"].errors["file"]
    ]
    assert (odd, silent) == ([], [])
    assert {response.status_code for _, response in answers} == {302, 422}


def test_column_merged_to_the_last_row_is_taken_in(desk):
    response = upload(desk, bad_files.merged("G1:G1048576"))

    (sheet,) = Book.unpack(bytes(ImportJob.objects.get().content)).sheets
    assert response.status_code == 302
    assert sheet.merges == [(1, 6, 1_048_576, 6)]


def test_file_over_the_limit_of_the_settings_is_refused(desk, settings):
    settings.IMPORT_MAX_BYTES = 1024

    assertContains(upload(desk, b"x" * 1025), "ファイルが大きすぎます", status_code=422)


def test_conflict_is_chosen_row_by_row(desk, tasks, staff, office):
    content = edit(download(), [(2, "事務の名称", "表1"), (3, "事務の名称", "表2")])
    for task in tasks[:2]:
        task.name = f"画面{task.number}"
        task.save()
    page = upload(desk, content, follow=True)
    job = ImportJob.objects.get()
    decide = reverse("import_decide", args=[job.pk])

    waiting = desk.post(reverse("import_apply", args=[job.pk]), follow=True)
    desk.post(decide, {"choice-2": "take", "choice-3": "keep"})
    done = desk.post(reverse("import_apply", args=[job.pk]), follow=True)

    assertContains(page, "▲ 今の値も変わっています", count=2)
    assert said(waiting) == [
        "食い違いのある行が残っています。どちらの値にするかを選んでください。"
    ]
    assert said(done) == ["反映しました。追加 0件、変更 1件です。"]
    named = Task.objects.order_by("number").values_list("name", flat=True)
    assert list(named)[:2] == ["表1", "画面2"]


def test_one_button_decides_all_conflicts(desk, tasks):
    content = edit(download(), [(2, "事務の名称", "表1"), (3, "事務の名称", "表2")])
    for task in tasks[:2]:
        task.name = f"画面{task.number}"
        task.save()
    upload(desk, content, follow=True)
    job = ImportJob.objects.get()

    desk.post(reverse("import_decide", args=[job.pk]), {"all": "keep"})
    done = desk.post(reverse("import_apply", args=[job.pk]), follow=True)

    assert said(done) == ["変わるところがなかったので、何も書き込まずに終えました。"]


def test_edit_after_the_preview_shows_the_comparison_anew(desk, tasks):
    upload(desk, edit(download(), [(2, "事務の名称", "表1")]), follow=True)
    job = ImportJob.objects.get()
    tasks[0].name = "画面1"
    tasks[0].save()

    page = desk.post(reverse("import_apply", args=[job.pk]), follow=True)

    assert said(page)[0].startswith("確かめたあとに、ほかの人が事務を変えました。")
    assertContains(page, "食い違い（1行）")
    tasks[0].refresh_from_db()
    assert tasks[0].name == "画面1"


def test_foreign_sheet_is_mapped_once_and_remembered(desk, tasks):
    sheet = saved(
        table(
            ["ナンバー", "やること", "ところ", "かかり"],
            [None, "証明の発行", "町民福祉課", "戸籍班"],
        )
    )
    asked = upload(desk, sheet, follow=True)
    job = ImportJob.objects.get()
    columns = reverse("import_columns", args=[job.pk])

    assertContains(asked, "証明の発行")
    answer = {"column-1": "name", "column-2": "department", "column-3": "section"}
    page = desk.post(columns, answer, follow=True)
    again = upload(desk, sheet, follow=True)

    assertContains(page, "追加（1行）")
    assertContains(again, "追加（1行）")
    assertContains(again, "前に決めた列の対応で読みました。")
    assert ColumnMapping.objects.count() == 1


def test_sheet_of_one_section_needs_no_column_for_it(desk, tasks, section):
    upload(desk, saved(table(["やること"], ["証明の発行"], ["台帳の管理"])))
    columns = reverse("import_columns", args=[ImportJob.objects.get().pk])

    refused = desk.post(columns, {"column-0": "name"})
    page = desk.post(columns, {"column-0": "name", "section": section.pk}, follow=True)

    assertContains(refused, "班の列がありません。", status_code=422)
    assertContains(page, "追加（2行）")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"column-0": "name", "column-1": "name"}, "「事務の名称」を2回選んでいます。"),
        ({"column-0": "department"}, "読む列を1つ以上選んでください。"),
    ],
)
def test_mapping_that_tells_nothing_is_refused(desk, tasks, answer, words):
    upload(desk, saved(table(["あ", "い"], ["x", "y"])))

    response = desk.post(reverse("import_columns", args=[ImportJob.objects.get().pk]), answer)

    assertContains(response, words, status_code=422)


def test_more_than_one_sheet_is_asked_about(desk, tasks):
    book = opened(download())
    other = book.create_sheet("別の表")
    other.append(["番号", "事務の名称"])
    other.append([1, "x"])

    page = upload(desk, saved(book), follow=True)

    assertContains(page, '<option value="1">別の表</option>')


def test_header_line_can_be_named(desk, tasks):
    rows = [["い", "ろ", "は"], ["に", "ほ", "へ"], ["と", "ち", "り"]]
    upload(desk, saved(table(*rows)))
    columns = reverse("import_columns", args=[ImportJob.objects.get().pk])

    page = desk.get(columns, {"line": "2"})

    assert [row[1] for row in rows_of(page, "column-table")[1:]] == ["に", "ほ", "へ"]


def test_long_check_shows_how_far_it_is_and_goes_on(desk, tasks, monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 2)
    sent = upload(desk, download())

    first = desk.get(sent.url)
    second = desk.get(sent.url)

    assertContains(first, "3行のうち2行を確かめました。")
    assertContains(first, 'aria-valuenow="66" aria-valuetext="66%"')
    assertContains(first, 'role="status"', count=1)
    assertContains(first, f'hx-get="{sent.url}"')
    assert "Refresh" not in first
    assertContains(second, "変更なし（3行）")


def test_progress_is_said_in_thousands_and_never_full_before_the_end(client, office):
    job = ImportJobFactory(state=ImportState.CHECKING, rows_total=20_000, rows_done=19_999)
    client.force_login(office)

    page = client.get(reverse("import_job", args=[job.pk]))

    assertContains(page, "20,000行のうち19,999行を確かめました。")
    assertContains(page, 'aria-valuetext="99%"')


def test_page_that_asks_again_gets_the_part_that_changes_and_at_the_end_the_result(
    desk, tasks, monkeypatch
):
    monkeypatch.setattr(slices, "SLICE", 1)
    sent = upload(desk, download())
    desk.get(sent.url)

    part = desk.get(sent.url, headers={"HX-Request": "true"})
    end = desk.get(sent.url, headers={"HX-Request": "true"})

    assertContains(part, "3行のうち2行を確かめました。")
    assertNotContains(part, "<html")
    assert part["Vary"].startswith("HX-Request")
    assert end["HX-Redirect"] == sent.url
    assertContains(desk.get(sent.url), "変更なし（3行）")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ImportState.CHECKING, "3行のうち2行を確かめました。"),
        (ImportState.MAPPING, "まだ1行も確かめていません。"),
    ],
)
def test_office_looks_on_without_checking(client, office, state, words):
    done = {"rows_total": 3, "rows_done": 2} if state == ImportState.CHECKING else {}
    job = ImportJobFactory(by=UserFactory(name="見本 次郎"), state=state, **done)
    client.force_login(office)

    page = client.get(reverse("import_job", args=[job.pk]))

    assertContains(page, "取り込んだ人（見本 次郎）が、まだ途中です。")
    assertContains(page, words)
    assertNotContains(page, "hx-get")
    assertNotContains(page, "続きを確かめる</a>")
    job.refresh_from_db()
    assert (job.state, job.rows_done) == (state, done.get("rows_done", 0))


def test_discarded_import_is_over(desk, tasks):
    upload(desk, edit(download(), [(2, "備考", "x")]), follow=True)
    job = ImportJob.objects.get()

    response = desk.post(reverse("import_discard", args=[job.pk]), follow=True)

    assert said(response) == ["取りやめました。事務は何も変わっていません。"]
    assert rows_of(response, "job-table")[1][1] == "取りやめ"


@pytest.mark.parametrize(
    ("name", "seen"), [("import_job", {"office": 200}), ("import_columns", {"office": 403})]
)
def test_import_of_somebody_else_is_not_found_but_seen_by_the_office(
    client, staff, stranger, head, office, tasks, name, seen
):
    job = take_in(download(), staff)
    url = reverse(name, args=[job.pk])
    answers = {}

    for who, user in {"stranger": stranger, "head": head, "office": office}.items():
        client.force_login(user)
        answers[who] = client.get(url).status_code

    assert answers == {"stranger": 404, "head": 404} | seen


@pytest.mark.parametrize(
    "name", ["import_apply", "import_discard", "import_decide", "import_check"]
)
def test_steps_of_somebody_elses_import_are_not_found_and_take_no_get(
    client, staff, stranger, tasks, name
):
    job = take_in(edit(download(), [(2, "備考", "x")]), staff)
    url = reverse(name, args=[job.pk])

    client.force_login(stranger)
    assert client.post(url).status_code == 404
    client.force_login(staff)
    assert client.get(url).status_code == 405
    assert not Task.objects.filter(remarks="x").exists()


def test_list_shows_own_imports_and_the_office_all(client, staff, office, tasks):
    ImportJobFactory(by=staff, name="自分.xlsx")
    ImportJobFactory(name="ほかの人.xlsx")

    client.force_login(staff)
    own = client.get(reverse("imports"))
    client.force_login(office)
    every = client.get(reverse("imports"))

    assert [row[0] for row in rows_of(own, "job-table")[1:]] == ["自分.xlsx"]
    assert {row[0] for row in rows_of(every, "job-table")[1:]} == {"自分.xlsx", "ほかの人.xlsx"}


def test_preview_is_paged_and_stays_small(desk, section):
    cells = []
    for number in range(1, 61):
        TaskFactory(section=section, number=number, problem="紙" * 2000)
        cells += [(number + 1, "困っていること", "手" * 2000), (number + 1, "備考", "x" * 2000)]

    page = upload(desk, edit(download(), cells), follow=True)

    assertContains(page, "1 / 3ページ")
    assert len(page.content) < 200_000
