"""The data-quality desk: what it finds, who may mend it, and what a mend leaves behind."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from hirao_dx.shared.versions import version_of
from inventory.models import QualityDismissal, System, SystemAlias, Task
from inventory.quality import load, queries
from inventory.quality.actions import dismiss_pair, merge_systems
from inventory.quality.findings import faults
from tests.factories import MilestoneFactory, SystemFactory, TaskFactory, UserFactory

DESK = "/inventory/quality/"
D = Decimal


def found(kind):
    return list(queries.TASK_KINDS[kind](Task.objects.live()).order_by("number"))


def mend(client, task, kind, do="save", **sent):
    sent = {"version": version_of(task), "do": do, **sent}
    return client.post(f"{reverse('quality_mend', args=[task.pk])}?kind={kind}", sent)


def figured(section, number, **figures):
    return TaskFactory(section=section, number=number, name=f"事務{number}", **figures)


@pytest.fixture
def wild(section):
    """Entered 300 hours where 600 × 15 ÷ 60 = 150."""
    return figured(section, 1, volume=600, minutes_per_case=D(15), annual_hours_before=D(300))


KINDS = ["unnamed", "duplicate", "missing", "outlying", "category", "spelling", "load"]


def test_visitor_is_sent_to_log_in(client, db):
    assert client.get(DESK).url == f"/account/login/?next={DESK}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["staff", "head", "committee", "office", "stranger"])
def test_everyone_with_an_appointment_reads_each_kind(request, client, task, kind, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(DESK, {"kind": kind}).status_code == 200


@pytest.mark.parametrize(
    ("who", "may"),
    [("staff", True), ("head", True), ("office", True), ("committee", False), ("stranger", False)],
)
def test_only_those_who_write_for_the_section_mend(request, client, task, who, may):
    client.force_login(request.getfixturevalue(who))

    shown = client.get(DESK)
    response = mend(client, task, "unnamed", name="転入届")

    task.refresh_from_db()
    assert ("保存" in shown.content.decode()) is may
    assert (response.status_code, task.name) == ((302, "転入届") if may else (403, ""))


def test_a_name_is_mended_with_a_line_that_names_the_desk(client, staff, task):
    client.force_login(staff)

    mend(client, task, "unnamed", name="転入届")

    line = task.history.first()
    assert (line.name, line.history_user) == ("転入届", staff)
    assert line.history_change_reason == "データの点検：名称がない"
    assert found("unnamed") == []


def test_a_blank_name_is_told_and_writes_nothing(client, staff, task):
    client.force_login(staff)

    response = mend(client, task, "unnamed", name=" ")

    assertContains(response, "事務の名称を入力してください。", status_code=422)
    assert version_of(task) == task.history.first().history_id


def test_who_comes_second_is_told_and_keeps_what_was_typed(client, staff, task):
    client.force_login(staff)
    seen = version_of(task)
    mend(client, task, "unnamed", name="")
    task.remarks = "先の人"
    task.save()

    response = client.post(
        f"{reverse('quality_mend', args=[task.pk])}?kind=unnamed",
        {"version": seen, "do": "save", "name": "転入届"},
    )

    assertContains(response, "ほかの人が先に保存した", status_code=422)
    assertContains(response, 'value="転入届"', status_code=422)
    task.refresh_from_db()
    assert (task.name, task.remarks) == ("", "先の人")


def test_names_that_fold_alike_are_duplicates_within_a_section(section):
    one = TaskFactory(section=section, number=1, name="ＲＰＡの管理", description="説明")
    two = TaskFactory(section=section, number=2, name="rpa の管理")
    TaskFactory(section=section, number=3, name="RPAの管理人")
    TaskFactory(name="RPAの管理")
    TaskFactory(section=section, number=4, name="RPAの管理", ended=True)

    assert found("duplicate") == [one, two]


def test_a_duplicate_stays_away_until_it_is_renamed(client, staff, section):
    one, two = (TaskFactory(section=section, number=n, name="受付") for n in (1, 2))
    client.force_login(staff)

    mend(client, one, "duplicate", "dismiss", name="受付", reason="窓口が違う")

    assert found("duplicate") == []
    for task in (one, two):
        task.name = "交付"
        task.save()
    assert found("duplicate") == [one, two]


def test_computed_hours_go_in_with_one_click(client, staff, section):
    task = figured(section, 1, volume=600, minutes_per_case=D(15))
    client.force_login(staff)

    assertContains(client.get(DESK, {"kind": "missing"}), "計算した時間（150.0時間）を入れる")
    mend(client, task, "missing", "computed", volume="600", minutes_per_case="15")

    task.refresh_from_db()
    assert task.annual_hours_before == D(150)
    assert found("missing") == []


def test_hours_cannot_be_computed_from_nothing(client, staff, section):
    task = figured(section, 1)
    client.force_login(staff)

    response = mend(client, task, "missing", "computed")

    assertContains(response, "時間を計算できます", status_code=422)


def test_the_database_finds_what_the_rule_finds(section):
    figures = [
        (None, None, None, None),
        (None, D(480), None, None),
        (None, D("480.1"), None, None),
        (None, None, D(10), D(10)),
        (None, None, D(10), D("10.1")),
        (600, D(15), D(180), None),
        (600, D(15), D("180.1"), None),
        (600, D(15), D(120), None),
        (600, D(15), D("119.9"), None),
        (0, D(15), D(1), None),
        (None, None, D(10), None),
        (None, None, D("540.4"), None),
    ]
    for number, (volume, minutes, before, after) in enumerate(figures, 1):
        figured(
            section,
            number,
            volume=volume,
            minutes_per_case=minutes,
            annual_hours_before=before,
            annual_hours_after=after,
        )

    # Nine known hours: 1 10 10 10 119.9 120 180 180.1 540.4, the seventh is 180, three times 540.
    limits = queries.section_limits()
    by_rule = [
        task
        for task in Task.objects.order_by("number")
        if faults(task, "outlying", limits.get(section.pk))
    ]

    assert limits == {section.pk: D(540)}
    assert [task.number for task in by_rule] == [3, 5, 7, 9, 10, 12]
    assert found("outlying") == by_rule


def test_a_section_with_few_known_hours_has_no_limit(section):
    for number in range(1, 8):
        figured(section, number, annual_hours_before=D(number))

    assert queries.section_limits() == {}


def test_figures_found_right_come_back_when_they_change(client, staff, wild):
    client.force_login(staff)

    mend(client, wild, "outlying", "dismiss", reason="繁忙期の残業を含む")

    assert found("outlying") == []
    dismissal = QualityDismissal.objects.get()
    assert (dismissal.task, dismissal.by) == (wild, staff)
    assert dismissal.reason == "繁忙期の残業を含む"
    wild.annual_hours_before = D(310)
    wild.save()
    assert found("outlying") == [wild]


def test_setting_aside_needs_a_reason(client, staff, wild):
    client.force_login(staff)

    response = mend(client, wild, "outlying", "dismiss", reason=" ")

    assertContains(response, "このままでよい理由を入力してください。", status_code=422)
    assert not QualityDismissal.objects.exists()


def test_a_category_is_taken_from_the_system(client, staff, section):
    task = figured(
        section, 1, category="other", system=SystemFactory(name="住民記録", category="core")
    )
    client.force_login(staff)

    assertContains(client.get(DESK, {"kind": "category"}), "区分を「基幹系」にする")
    mend(client, task, "category", "category")

    task.refresh_from_db()
    assert task.category == "core"
    assert found("category") == []


# Systems


@pytest.fixture
def twins(section):
    keep = SystemFactory(name="住民記録システム", category="core")
    gone = SystemFactory(name="住民記録ｼｽﾃﾑ", category="other")
    SystemAlias.objects.create(system=gone, name="住記")
    task = figured(section, 1, category="other", system=gone)
    return keep, gone, task


def test_merged_systems_leave_one_with_tasks_names_and_their_past(office, twins):
    keep, gone, task = twins

    moved = merge_systems(keep=keep, gone=gone, by=office, reason="同じもの")

    task.refresh_from_db()
    assert (moved, task.system, task.category) == (1, keep, "core")
    assert set(keep.aliases.values_list("name", flat=True)) == {"住記", "住民記録ｼｽﾃﾑ"}
    assert not System.objects.filter(name="住民記録ｼｽﾃﾑ").exists()
    last = System.history.filter(name="住民記録ｼｽﾃﾑ").first()
    assert (last.history_type, last.history_user) == ("-", office)
    line = task.history.first()
    assert line.history_user == office
    assert line.history_change_reason == (
        "データの点検：「住民記録ｼｽﾃﾑ」を「住民記録システム」にまとめた。同じもの"
    )


def test_systems_are_merged_by_the_office_alone_and_with_a_reason(office, staff, twins):
    keep, gone, _ = twins

    with pytest.raises(PermissionDenied):
        merge_systems(keep=keep, gone=gone, by=staff, reason="同じもの")
    with pytest.raises(ValidationError, match="理由"):
        merge_systems(keep=keep, gone=gone, by=office, reason=" ")
    with pytest.raises(ValidationError, match="別々"):
        merge_systems(keep=keep, gone=keep, by=office, reason="同じもの")
    assert System.objects.count() == 2


def test_the_office_merges_on_the_desk_and_others_only_read(client, office, staff, twins):
    keep, gone, _ = twins
    url = reverse("quality_pair", args=[keep.pk, gone.pk])
    sent = {"do": "one", "reason": "同じもの"}
    client.force_login(staff)
    assertNotContains(client.get(DESK, {"kind": "spelling"}), "別のシステムです")
    assert client.post(url, sent).status_code == 403
    client.force_login(office)
    assertContains(client.get(DESK, {"kind": "spelling"}), "別のシステムです")

    response = client.post(url + "?kind=spelling", sent, follow=True)

    assertContains(response, "事務1件を移しました")
    assert list(System.objects.all()) == [keep]


def test_two_systems_said_to_be_two_come_back_when_renamed(client, office, twins):
    keep, gone, _ = twins
    client.force_login(office)

    client.post(
        reverse("quality_pair", args=[gone.pk, keep.pk]), {"do": "dismiss", "reason": "別物"}
    )

    assertContains(client.get(DESK, {"kind": "spelling"}), "点検したいことはありません")
    gone.name = "住民記録しすてむ"
    gone.save()
    assertContains(client.get(DESK, {"kind": "spelling"}), "そろえると同じ名称")


def test_pair_of_which_one_was_merged_away_meanwhile_is_told(office, twins):
    keep, gone, _ = twins
    merge_systems(keep=keep, gone=System.objects.get(pk=gone.pk), by=office, reason="同じもの")

    with pytest.raises(ValidationError, match="すでにまとめられています"):
        dismiss_pair(one=keep, other=gone, reason="別物", by=office)

    assert not QualityDismissal.objects.exists()


# Hours against staff


def test_hours_are_held_against_the_people_of_the_section(section, settings):
    settings.INVENTORY_HOURS_PER_PERSON = 1000
    UserFactory(staff_of=section)
    gone = UserFactory(staff_of=section)
    gone.appointments.update(ends_on=date(2026, 6, 30))
    figured(section, 1, annual_hours_before=D(1100))
    figured(section, 2)

    [only] = load.standing_out(Task.objects.live(), on=date(2026, 7, 1))
    while_two = load.standing_out(Task.objects.live(), on=date(2026, 6, 30))

    # 1,100 of 1 × 1,000 hours; while there were two people it was 55 %.
    assert (only.section, only.tasks, only.known) == (section, 2, 1)
    assert (only.people, only.percent) == (1, D("110.0"))
    assert while_two == []


@pytest.fixture
def busy(section, staff, settings):
    """One person for 1,100 hours, where a person works 1,000."""
    settings.INVENTORY_HOURS_PER_PERSON = 1000
    return figured(section, 1, annual_hours_before=D(1100))


def standing_out():
    return [one.section for one in load.standing_out(Task.objects.live(), on=localdate())]


def test_hours_found_right_come_back_when_they_change(client, staff, section, busy):
    client.force_login(staff)
    url = reverse("quality_load", args=[section.pk])

    client.post(url, {"reason": "窓口の応援を含む"})

    assert standing_out() == []
    kept = QualityDismissal.objects.get()
    assert (kept.section, kept.task, kept.by, kept.reason) == (
        *(section, None),
        *(staff, "窓口の応援を含む"),
    )
    busy.annual_hours_before = D(1200)
    busy.save()
    assert standing_out() == [section]


def test_hours_come_back_when_people_come(client, staff, section, busy):
    client.force_login(staff)
    client.post(reverse("quality_load", args=[section.pk]), {"reason": "応援"})
    busy.annual_hours_before = D(100)
    busy.save()
    assert standing_out() == [section]

    client.post(reverse("quality_load", args=[section.pk]), {"reason": "始めたばかり"})
    UserFactory(staff_of=section)

    assert standing_out() == [section]


def test_hours_are_set_aside_only_with_a_reason(client, staff, section, busy):
    client.force_login(staff)

    response = client.post(reverse("quality_load", args=[section.pk]), {}, follow=True)

    assertContains(response, "理由を書いてください。")
    assert standing_out() == [section]


@pytest.mark.parametrize(("who", "may"), [("committee", False), ("stranger", False)])
def test_others_set_no_hours_aside(request, client, section, busy, who, may):
    client.force_login(request.getfixturevalue(who))

    response = client.post(reverse("quality_load", args=[section.pk]), {"reason": "理由"})
    page = client.get(DESK, {"kind": "load"})

    assert (response.status_code, standing_out()) == (403, [section])
    assertNotContains(page, "このままでよい理由")


def test_section_that_stands_out_no_more_is_said_to(client, staff, section):
    client.force_login(staff)

    response = client.post(
        reverse("quality_load", args=[section.pk]), {"reason": "理由"}, follow=True
    )

    assertContains(response, "この班は、もう点検の一覧にありません。")


# What was set aside


def test_missing_figures_of_what_cannot_be_counted_are_set_aside(client, staff, section):
    task = figured(section, 1, annual_hours_before=D("120.5"))
    client.force_login(staff)

    mend(client, task, "missing", "dismiss", reason="相談なので件数では数えない")

    assert found("missing") == []
    task.minutes_per_case = D(15)
    task.save()
    assert found("missing") == [task]


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"volume": 0},
        {"volume": 99_999_999, "annual_hours_before": D("99999999.9")},
        {"annual_hours_before": D("0.1"), "annual_hours_after": D("0.0")},
        {"minutes_per_case": D("999999.9"), "annual_hours_after": D("10")},
    ],
)
def test_the_database_writes_figures_as_the_record_does(section, staff, figures):
    task = figured(section, 1, **figures)
    QualityDismissal.objects.create(
        task=task,
        kind="missing",
        fingerprint=queries.fingerprint(Task.objects.get(), "missing"),
        reason="理由",
        by=staff,
    )

    assert found("missing") == []


def test_a_name_of_long_folding_can_be_set_aside(client, staff, section):
    one, _ = (TaskFactory(section=section, number=n, name="㍿" * 200) for n in (1, 2))
    client.force_login(staff)

    mend(client, one, "duplicate", "dismiss", name=one.name, reason="別の会社")

    assert found("duplicate") == []


def take_back(client, kept):
    return client.post(reverse("quality_take_back", args=[kept.pk]), follow=True)


def test_what_was_set_aside_is_listed_and_comes_back(client, staff, stranger, wild):
    client.force_login(staff)
    mend(client, wild, "outlying", "dismiss", reason="繁忙期の残業を含む")
    kept = QualityDismissal.objects.get()

    page = client.get(DESK, {"kind": "outlying"})
    client.force_login(stranger)
    theirs = client.get(DESK, {"kind": "outlying"})
    refused = take_back(client, kept)
    client.force_login(staff)
    done = take_back(client, kept)
    again = take_back(client, kept)

    assertContains(page, "繁忙期の残業を含む")
    assertContains(page, "点検に戻す")
    assertContains(theirs, "繁忙期の残業を含む")
    assertNotContains(theirs, "点検に戻す")
    assert refused.status_code == 403
    assertContains(done, "点検の一覧に戻しました。")
    assertContains(again, "すでに点検に戻っています。")
    assert found("outlying") == [wild]


def test_what_came_back_by_itself_is_listed_no_more(client, staff, wild):
    client.force_login(staff)
    mend(client, wild, "outlying", "dismiss", reason="繁忙期の残業を含む")
    wild.annual_hours_before = D(310)
    wild.save()

    assertNotContains(client.get(DESK, {"kind": "outlying"}), "このままでよいとしたもの")


def test_the_office_alone_takes_back_two_systems(client, staff, office, twins):
    keep, gone, _ = twins
    client.force_login(office)
    client.post(
        reverse("quality_pair", args=[keep.pk, gone.pk]), {"do": "dismiss", "reason": "別物"}
    )
    kept = QualityDismissal.objects.get()

    shown = client.get(DESK, {"kind": "spelling"})
    client.force_login(staff)
    refused = take_back(client, kept)
    client.force_login(office)
    take_back(client, kept)

    assertContains(shown, f"「{keep}」と「{gone}」")
    assert refused.status_code == 403
    assertContains(client.get(DESK, {"kind": "spelling"}), "にまとめる")


def test_a_section_takes_its_hours_back(client, staff, section, busy):
    client.force_login(staff)
    client.post(reverse("quality_load", args=[section.pk]), {"reason": "応援"})

    shown = client.get(DESK, {"kind": "load"})
    take_back(client, QualityDismissal.objects.get())

    assertContains(shown, "町民福祉課 戸籍班")
    assertContains(shown, "応援")
    assert standing_out() == [section]


# What the desk finds, said elsewhere


def test_pages_say_what_there_is_to_check(client, staff, section, wild):
    TaskFactory(section=section, number=2, unnamed=True)
    TaskFactory(number=3, unnamed=True)
    client.force_login(staff)
    own = reverse("inventory_section", args=[section.pk])

    town, part = (client.get(url).context["to_check"] for url in ("/inventory/", own))

    assert [(t.label, t.count) for t in town] == [
        *(("名称がない", 2), ("数字がない", 2)),
        *(("離れた数字", 1), ("職員数と時間", 1)),
    ]
    assert [(t.label, t.count) for t in part[:2]] == [("名称がない", 1), ("数字がない", 1)]
    assertContains(
        client.get(own),
        f'<a href="{DESK}?kind=unnamed&amp;section={section.pk}">名称がない</a> 1件',
    )
    assertContains(client.get(part[0].url), "名称がない（1件）")


def test_a_department_counts_its_sections_alone(client, staff, section):
    TaskFactory(section=section, number=1, unnamed=True)
    TaskFactory(number=2, unnamed=True)
    client.force_login(staff)
    url = reverse("inventory_department", args=[section.department_id])

    tally = client.get(url).context["to_check"][0]

    assert (tally.count, tally.url) == (
        1,
        f"{DESK}?kind=unnamed&department={section.department_id}",
    )


def test_a_section_without_findings_says_so(client, staff, section):
    client.force_login(staff)

    page = client.get(reverse("inventory_section", args=[section.pk]))

    assertContains(page, "ありません。名称も数字も、すべてそろっています。")


def test_the_desk_offers_what_a_person_may_mend(client, staff, head, office, section):
    places = {}
    for who in (staff, head, office):
        client.force_login(who)
        shown = client.get(DESK, {"kind": "missing"}).context["own_places"]
        places[who] = [(place.label, place.url, place.current) for place in shown]

    assert places == {
        staff: [("町民福祉課 戸籍班", f"?kind=missing&section={section.pk}", False)],
        head: [("町民福祉課", f"?kind=missing&department={section.department_id}", False)],
        office: [],
    }


# Cost


@pytest.mark.parametrize("how_many", [3, 300])
def test_the_desk_costs_the_same_however_many_tasks(
    client, office, section, how_many, django_assert_num_queries
):
    """Session, user, access; the filter's lists; seven counts with their helpers; the page."""
    for number in range(how_many):
        TaskFactory(section=section, number=number + 1, unnamed=True)
    client.force_login(office)

    with django_assert_num_queries(22):
        client.get(DESK)


def test_the_forms_hold_against_foreign_pages(office, task, twins):
    """A form without its token would be refused in earnest, which a plain client does not show."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office)

    shown = [strict.get(DESK, {"kind": kind}).content.decode() for kind in ("unnamed", "spelling")]

    forms = [page.count('class="quality__form') for page in shown]
    tokens = [
        page.split('class="quality__list"')[1].count("csrfmiddlewaretoken") for page in shown
    ]
    assert forms == [1, 1]
    assert tokens == forms


def test_milestones_follow_a_merged_system(office, twins):
    keep, gone, _ = twins
    milestone = MilestoneFactory()
    milestone.systems.add(gone)

    merge_systems(keep=keep, gone=gone, by=office, reason="同じもの")

    assert list(milestone.systems.all()) == [keep]
