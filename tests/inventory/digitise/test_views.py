"""Where to digitise: hours cut four ways, the candidates' order, and both as files."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from inventory.choices import Method, Stage
from tests.factories import (
    InitiativeFactory,
    PlanFactory,
    SectionFactory,
    TaskFactory,
    UserFactory,
)
from tests.inventory.tables import rows_of

HOURS = "/inventory/digitise/"
CANDIDATES = "/inventory/digitise/candidates/"
PAGES = [HOURS, CANDIDATES, "/inventory/digitise/hours.csv", "/inventory/digitise/candidates.csv"]


def measured(section, number, before, after=None, **more):
    return TaskFactory(
        section=section,
        number=number,
        annual_hours_before=before and Decimal(before),
        annual_hours_after=after and Decimal(after),
        **more,
    )


def figures(response):
    """The rows of the table of hours, without its two rows of headings."""
    return rows_of(response, "hours-table")[2:]


def order(response):
    """Rank, task and points of the candidates shown."""
    rows = rows_of(response, "candidate-table")[1:]
    return [(row[0], row[1], row[4]) for row in rows]


def rows_of_csv(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("url", PAGES)
def test_visitor_is_sent_to_log_in(client, db, url):
    response = client.get(url)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("who", ["staff", "head", "committee", "office", "stranger"])
def test_everyone_with_an_appointment_reads(request, client, task, url, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", PAGES)
def test_person_without_an_appointment_is_told_so(client, task, url):
    client.force_login(UserFactory())

    assertContains(client.get(url), "所属", status_code=403)


# Hours


def test_hours_are_summed_only_where_they_are_known(client, office, section):
    measured(section, 1, "120.0", "80.0", digitised=True)
    measured(section, 2, "30.5")
    TaskFactory(section=section, number=3, volume=600, minutes_per_case=Decimal(15))
    TaskFactory(section=section, number=4)
    TaskFactory(section=section, number=5, ended=True, annual_hours_before=Decimal(999))
    client.force_login(office)

    response = client.get(HOURS)

    # 120 + 30.5 + 600 × 15 ÷ 60 = 300.5 over three of four tasks.
    assert figures(response) == [
        [
            *("町民福祉課 戸籍班", "4", "4件中1件", "3件", "300.5"),
            *("1件", "120.0", "80.0", "40.0", "0件", "－"),
        ],
    ]
    assertContains(response, "デジタル化済1件のうち、前後の時間がわかる1件で計算")
    # 30.5 + 150 over two of the three that are not digitised.
    assertContains(response, "3件のうち、時間がわかる2件で計算")
    assertContains(response, "180.5")


def test_unknown_hours_are_a_dash_and_never_nothing(client, office, task):
    client.force_login(office)

    response = client.get(HOURS)

    assert figures(response) == [
        ["町民福祉課 戸籍班", "1", "1件中0件", "0件", "－", "0件", "－", "－", "－", "0件", "－"]
    ]
    assertContains(response, "図はまだありません")
    assertContains(response, '<p class="stat__value stat__value--missing">未入力</p>', count=3)


def test_hours_are_cut_by_department_and_method(client, office, section):
    other = SectionFactory(department=section.department, name="こども班")
    measured(section, 1, "100", "40", method=Method.RPA, digitised=True)
    measured(section, 2, "70", "60", method=Method.RPA, stage=Stage.CONSIDERING)
    measured(section, 3, "700", "600", method=Method.RPA, stage=Stage.OUT_OF_SCOPE)
    measured(other, 1, "50", "30", digitised=True)
    client.force_login(office)

    departments = figures(client.get(HOURS, {"by": "department"}))
    methods = figures(client.get(HOURS, {"by": "method"}))

    assert [row[0:2] + row[6:] for row in departments] == [
        ["町民福祉課", "4", "150.0", "70.0", "80.0", "1件", "10.0"]
    ]
    assert [row[0:2] + row[6:] for row in methods if row[1] != "0"] == [
        ["RPA・自動化", "3", "100.0", "40.0", "60.0", "1件", "10.0"],
        ["手法が決まっていない", "1", "50.0", "30.0", "20.0", "0件", "－"],
        ["合計", "4", "150.0", "70.0", "80.0", "1件", "10.0"],
    ]


def test_a_task_of_two_initiatives_counts_once_in_all(client, office, section):
    both = measured(section, 1, "100", "40", digitised=True)
    one = measured(section, 2, "10", "5", digitised=True)
    measured(section, 3, "1", "1", digitised=True)
    first = InitiativeFactory(code="1", title="窓口", tasks=[both, one])
    InitiativeFactory(code="2", plan=first.plan, title="標準化", tasks=[both])
    former = PlanFactory(slug="former", first_fiscal_year=2018, last_fiscal_year=2022)
    InitiativeFactory(code="9", plan=former, title="前の計画の取組", tasks=[one])
    client.force_login(office)

    response = client.get(HOURS, {"by": "initiative"})

    assert [(row[0][2:], row[1], row[6]) for row in figures(response)] == [
        ("窓口", "2", "110.0"),
        ("標準化", "1", "100.0"),
        ("が決まっていない", "1", "1.0"),
        ("", "3", "111.0"),
    ]
    assertContains(response, "合計と一致しないことがあります")
    assertNotContains(response, "前の計画の取組")


@pytest.mark.parametrize(
    ("condition", "tasks"),
    [
        ({"method": "rpa"}, "1"),
        ({"stage": "digitised"}, "1"),
        ({"initiative": "6"}, "1"),
        ({"initiative": "6", "stage": "digitised"}, ""),
        ({"department": "x"}, "3"),
    ],
)
def test_hours_follow_the_conditions(client, office, section, condition, tasks):
    measured(section, 1, "10", method=Method.RPA)
    measured(section, 2, "10", digitised=True)
    linked = measured(section, 3, "10")
    InitiativeFactory(code="6", tasks=[linked])
    client.force_login(office)

    response = client.get(HOURS, condition)

    assert "".join(row[1] for row in figures(response)) == tasks


def test_conditions_are_said_in_words_and_stay_in_every_link(client, office, section):
    measured(section, 1, "10", method=Method.RPA)
    client.force_login(office)

    response = client.get(HOURS, {"method": "rpa", "by": "department"})

    assertContains(response, "予定する手法：RPA・自動化")
    assertContains(response, "?method=rpa&amp;by=method")
    assertContains(response, "/inventory/digitise/candidates/?method=rpa")
    assertContains(response, "/inventory/digitise/hours.csv?method=rpa&amp;by=department")


def test_a_condition_that_cannot_be_read_is_left_out_and_said(client, office, task):
    client.force_login(office)

    response = client.get(HOURS, {"initiative": "nonsense", "by": "nonsense"})

    assertContains(response, "読み取れない条件がありました")
    assert response.context["way"] == "班"


def test_the_chart_has_a_title_and_its_numbers_in_words(client, office, section):
    measured(section, 1, "120.0", "80.0", digitised=True)
    client.force_login(office)

    response = client.get(HOURS)

    assertContains(
        response, "班ごとのデジタル化済の事務の年間の時間（見直し前と見直し後）</title>"
    )
    assertContains(response, "町民福祉課 戸籍班は120.0時間から80.0時間。")


def test_the_file_of_hours_leaves_unknown_figures_empty(client, office, section):
    measured(section, 1, "120.0", "80.0", stage=Stage.IN_PROGRESS)
    TaskFactory(section__name="=HYPERLINK()", section__department__name="=課")
    client.force_login(office)

    rows = rows_of_csv(client.get("/inventory/digitise/hours.csv"))

    assert rows[0][:2] == ["班", "事務の件数"]
    assert rows[1] == [
        *("町民福祉課 戸籍班", "1", "0", "1", "120.0"),
        *("0", "", "", "", "1", "40.0"),
    ]
    assert rows[2] == ["'=課 =HYPERLINK()", "1", "0", "0", "", "0", "", "", "", "0", ""]


# The order


def test_candidates_show_their_place_points_and_working(client, office, section):
    measured(section, 1, "100.0", name="届の受付")
    measured(section, 2, "90.0", name="台帳の整理", uses_paper=True)
    client.force_login(office)

    response = client.get(CANDIDATES)

    assert order(response) == [
        ("1位", "002 台帳の整理", "135.0"),
        ("2位", "001 届の受付", "100.0"),
    ]
    assertContains(
        response, "90.0時間（入力した時間） × 1.5（紙：紙を使う） × 1.0（押印：わからない）"
    )
    assertContains(response, "「紙を使う」なら 1.5")
    assertContains(response, "年1,000件以上なら 1.2")


def test_tasks_without_hours_stand_apart_with_a_link_to_fill_them_in(
    client, staff, stranger, section
):
    task = TaskFactory(section=section, number=1, volume=10)
    client.force_login(staff)

    response = client.get(CANDIDATES, {"hours": "unknown"})

    assertContains(response, "時間がわからないため順位をつけられません")
    assert rows_of(response, "unranked-table")[1][2:4] == ["10", "わからない"]
    assertContains(response, reverse("task_edit", args=[task.pk]))
    client.force_login(stranger)
    assertNotContains(
        client.get(CANDIDATES, {"hours": "unknown"}), reverse("task_edit", args=[task.pk])
    )


def test_tabs_count_both_lists_under_the_conditions(client, office, section):
    measured(section, 1, "10", stage=Stage.CONSIDERING)
    measured(section, 2, "10")
    TaskFactory(section=section, number=3, stage=Stage.CONSIDERING)
    client.force_login(office)

    response = client.get(CANDIDATES, {"stage": "considering"})

    assert [tab.label for tab in response.context["tabs"]] == [
        "順位のある事務（1件）",
        "時間がわからない事務（1件）",
    ]


def test_candidates_come_fifty_a_page(client, office, section):
    for number in range(1, 61):
        measured(section, number, str(1000 - number))
    client.force_login(office)

    assert order(client.get(CANDIDATES, {"page": 2}))[0][0] == "51位"
    assert len(order(client.get(CANDIDATES))) == 50


def test_no_candidate_says_why(client, office, task):
    client.force_login(office)

    assertContains(client.get(CANDIDATES), "順位をつけられる事務はありません")


def test_the_file_of_candidates_holds_all_of_them(client, office, section):
    for number in range(1, 61):
        measured(section, number, str(100 + number), name=f"事務{number}")
    client.force_login(office)

    rows = rows_of_csv(client.get("/inventory/digitise/candidates.csv"))

    assert len(rows) == 61
    assert rows[1][:5] == ["1", "160.0", "町民福祉課 戸籍班", "60", "事務60"]


# Cost


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        (HOURS, 14),
        (f"{HOURS}?by=department", 14),
        (f"{HOURS}?by=method", 13),
        (f"{HOURS}?by=initiative", 15),
        (CANDIDATES, 14),
        (f"{CANDIDATES}?hours=unknown", 14),
    ],
)
def test_a_page_costs_the_same_for_three_and_three_hundred(
    client, office, section, django_assert_num_queries, url, queries, count
):
    tasks = [measured(section, n, str(n + 1), "1", uses_paper=True) for n in range(count)]
    TaskFactory.create_batch(count, section=SectionFactory())
    InitiativeFactory(tasks=tasks)
    client.force_login(office)

    with django_assert_num_queries(queries):
        client.get(url)
