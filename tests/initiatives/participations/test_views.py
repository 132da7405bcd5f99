"""Changing one cell of the matrix, and a whole column, in the browser's place."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries

from initiatives.models import Participation
from initiatives.participations import actions
from tests.factories import ParticipationFactory, ProgressReportFactory, SectionFactory
from tests.initiatives.helpers import messages_of

ON = "?on=2026-11-23"
COLUMN = f"/matrix/1/{ON}"
LEFT, NOW = date(2026, 11, 22), date(2026, 11, 23)


@pytest.fixture
def supporter(cast):
    section = SectionFactory(department=cast.section.department, name="戸籍班", order=2)
    return ParticipationFactory(initiative=cast.initiative, section=section)


@pytest.fixture
def newcomer(cast):
    return SectionFactory(department=cast.section.department, name="年金班", order=3)


def cell(section):
    return f"/matrix/1/{section.pk}/{ON}"


def typed(name, **values):
    """What a browser posts from one of the cell's forms."""
    fields = {f"{name}-{field}": value for field, value in values.items()}
    return {"action": name, f"{name}-reason": "見直し", **fields}


def parts():
    rows = Participation.objects.order_by("section__order", "starts_on")
    return [(r.section.name, r.role, r.starts_on, r.ends_on) for r in rows]


def offered(response):
    return [choice.name for choice in response.context["choices"]]


@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee", "nobody"])
def test_only_the_office_opens_and_sends_the_forms(client, cast, newcomer, who):
    client.force_login(getattr(cast, who))
    start = typed("start", starts_on="2026-11-23")

    statuses = [
        client.get(cell(newcomer)).status_code,
        client.get(COLUMN).status_code,
        client.post(cell(newcomer), start).status_code,
        client.post(COLUMN, {"action": "apply"}).status_code,
    ]

    assert statuses == [403, 403, 403, 403]
    assert len(parts()) == 1


@pytest.mark.parametrize(
    "address", ["/matrix/1/999999/", "/matrix/nine/", "/matrix/1/?on=someday"]
)
def test_what_does_not_exist_is_not_found(client, cast, address):
    client.force_login(cast.office)

    response = client.get(address)

    assert response.status_code == 404


def test_a_cell_offers_what_fits(client, cast, supporter, newcomer):
    client.force_login(cast.office)

    found = [offered(client.get(cell(s))) for s in (newcomer, supporter.section, cast.section)]

    assert found == [
        ["start", "lead"],
        ["lead", "joint", "cadence", "end"],
        ["hand_over", "cadence"],
    ]


def test_a_cell_offers_the_lead_while_nobody_has_it(client, cast, supporter, newcomer):
    cast.participation.delete()
    client.force_login(cast.office)

    found = [offered(client.get(cell(s))) for s in (newcomer, supporter.section)]

    assert found == [["start"], ["role", "cadence", "end"]]


def test_starting_from_a_cell(client, cast, newcomer):
    client.force_login(cast.office)

    response = client.post(cell(newcomer), typed("start", starts_on="2026-11-23"), follow=True)

    assert response.redirect_chain == [(f"/plans/current/matrix/{ON}", 302)]
    assert messages_of(response) == ["① 書かない窓口：町民課 年金班の担当を始めました。"]
    assert parts()[1:] == [("年金班", "support", NOW, None)]


def test_changing_the_cadence_from_a_cell(client, cast, supporter):
    client.force_login(cast.office)
    shown = client.get(cell(supporter.section))

    response = client.post(
        cell(supporter.section),
        typed("cadence", cadence="half", starts_on="2026-11-23"),
        follow=True,
    )
    again = client.get(cell(supporter.section))

    rows = Participation.objects.filter(section=supporter.section).order_by("starts_on")
    assert [(r.role, r.cadence, r.starts_on, r.ends_on) for r in rows] == [
        ("support", "every", date(2023, 4, 1), LEFT),
        ("support", "half", NOW, None),
    ]
    assertContains(shown, "（報告は毎期）")
    assert messages_of(response) == ["① 書かない窓口：町民課 戸籍班の報告の回数を変えました。"]
    assertContains(response, '<span class="matrix__dates">半期</span>', count=1)
    assertContains(again, "（報告は半期）")
    assertContains(again, "登録：関係・半期 R8.11.23〜")


def test_the_same_cadence_is_no_change(client, cast, supporter):
    client.force_login(cast.office)

    response = client.post(
        cell(supporter.section), typed("cadence", cadence="every", starts_on="2026-11-23")
    )

    assertContains(response, "町民課 戸籍班の報告の回数は、すでに毎期です。", status_code=422)


