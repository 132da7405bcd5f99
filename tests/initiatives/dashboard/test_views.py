"""The committee's dashboard: who reads it, what it says, and what its numbers lead to."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from initiatives.choices import Judgement, ReportAction, ReportState
from initiatives.indicators.readings import readings
from initiatives.models import Indicator, Pillar
from initiatives.paper.content import to_text
from initiatives.reporting import actions
from inventory.choices import Stage
from tests.factories.indicator import (
    IndicatorFactory,
    IndicatorTargetFactory,
    IndicatorValueFactory,
    MilestoneFactory,
)
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.inventory import TaskFactory
from tests.factories.meeting import DecisionFactory, MeetingFactory, SnapshotFactory
from tests.factories.organization import SectionFactory
from tests.factories.paper import figures as paper_figures
from tests.factories.paper import initiative as paper_initiative
from tests.factories.paper import paper, word
from tests.factories.report import (
    ProgressReportFactory,
    ReportingPeriodFactory,
    ReportTransitionFactory,
)
from tests.factories.revision import (
    InitiativeTermsFactory,
    PlanRevisionFactory,
    ScheduledPhaseFactory,
    seal,
)
from tests.initiatives.helpers import at_work

READERS = ["staff", "head", "stranger", "committee", "office"]
SECTIONS = [
    "1取組の状況",
    "前回からの変化",
    "注意が必要なこと（0件）",
    "計画と柱の進み具合",
    "取組ごとの状況",
    "日程：予定と実際",
    "班ごとの報告",
    "指標",
    "マイルストーン",
    "業務の棚卸し",
    "これまでの経過",
    "この画面の数字を使う",
]


@pytest.fixture
def today(monkeypatch):
    """23 November 2026, in the third quarter of R8."""
    day, real = date(2026, 11, 23), timezone.localdate
    monkeypatch.setattr(
        "django.utils.timezone.localdate", lambda moment=None: real(moment) if moment else day
    )
    return day


@pytest.fixture
def report(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )


def told(cast, period, progress, **fields):
    return ProgressReportFactory(
        participation=cast.participation,
        period=period,
        progress=progress,
        submitted=True,
        **fields,
    )


def dashboard(client, cast, period="2026-3"):
    client.force_login(cast.committee)
    return client.get(reverse("dashboard"), {"period": period} if period else {})


def text_of(response):
    """The page's words, without tags and doubled spaces."""
    main = response.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# --- who reads it -----------------------------------------------------------------------------


def test_a_visitor_is_sent_to_log_in(client, cast):
    response = client.get(reverse("dashboard"))

    assert response.url == "/account/login/?next=/plans/current/dashboard/"


@pytest.mark.parametrize("who", READERS)
def test_everyone_with_an_appointment_reads_all_of_it(client, cast, today, who):
    told(cast, cast.period, 75)
    client.force_login(getattr(cast, who))

    page = client.get(reverse("dashboard")).content.decode()

    headings = re.findall(r'<h2 class="section__title" id="[a-z-]+">(.*?)</h2>', page)
    assert headings == SECTIONS


def test_somebody_without_an_appointment_is_told_whom_to_ask(client, cast):
    client.force_login(cast.nobody)

    response = client.get(reverse("dashboard"))

    assert (response.status_code, "所属" in response.content.decode()) == (403, True)


def test_the_contents_lead_to_every_part(client, cast, today):
    page = dashboard(client, cast).content.decode()

    leads = re.findall(r'<li><a href="#([a-z-]+)">', page)
    titles = re.findall(r'<h2 class="section__title" id="([a-z-]+)">', page)
    assert leads == titles
    assert len(titles) == len(SECTIONS)


# --- which period -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["2030-1", "2026", "x-1", "2026-３", "9" * 30 + "-1"])
def test_an_unknown_period_is_not_found(client, cast, key):
    assert dashboard(client, cast, key).status_code == 404


def test_the_newest_period_that_is_due_comes_first(client, cast, today):
    ReportingPeriodFactory(plan=cast.plan, number=4, planned=True)

    response = dashboard(client, cast, period="")

    # The third quarter is open until January; its figures are one press away.
    assert response.context["period"] == cast.previous
    assert [o.value for o in response.context["options"]] == ["2026-3", "2026-2"]
    assertContains(
        response,
        '<a href="/plans/current/dashboard/?period=2026-3">'
        "受付中の令和8年度 第3四半期を速報で見る</a>",
        html=True,
    )


@pytest.mark.parametrize(
    ("state", "shown"), [({}, "2026-2"), ({"closed": True}, "2026-3")], ids=["open", "closed"]
)
def test_a_period_is_shown_once_it_is_closed(client, cast, today, state, shown):
    cast.period.reports.all().delete()
    cast.period.delete()
    ReportingPeriodFactory(plan=cast.plan, number=3, **state)

    assert dashboard(client, cast, period="").context["period"].key == shown


def test_opening_the_next_period_early_changes_no_headline(client, cast, report, today):
    before = dashboard(client, cast, period="")

    ReportingPeriodFactory(plan=cast.plan, number=4)
    after = dashboard(client, cast, period="")

    assert after.context["period"] == before.context["period"]
    assert after.context["figures"] == before.context["figures"]
    assert [p.key for p in after.context["newer"]] == ["2026-3", "2026-4"]


def test_an_open_period_stands_under_a_warning(client, cast, report, today):
    ParticipationFactory(initiative=cast.initiative)

    page = text_of(dashboard(client, cast))

    assert "速報（求めた2件のうち1件）" in page
    assert "令和8年11月23日時点の予定と比べています。" in page
    assert page.count("予定は期間の経過（仮の直線）です") == 1


def test_less_than_half_of_the_reports_is_said(client, cast, today):
    page = text_of(dashboard(client, cast, period=""))

    assert "速報・報告が半分に満たない（求めた1件のうち0件）" in page


def test_the_slowest_section_stands_beside_the_mean(client, cast, report, today):
    slow, quiet = (ParticipationFactory(initiative=cast.initiative) for _ in range(2))
    ProgressReportFactory(participation=slow, period=cast.period, progress=20, submitted=True)

    response = dashboard(client, cast)

    (row,) = response.context["rows"]
    assert row.slowest == f"{slow.section.label} 20%（未報告：{quiet.section.label}）"
    assert f"最も低い班：{row.slowest}" in text_of(response)


def test_an_initiative_without_sections_has_a_name(client, cast, today):
    cast.participation.delete()

    page = text_of(dashboard(client, cast))

    assert "未報告のうち、担当なし1。" in page
    assert "－ 担当なし" in page


def test_a_planned_period_can_be_looked_at(client, cast, today):
    ReportingPeriodFactory(plan=cast.plan, number=4, planned=True)
    told(cast, cast.period, 70)

    response = dashboard(client, cast, "2026-4")

    assert [r.figures.period.key for r in response.context["history"]] == [
        "2026-4",
        "2026-3",
        "2026-2",
    ]
    assert response.context["figures"].initiatives[0].carried == 1


def test_without_any_period_the_page_says_so(client, cast):
    cast.plan.periods.all().delete()

    response = dashboard(client, cast, period="")

    assert response.templates[0].name == "initiatives/pages/no_period.html"


# --- the headline -----------------------------------------------------------------------------


def test_it_rolls_a_report_up(client, cast, report, today):
    response = dashboard(client, cast)

    row = response.context["rows"][0]
    assert (row.figures.mean, row.figures.floor) == (60, 60)
    assert row.figures.planned == Fraction(215, 3)  # 43 of 60 months by 23 November
    assert row.reasons == [
        "進捗率60.0％ − 予定71.7％ ＝ −11.7ポイント（−15以上−5未満は「やや遅れ」）。"
    ]
    assert [(c.judgement, c.now) for c in response.context["counts"] if c.now] == [
        ("slightly_late", 1)
    ]