def test_a_section_may_start_at_a_cadence(client, cast, newcomer):
    client.force_login(cast.office)

    client.post(cell(newcomer), typed("start", starts_on="2026-11-23", cadence="year"))

    assert Participation.objects.get(section=newcomer).cadence == "year"


def test_a_section_leads_jointly_beside_the_one_that_stands_for_all(
    client, cast, supporter, newcomer
):
    client.force_login(cast.office)

    client.post(cell(newcomer), typed("start", role="lead_joint", starts_on="2026-11-23"))
    client.post(cell(supporter.section), typed("joint", starts_on="2026-11-23"))
    page = client.get("/matrix/?on=2026-11-23").content.decode()

    held = cast.initiative.participations.filter(ends_on=None).order_by("pk")
    assert sorted(p.role for p in held) == ["lead", "lead_joint", "lead_joint"]
    assert page.count("◎</span> 共管") == 2
    assert page.count("◎</span> 主管") == 1


def test_a_joint_lead_stays_one_when_the_column_is_changed(client, cast, newcomer):
    part = ParticipationFactory(initiative=cast.initiative, section=newcomer, role="lead_joint")
    client.force_login(cast.office)
    chosen = {"starts_on": "2026-11-23", "lead": cast.section.pk, "reason": "見直し"}

    preview = client.post(COLUMN, {**chosen, "sections": [newcomer.pk], "action": "preview"})

    part.refresh_from_db()
    assert (preview.status_code, preview.context["groups"]) == (200, [])
    assert part.role == "lead_joint"


def test_ending_from_a_cell(client, cast, supporter):
    client.force_login(cast.office)

    client.post(cell(supporter.section), typed("end", ends_on="2026-11-23"))

    supporter.refresh_from_db()
    assert (supporter.ends_on, supporter.history.first().history_change_reason) == (NOW, "見直し")


def test_taking_the_lead_from_a_cell(client, cast, supporter):
    client.force_login(cast.office)

    client.post(cell(supporter.section), typed("lead", starts_on="2026-11-23", keep="on"))

    assert parts()[1] == ("窓口班", "support", NOW, None)
    assert parts()[3] == ("戸籍班", "lead", NOW, None)


def test_handing_the_lead_over_from_its_cell(client, cast, newcomer):
    client.force_login(cast.office)
    chosen = typed("hand_over", starts_on="2026-11-23", to=str(newcomer.pk))

    response = client.post(cell(cast.section), chosen, follow=True)

    assert messages_of(response) == ["① 書かない窓口：主管を移しました。"]
    assert parts() == [
        ("窓口班", "lead", date(2023, 4, 1), LEFT),
        ("年金班", "lead", NOW, None),
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"starts_on": ""}, "日付を入力してください。"),
        ({"starts_on": "きのう"}, "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。"),
        ({"starts_on": "2026-11-23", "reason": " "}, "理由を入力してください。"),
        (
            {"starts_on": "2030-01-01"},
            "令和12年1月1日は計画の期間の外です。"
            "令和5年4月1日から令和10年3月31日までの日付にしてください。",
        ),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(client, cast, newcomer, fields, message):
    client.force_login(cast.office)

    response = client.post(cell(newcomer), typed("start", note="様式", **fields))

    assertContains(response, message, status_code=422)
    assertContains(response, 'value="様式"', status_code=422)
    assert len(parts()) == 1


def test_a_button_that_no_longer_fits_changes_nothing(client, cast, supporter):
    client.force_login(cast.office)

    response = client.post(
        cell(supporter.section), typed("start", starts_on="2026-11-23"), follow=True
    )

    assert messages_of(response) == [
        "先にほかの人が担当を変えました。今の担当を確かめてください。"
    ]
    assert len(parts()) == 2


def test_a_cell_tells_reports_drafts_and_reasons(client, cast, supporter):
    ProgressReportFactory(participation=supporter, period=cast.previous, confirmed=True)
    ProgressReportFactory(participation=supporter, period=cast.period)
    actions.end_participation(
        participation=supporter, ends_on=date(2027, 3, 31), reason="班の統合", by=cast.office
    )
    client.force_login(cast.office)

    response = client.get(cell(supporter.section))

    assertContains(response, "書きかけの報告があります（令和8年度 第3四半期・下書き）")
    assertContains(response, "令和8年度 第2四半期</a>（確認済）")
    assertContains(response, "変更：関係 R5.4.1〜R9.3.31")
    assertContains(response, "班の統合")
    assertContains(response, "事務局 六郎")


def chosen(*sections, lead, **changes):
    """The column's form as a browser posts it."""
    return {
        "starts_on": "2026-11-23",
        "lead": str(lead.pk),
        "sections": [str(s.pk) for s in sections],
        "reason": "年度の見直し",
        "action": "preview",
        **changes,
    }