def test_it_never_shows_silence_as_zero(client, cast, today):
    response = dashboard(client, cast)

    figures = response.context["figures"].initiatives[0]
    page = response.content.decode()
    assert (figures.mean, figures.judgement) == (None, "unreported")
    assert 'aria-label="書かない窓口：未報告"' in page
    assert [s.section for s in response.context["silent"]] == ["町民課 窓口班"]
    assert "hot--silent" in page
    assert '進捗率は<a class="explained"' in page


def links(page):
    """Where numbers lead, and what a screen reader calls them."""
    found = re.findall(r'<a class="explained" href="([^"]+)">(.*?)</a>', page, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", words): address for address, words in found}


def test_numbers_lead_to_their_explanations(client, cast, today):
    told(cast, cast.previous, 50)
    told(cast, cast.period, 60)
    MilestoneFactory(initiative=cast.initiative, due_on=date(2027, 3, 31))
    TaskFactory(section=cast.section, measured=True, digitised=True)

    found = links(dashboard(client, cast).content.decode())

    assert found["60.0%の説明"].startswith("/plans/current/dashboard/explain/")
    addresses = set(found.values())
    assert "/plans/current/dashboard/explain/gap/initiative-1/?period=2026-3" in addresses
    assert "/plans/current/dashboard/explain/hours/town/?period=2026-3" in addresses
    assert "/plans/current/dashboard/explain/planned/plan/?period=2026-2" in addresses


def test_every_number_that_leads_somewhere_arrives(client, cast, today):
    told(cast, cast.previous, 40)
    told(cast, cast.period, 50)
    MilestoneFactory(initiative=cast.initiative)
    TaskFactory(section=cast.section, measured=True, digitised=True)
    TaskFactory(section=cast.section, measured=True, stage=Stage.IN_PROGRESS)
    IndicatorFactory(initiative=cast.initiative)
    page = dashboard(client, cast).content.decode()

    addresses = set(re.findall(r'"(/plans/current/dashboard/explain/[^"]+)"', page))

    measures = {address.split("/")[5] for address in addresses}
    assert measures == {
        *("mean", "floor", "planned", "gap", "judgement", "coverage", "change", "count"),
        *("milestones", "silence", "indicator", "stages", "hours", "tasks"),
        *("expected", "rating"),
    }
    assert [a for a in addresses if client.get(a).status_code != 200] == []


# --- what changed -----------------------------------------------------------------------------


def test_the_first_period_has_nothing_to_compare(client, cast, today):
    response = dashboard(client, cast, "2026-2")

    assert response.context["since"] is None
    assert "最初の報告期間なので、比べるものがありません" in text_of(response)


def test_without_a_paper_it_compares_with_the_period_before(client, cast, today):
    # Planned 70 then, 75 now: 66 is −4 (順調), 50 is −25 (遅れ).
    told(cast, cast.previous, 66)
    told(cast, cast.period, 50)

    response = dashboard(client, cast)

    (movement,) = response.context["movements"]
    assert (movement.before.word, movement.now.judgement.label) == ("順調", "遅れ")
    assert movement.difference == -16
    assert "前の期（令和8年度 第2四半期）と比べて、計画全体の進捗率は −16.0" in text_of(response)
    counts = {c.judgement: (c.now, c.before) for c in response.context["counts"]}
    assert (counts["late"], counts["on_track"]) == ((1, 0), (0, 1))


def test_numbers_of_one_period_alone_move_nothing(client, cast, today):
    told(cast, cast.previous, 66)
    told(cast, cast.period, 71)

    response = dashboard(client, cast)

    assert response.context["movements"] == []
    assert "判定が変わった取組、加わった取組、終わった取組はありません" in text_of(response)


def freeze(cast, *lines):
    """The committee was shown these initiatives for the second quarter."""
    content = paper(figures=paper_figures(initiatives=lines))
    return SnapshotFactory(
        meeting=MeetingFactory(plan=cast.plan, number=3),
        period=cast.previous,
        content=to_text(content),
    )


def test_with_a_paper_it_compares_with_what_the_meeting_was_shown(client, cast, today):
    late = word(Judgement.LATE)
    freeze(cast, paper_initiative("1", mean=Fraction(40), judgement=late))
    told(cast, cast.previous, 70)
    told(cast, cast.period, 75)

    response = dashboard(client, cast)

    (movement,) = response.context["movements"]
    assert (movement.before.word, movement.now.judgement.label) == ("遅れ", "順調")
    assert movement.difference == 35
    assert "の資料" in response.context["since"].label


def test_a_later_report_for_the_past_changes_no_comparison_with_a_paper(client, cast, today):
    freeze(cast, paper_initiative("1", mean=Fraction(40)))
    told(cast, cast.period, 75)
    before = dashboard(client, cast).context["change"]
    told(cast, cast.previous, 99)

    after = dashboard(client, cast).context["change"]

    assert before == after
    assert after.difference == 35


def test_new_and_ended_initiatives_are_named(client, cast, today):
    freeze(cast, paper_initiative("9", mean=Fraction(40)))
    told(cast, cast.period, 75)

    response = dashboard(client, cast)

    page = text_of(response)
    assert [(m.code, m.now is None) for m in response.context["movements"]] == [
        ("1", False),
        ("9", True),
    ]
    assert "計画に加わりました" in page
    assert "計画から終わりました" in page


# --- what needs attention ---------------------------------------------------------------------


def kinds(response):
    return [(e.kind, e.what) for e in response.context["attention"]]


def test_nothing_to_attend_to_says_so(client, cast, today):
    told(cast, cast.previous, 70)
    told(cast, cast.period, 75)

    response = dashboard(client, cast)

    assert kinds(response) == []
    assert "注意が必要なことはありません" in text_of(response)


def test_it_lists_what_needs_attention_and_leads_on(client, cast, today):
    told(cast, cast.previous, 50)
    told(cast, cast.period, 50)
    MilestoneFactory(initiative=cast.initiative, name="戸籍", due_on=date(2026, 3, 31))
    meeting = MeetingFactory(plan=cast.plan, number=3)
    DecisionFactory(meeting=meeting, number=1, text="人を増やす", due_on=date(2026, 11, 1))
    DecisionFactory(meeting=meeting, number=2, due_on=date(2026, 12, 1))

    response = dashboard(client, cast)

    page = response.content.decode()
    assert kinds(response) == [
        ("late", "① 書かない窓口"),
        ("overdue", "① 書かない窓口"),
        ("overdue", "第3回推進委員会 決定1"),
    ]
    assert f'<a href="{meeting.get_absolute_url()}">第3回推進委員会 決定1</a>' in page
    assert "令和8年11月1日の期限から" in page


def test_a_returned_report_needs_attention_since_it_came_back(client, cast, today):
    returned = ProgressReportFactory(
        participation=cast.participation, period=cast.period, returned=True
    )
    ReportTransitionFactory(
        report=returned, action=ReportAction.RETURN, to_state=ReportState.RETURNED
    )
    told(cast, cast.previous, 70)

    response = dashboard(client, cast)

    (entry,) = [e for e in response.context["attention"] if e.kind == "returned"]
    address = f"{cast.initiative.get_absolute_url()}?section={cast.section.pk}"
    assert (entry.url, entry.who, entry.since) == (address, "町民課 窓口班", "令和9年1月10日から")
    assert f'href="{address}"' in response.content.decode()
    assert client.get(address).status_code == 200


def test_a_report_returned_to_a_section_that_left_is_not_listed(client, cast, today):
    left = ParticipationFactory(initiative=cast.initiative, past=True)
    ProgressReportFactory(participation=left, period=cast.period, returned=True)

    response = dashboard(client, cast)

    assert [e for e in response.context["attention"] if e.kind == "returned"] == []


def test_decisions_of_another_plan_are_none_of_this_ones(client, cast, today):
    DecisionFactory(meeting=MeetingFactory(plan__slug="other"), due_on=date(2026, 1, 1))
    told(cast, cast.previous, 70)
    told(cast, cast.period, 75)

    assert kinds(dashboard(client, cast)) == []


# --- heat map, indicators, milestones, inventory ----------------------------------------------


def test_the_heat_map_shows_five_situations(client, cast, today):
    cancelled, silent, carried = (
        ParticipationFactory(initiative=cast.initiative) for _ in range(3)
    )
    told(cast, cast.period, 0)
    ProgressReportFactory(participation=carried, period=cast.previous, progress=0, submitted=True)
    ProgressReportFactory(
        participation=cancelled, period=cast.period, cancelled=True, confirmed=True
    )
    second = add_initiative(cast, sections=[cast.section])

    page = dashboard(client, cast).content.decode()

    cells = re.findall(r'<td class="hot hot--(\w+)', page)
    assert sorted(cells) == [
        *("cancelled", "carried", "excluded", "excluded", "excluded"),
        *("silent", "silent", "told"),
    ]
    assert silent.section.department.name in page
    assert second.title in page


def test_a_heat_map_without_sections_says_so(client, cast, today):
    cast.participation.delete()

    assert "担当する班が決まっていません" in text_of(dashboard(client, cast))


def test_indicators_are_drawn_with_targets_and_comparators(client, cast, today):
    rate = IndicatorFactory(initiative=cast.initiative, name="交付率")
    IndicatorTargetFactory(indicator=rate)
    IndicatorValueFactory(indicator=rate)
    IndicatorValueFactory(indicator=rate, series="全国", value=Decimal("67"), provisional=True)

    response = dashboard(client, cast)

    (reading,) = response.context["readings"]
    assert [line.name for line in reading.trend.lines] == ["本町", "目標", "全国"]
    assert "交付率の移り変わり" in response.content.decode()
    assert "白抜きの点は速報値です" in text_of(response)


def test_an_indicator_in_words_has_no_chart(client, cast, today):
    IndicatorFactory(initiative=cast.initiative, in_words=True)

    response = dashboard(client, cast)

    assert response.context["readings"][0].trend is None
    assert "目標：使いやすく" in text_of(response)


def test_a_cumulative_indicator_is_drawn_added_up(cast):
    times = IndicatorFactory(initiative=cast.initiative, cumulative=True, unit="回")
    IndicatorValueFactory(
        indicator=times, value=3, measured_on=date(2025, 3, 31), provisional=True
    )
    IndicatorValueFactory(indicator=times, value=5, label="令和7年度")

    (reading,) = readings(cast.initiative, on=date(2027, 1, 20))

    dots = reading.trend.lines[0].dots
    assert [dot.title for dot in dots] == [
        "本町 令和7年3月31日まで：3回（速報値）",
        "本町 令和7年度まで：8回（速報値）",
    ]


def test_milestones_are_counted_by_group_and_overdue_ones_named(client, cast, today):
    MilestoneFactory(initiative=cast.initiative, name="戸籍", due_on=date(2026, 3, 31))
    MilestoneFactory(initiative=cast.initiative, name="税", due_on=date(2027, 3, 31))
    MilestoneFactory(initiative=cast.initiative, name="年金", done=True)

    response = dashboard(client, cast)

    (row,) = response.context["milestones"]
    assert (row.total, row.group.done, row.ahead) == (3, 1, 1)
    assert [m.name for m in row.group.overdue] == ["戸籍"]
    assert response.context["milestone_total"].overdue == 1


def test_milestones_of_the_past_are_counted_as_of_then(client, cast, today):
    MilestoneFactory(initiative=cast.initiative, due_on=date(2026, 10, 1))

    then = dashboard(client, cast, "2026-2").context["milestone_total"]
    now = dashboard(client, cast).context["milestone_total"]

    assert (then.overdue, then.ahead, now.overdue, now.ahead) == (0, 1, 1, 0)


def test_the_inventory_is_summed_by_department(client, cast, today):
    TaskFactory(section=cast.section, measured=True, digitised=True)
    TaskFactory(section=cast.section)
    TaskFactory(section=SectionFactory(), ended=True)

    response = dashboard(client, cast)

    inventory = response.context["inventory"]
    (row,) = inventory.rows
    assert (row.label, row.live.tasks, row.live.digitised) == ("町民課", 2, 1)
    assert (inventory.total.live.hours_saved, inventory.total.live.saved_known) == (40, 1)


# --- history ----------------------------------------------------------------------------------


def test_history_shows_every_headline_and_no_zero_for_silence(client, cast, today):
    told(cast, cast.period, 75)

    page = dashboard(client, cast).content.decode()

    table = page.split('id="history-caption"', 1)[1].split("</table>", 1)[0]
    now, before = re.findall(r"<tr.*?</tr>", table.split("<tbody>", 1)[1], re.DOTALL)
    assert "75.0%" in now
    assert before.count("未報告<span") == 2
    assert "0.0%<" not in before.replace("70.0%", "")


def test_a_past_period_is_not_moved_by_a_later_one(client, cast, today):
    told(cast, cast.previous, 70)
    before = dashboard(client, cast, "2026-2").context["figures"]
    told(cast, cast.period, 10)

    after = dashboard(client, cast, "2026-2").context["figures"]

    assert before == after


# --- unusual plans ----------------------------------------------------------------------------


def add_initiative(cast, sections=()):
    """A second initiative, planned from R9 on."""
    second = InitiativeFactory(plan=cast.plan, code="2", symbol="②", title="後の取組", order=2)
    revision = PlanRevisionFactory(plan=cast.plan, number=1, effective_on=date(2024, 4, 1))
    for initiative, year in ((cast.initiative, 2023), (second, 2027)):
        terms = InitiativeTermsFactory(revision=revision, initiative=initiative)
        ScheduledPhaseFactory(terms=terms, phase=cast.run, first_fiscal_year=year)
    seal(revision)
    for section in sections:
        ParticipationFactory(initiative=second, section=section)
    return second


def test_an_initiative_yet_to_begin_without_sections_looks_right(client, cast, today):
    add_initiative(cast)

    response = dashboard(client, cast)

    row = response.context["rows"][1].figures
    assert (row.judgement, row.floor, row.planned) == ("out_of_period", None, 0)
    assert "担当なし" in text_of(response)


def test_a_plan_without_initiatives_looks_right(client, cast, today):
    PlanRevisionFactory(plan=cast.plan, number=1, effective_on=date(2024, 4, 1), sealed=True)

    response = dashboard(client, cast)

    page = text_of(response)
    assert response.context["figures"].plan.total == 0
    assert "0取組の状況" in page
    assert "事務はまだ登録されていません" in page
    assert "マイルストーンはまだ登録されていません" in page
    assert "指標はまだ登録されていません" in page


def test_pillars_stand_in_their_tree(client, cast, today):
    inner = Pillar.objects.create(
        plan=cast.plan, parent=cast.initiative.pillar, code="1-1", name="内の柱"
    )

    page = dashboard(client, cast).content.decode()

    assert f'<th scope="row" class="depth-1">{inner.name}</th>' in page


def test_the_initiative_page_draws_the_indicator_too(client, cast, today):
    IndicatorValueFactory(indicator=IndicatorFactory(initiative=cast.initiative, name="交付率"))
    client.force_login(cast.committee)

    page = client.get(reverse("initiative", args=["1"])).content.decode()

    assert f'id="indicator-{Indicator.objects.get().pk}-title">交付率の移り変わり<' in page