def test_a_column_starts_from_what_holds(client, cast, supporter, newcomer):
    client.force_login(cast.office)

    response = client.get(COLUMN)

    form = response.context["form"]
    assert sorted(form["sections"].value()) == [cast.section.pk, supporter.section_id]
    assert form["lead"].value() == cast.section.pk


def test_a_preview_says_what_will_change_and_changes_nothing(client, cast, supporter, newcomer):
    client.force_login(cast.office)

    response = client.post(COLUMN, chosen(cast.section, newcomer, lead=newcomer))

    assert response.context["groups"] == [
        ("担当を終える", ["町民課 戸籍班：関係を令和8年11月22日で終える"]),
        ("役割を変える", ["町民課 窓口班：令和8年11月23日から主管を関係に変える"]),
        ("担当を始める", ["町民課 年金班：令和8年11月23日から主管になる"]),
    ]
    assertContains(response, "この内容で変える")
    assert len(parts()) == 2


def test_a_preview_is_applied(client, cast, supporter, newcomer):
    client.force_login(cast.office)
    wanted = chosen(cast.section, newcomer, lead=newcomer)
    seen = client.post(COLUMN, wanted).context["seen"]

    response = client.post(COLUMN, wanted | {"action": "apply", "seen": seen}, follow=True)

    assert response.redirect_chain == [(f"/plans/current/matrix/{ON}", 302)]
    assert messages_of(response) == ["① 書かない窓口：3件の担当を変えました。"]
    assert ("年金班", "lead", NOW, None) in parts()
    assert ("戸籍班", "support", date(2023, 4, 1), LEFT) in parts()


def test_a_preview_that_was_overtaken_is_shown_again(client, cast, supporter, newcomer):
    client.force_login(cast.office)
    wanted = chosen(cast.section, newcomer, lead=cast.section)
    seen = client.post(COLUMN, wanted).context["seen"]
    actions.end_participation(participation=supporter, ends_on=LEFT, by=cast.office)

    response = client.post(COLUMN, wanted | {"action": "apply", "seen": seen})

    assertContains(response, "先にほかの人が担当を変えました", status_code=409)
    assert [label for label, _ in response.context["groups"]] == ["担当を始める"]
    assert len(parts()) == 2


def test_a_preview_names_what_is_in_the_way(client, cast, supporter):
    ProgressReportFactory(participation=supporter, period=cast.period, submitted=True)
    client.force_login(cast.office)
    wanted = chosen(cast.section, lead=cast.section)

    preview = client.post(COLUMN, wanted)
    seen = preview.context["seen"]
    forced = client.post(COLUMN, wanted | {"action": "apply", "seen": seen})

    for response in (preview, forced):
        assertContains(
            response,
            "町民課 戸籍班には令和8年度 第3四半期の報告（提出済）があります。",
            status_code=422,
        )
        assertNotContains(response, "この内容で変える</button>", status_code=422)
    assert parts()[1] == ("戸籍班", "support", date(2023, 4, 1), None)


def test_a_choice_can_be_taken_back(client, cast, newcomer):
    client.force_login(cast.office)

    response = client.post(COLUMN, chosen(newcomer, lead=cast.section, action="back"))

    assert response.context["form"]["sections"].value() == [str(newcomer.pk)]
    assertContains(response, "変わるところを確かめる")


def test_a_column_that_changes_nothing_says_so(client, cast):
    client.force_login(cast.office)

    response = client.post(COLUMN, chosen(cast.section, lead=cast.section))

    assertContains(response, "変わるところはありません")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lead": ""}, "主管の班を選んでください。"),
        ({"lead": "999999"}, "選んだ班が見つかりません。もう一度選んでください。"),
        ({"sections": ["999999"]}, "選んだ班が見つかりません。もう一度選んでください。"),
        ({"starts_on": "x"}, "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。"),
        ({"reason": ""}, "理由を入力してください。"),
    ],
)
def test_a_fault_in_a_column_is_named(client, cast, fields, message):
    client.force_login(cast.office)

    response = client.post(COLUMN, chosen(cast.section, lead=cast.section) | fields)

    assertContains(response, message, status_code=422)


@pytest.mark.parametrize("extra", [0, 12])
def test_the_forms_ask_the_same_however_many_sections(client, cast, supporter, extra):
    for _ in range(extra):
        ProgressReportFactory(participation__initiative=cast.initiative, period=cast.period)
    client.force_login(cast.office)

    with assertNumQueries(13):
        client.get(cell(supporter.section))
    with assertNumQueries(11):
        client.get(COLUMN)
    wanted = chosen(lead=cast.section)
    with assertNumQueries(12):
        client.post(COLUMN, wanted)
