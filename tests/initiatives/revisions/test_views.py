"""Everyone reads the revisions of the plan; the office makes them without the admin."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from initiatives.models import Initiative, PlanRevision
from initiatives.revisions import actions_rows as rows
from initiatives.revisions.actions import draft_revision, seal_revision
from initiatives.revisions.queries import terms_by_revision
from initiatives.rollup.version import RULES
from tests.factories import (
    DecisionFactory,
    InitiativeFactory,
    InitiativeTermsFactory,
    ReportingPeriodFactory,
    ScheduledPhaseFactory,
    seal,
)
from tests.initiatives.helpers import messages_of

LIST = "/plan/revisions/"
FULL = f"/plans/current{LIST}"
READERS = ["staff", "head", "stranger", "committee", "office"]
OFFICE_PAGES = ["new/", "1/edit/", "1/head/", "1/add/", "1/targets/1/", "1/seal/", "1/delete/"]
BEGIN = date(2027, 4, 1)
STANDARDS = {
    "ahead_from": "5",
    "on_track_from": "-5",
    "slightly_late_from": "-15",
    "carry_every": "2",
    "carry_half": "1",
    "carry_year": "1",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 11, 23))


@pytest.fixture
def draft(cast):
    return draft_revision(
        plan=cast.plan,
        effective_on=BEGIN,
        reason="終わりを定める",
        decision=DecisionFactory(meeting__plan=cast.plan, number=2, text="年度を決める"),
        by=cast.office,
    )


@pytest.fixture
def office(client, cast):
    client.force_login(cast.office)
    return client


@pytest.fixture
def later(cast, draft):
    """A second initiative, in the draft alone."""
    made = InitiativeFactory(plan=cast.plan, code="2", symbol="②", title="案内", order=2)
    terms = InitiativeTermsFactory(revision=draft, initiative=made)
    ScheduledPhaseFactory(terms=terms, phase=cast.run, first_fiscal_year=2027)
    return made


def said(number=1):
    revision = PlanRevision.objects.get(number=number)
    return {terms.code: terms for terms in terms_by_revision([revision])[revision.pk]}


def years(code="1"):
    return [(phase.name, phase.first, phase.last) for phase in said()[code].phases]


def typed(client, then="stay", **changes):
    """What the browser posts: everything on the page, with some fields typed over."""
    page = client.get(f"{LIST}1/edit/")
    post = {"then": then}
    for form in page.context["rows"].rows:
        post |= {field.html_name: field.value() or "" for field in form}
    return post | {f"t-1-{name}": value for name, value in changes.items()}


# Reading


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("path", ["", "0/", "1/"])
def test_everyone_reads(client, cast, draft, who, path):
    client.force_login(getattr(cast, who))

    response = client.get(LIST + path)

    assertContains(response, "第1回見直し" if path != "0/" else "策定時")
    shown = assertContains if who == "office" and path != "0/" else assertNotContains
    shown(response, "続きを作る")


@pytest.mark.parametrize("path", ["", "1/", *OFFICE_PAGES])
def test_a_visitor_is_sent_to_log_in(client, cast, draft, path):
    response = client.get(LIST + path)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={FULL}{path}")


@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee"])
@pytest.mark.parametrize("path", OFFICE_PAGES)
def test_only_the_office_edits(client, cast, draft, who, path):
    client.force_login(getattr(cast, who))

    assert client.get(LIST + path).status_code == 403
    assert client.post(LIST + path, {"then": "end:1"}).status_code == 403
    assert (PlanRevision.objects.count(), years()) == (
        2,
        [("検討", 2023, None), ("実施", 2023, None)],
    )


@pytest.mark.parametrize("path", ["7/", "7/edit/", "1/targets/9/"])
def test_what_does_not_exist_is_not_found(office, draft, path):
    assert office.get(LIST + path).status_code == 404


def test_the_list_says_what_changed_why_and_by_which_decision(office, cast, draft, later):
    rows.end_initiative(revision=draft, initiative=cast.initiative, by=cast.office)
    seal(draft)

    response = office.get(LIST)

    assertContains(response, "終わりを定める")
    assertContains(response, "計画から外して終える。")
    assertContains(response, "計画に加える（実施 R9〜R9、重み 1）。")
    assertContains(response, f'href="/plans/current/meetings/{draft.decision.meeting_id}/"')
    assertContains(response, "年度を決める")
    assertContains(response, "確定（適用前）")
    assertContains(response, "確定（今の計画）")


def test_a_revision_stands_beside_the_one_before(office, cast, draft):
    office.post(f"{LIST}1/edit/", typed(office, last0="R6", first1="R7"))

    response = office.get(f"{LIST}1/")

    [row] = response.context["rows"]
    assert [str(item) for item in row.change.items] == [
        "検討：R5〜（終わりは未定） → R5〜R6",
        "実施：R5〜（終わりは未定） → R7〜（終わりは未定）",
    ]
    [drawn] = response.context["gantt"].rows
    assert [lane.text for lane in drawn.lanes] == ["策定時", "見直し後"]
    assertContains(response, "策定時の予定（その後に見直したもの）")
    assertContains(response, "作成中")


def test_the_chart_in_words_says_what_was_never_adopted(office, draft, later):
    office.post(f"{LIST}1/edit/", typed(office, last0="R6"))

    response = office.get(f"{LIST}1/")

    assertContains(response, "<td>策定時の計画にありません</td>")
    assertContains(response, "［追加］案内")


def test_the_plan_leads_to_its_revisions(office, cast):
    assertContains(office.get("/plan/"), f'href="{FULL}"')


# Beginning


def test_the_office_begins_a_revision(office, cast):
    decision = DecisionFactory(meeting__plan=cast.plan)
    response = office.post(
        f"{LIST}new/",
        {"effective_on": "令和9年4月1日", "reason": "見直す", "decision": decision.pk}
        | STANDARDS
        | {"on_track_from": "−３", "carry_half": "2"},
    )

    assertRedirects(response, f"{FULL}1/edit/")
    made = PlanRevision.objects.get(number=1)
    assert (made.effective_on, made.reason, made.decision) == (BEGIN, "見直す", decision)
    assert (made.on_track_from, made.carry_half, made.rules) == (-3, 2, RULES)
    assert made.history.get().history_user == cast.office
    assert years() == [("検討", 2023, None), ("実施", 2023, None)]


def test_thresholds_out_of_order_are_refused_at_the_field(office, cast):
    head = {"effective_on": "2027-04-01", "reason": "見直す"}

    response = office.post(f"{LIST}new/", head | STANDARDS | {"ahead_from": "-6"})

    sentence = "差の値は、前倒し＞順調＞やや遅れ の順に大きくしてください。"
    assert response.context["form"].errors == {"ahead_from": [sentence]}
    assert not PlanRevision.objects.filter(number=1).exists()


def test_other_standards_show_beside_those_before(office, cast, draft):
    head = office.get(f"{LIST}1/head/").context["form"].initial
    post = {name: value for name, value in head.items() if value is not None}

    office.post(f"{LIST}1/head/", post | {"carry_every": "1"})

    draft.refresh_from_db()
    assert draft.carry_every == 1
    for page in (f"{LIST}1/", f"{LIST}1/seal/"):
        assertContains(office.get(page), "引継ぎの限り（毎期）：<del>2</del> → <ins>1</ins>")


def test_the_first_possible_day_is_proposed(office, cast):
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=1, closed=True)

    form = office.get(f"{LIST}new/").context["form"]

    assert form["effective_on"].value() == date(2027, 7, 1)


def test_a_day_in_a_closed_period_is_refused_at_the_field(office, cast):
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=4, closed=True)

    head = {"effective_on": "2026-03-31", "reason": "ずっと前から"}
    response = office.post(f"{LIST}new/", head | STANDARDS)

    assert response.status_code == 422
    assert "令和8年4月1日以後" in response.context["form"].errors["effective_on"][0]
    assertContains(response, "ずっと前から", status_code=422)
    assert PlanRevision.objects.count() == 1


def test_a_decision_of_another_plan_is_no_choice(office, cast):
    other = DecisionFactory(meeting__plan__slug="other")

    response = office.post(
        f"{LIST}new/",
        {"effective_on": "2027-04-01", "reason": "見直す", "decision": other.pk} | STANDARDS,
    )

    assert list(response.context["form"].errors) == ["decision"]


def test_one_draft_at_a_time(office, draft):
    response = office.get(f"{LIST}new/")

    assertContains(response, "確定していない見直し（第1回見直し）", status_code=409)
    assertContains(response, f'href="{FULL}1/edit/"', status_code=409)


# Editing


@pytest.mark.parametrize("year", ["R8", "r8", "令和8", "令和8年度", "2026", "２０２６", "Ｒ８"])
def test_years_are_typed_as_people_write_them(office, draft, year):
    office.post(f"{LIST}1/edit/", typed(office, last0=year))

    assert years()[0] == ("検討", 2023, 2026)


def test_years_are_shown_short(office, draft):
    page = office.get(f"{LIST}1/edit/")

    assertContains(page, 'name="t-1-first0" value="R5"')


def test_a_row_is_saved_as_a_whole(office, draft):
    response = office.post(
        f"{LIST}1/edit/",
        typed(office, first0="", last0="", target_on="R10.3.31", weight="１．５"),
        follow=True,
    )

    now = said()["1"]
    assert years() == [("実施", 2023, None)]
    assert (now.target_on, now.weight_words) == (date(2028, 3, 31), "1.5")
    assert messages_of(response) == ["1件の取組の予定を保存しました。"]


@pytest.mark.parametrize(
    ("change", "name", "sentence"),
    [
        ({"last0": "来年"}, "last0", "年度は R8、令和8、2026 のように入れてください。"),
        ({"last0": "R20"}, "last0", "計画の年度（R5〜R9）の中で入れてください。"),
        ({"first0": "R7", "last0": "R6"}, "last0", "最後の年度は最初の年度以後にしてください。"),
        ({"first0": "", "last0": "R6"}, "first0", "最初の年度も入れてください。"),
        ({"weight": "-1"}, "weight", "重みは0以上にしてください。"),
        ({"weight": ""}, "weight", "重みを入れてください。ふつうは1です。"),
        (
            {"target_on": "いつか"},
            "target_on",
            "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    office, draft, later, change, name, sentence
):
    post = typed(office, **change) | {"t-2-weight": "4"}

    response = office.post(f"{LIST}1/edit/", post)

    assert response.status_code == 422
    [first, second] = response.context["rows"].rows
    assert first.errors == {name: [sentence]}
    assert (first[name].value(), second["weight"].value()) == (post[f"t-1-{name}"], "4")
    assertContains(response, f'href="#id_t-1-{name}"', status_code=422)
    assertContains(response, 'aria-invalid="true"', status_code=422)
    assert said()["2"].weight == 1


@pytest.mark.parametrize("then", ["end:2", "targets:1", "add", "seal", "head"])
def test_every_button_saves_first(office, draft, later, then):
    office.post(f"{LIST}1/edit/", typed(office, then, weight="2"))

    assert said()["1"].weight == 2


def test_an_initiative_ends_and_is_taken_back(office, draft, later):
    office.post(f"{LIST}1/edit/", typed(office, "end:1"))
    page = office.get(f"{LIST}1/edit/")
    assert ([*said()], [i.code for i in page.context["outside"]]) == (["2"], ["1"])

    office.post(f"{LIST}1/edit/", typed(office, "restore:1"))

    assert years() == [("検討", 2023, None), ("実施", 2023, None)]


def test_a_faulty_row_may_still_be_ended(office, draft):
    office.post(f"{LIST}1/edit/", typed(office, "end:1", weight="重い"))

    assert said() == {}


def test_two_people_see_both_texts_before_one_overwrites(office, cast, draft):
    mine = typed(office, weight="2")
    office.post(f"{LIST}1/edit/", typed(office, weight="3"))

    response = office.post(f"{LIST}1/edit/", mine)

    assertContains(response, "① 書かない窓口は、ほかの人が先に直しました。", status_code=422)
    assertContains(response, "重み 3", status_code=422)
    [row] = response.context["rows"].rows
    assert (row["weight"].value(), said()["1"].weight) == ("2", 3)
    again = {field.html_name: field.value() or "" for field in row}
    office.post(f"{LIST}1/edit/", again)
    assert said()["1"].weight == 2


def test_what_was_typed_for_an_ended_row_is_shown(office, cast, draft, later):
    mine = typed(office, weight="2")
    rows.end_initiative(revision=draft, initiative=cast.initiative, by=cast.office)

    response = office.post(f"{LIST}1/edit/", mine)

    [fault] = response.context["rows"].faults
    assert "① 書かない窓口は、ほかの人が計画から外しました。" in fault
    assert "重み 2" in fault
    assert [*said()] == ["2"]


def test_an_initiative_added_meanwhile_is_left_alone(office, cast, draft):
    mine = typed(office, weight="2")
    made = InitiativeFactory.build(
        plan=cast.plan, pillar=cast.initiative.pillar, code="3", symbol="③", title="追加"
    )
    rows.add_initiative(revision=draft, initiative=made, by=cast.office)

    response = office.post(f"{LIST}1/edit/", mine)

    assert response.status_code == 302
    assert (said()["1"].weight, said()["3"].phases) == (2, ())


# Yearly targets


def test_yearly_targets_are_typed_by_year(office, draft):
    token = office.get(f"{LIST}1/targets/1/").context["form"]["started_from"].value()
    post = {"y2025": "４０", "y2026": "60％", "started_from": token}

    response = office.post(f"{LIST}1/targets/1/", post)

    assertRedirects(response, f"{FULL}1/edit/#row-1", fetch_redirect_response=False)
    assert said()["1"].targets == ((2025, 40), (2026, 60))


@pytest.mark.parametrize("percent", ["101", "-1", "半分", "40.5"])
def test_a_wrong_percent_is_refused(office, draft, percent):
    post = {"y2025": percent, "started_from": "x"}

    response = office.post(f"{LIST}1/targets/1/", post)

    errors = response.context["form"].errors
    assert errors == {"y2025": ["令和7年度の末は0から100までの整数で入力してください（例：60）。"]}
    assertContains(response, f'value="{percent}"', status_code=422)


def test_targets_typed_by_two_people_are_shown_side_by_side(office, cast, draft):
    token = office.get(f"{LIST}1/targets/1/").context["form"]["started_from"].value()
    office.post(f"{LIST}1/targets/1/", {"y2025": "40", "started_from": token})

    response = office.post(f"{LIST}1/targets/1/", {"y2025": "50", "started_from": token})

    assertContains(response, "今の内容：R7末 40％。", status_code=422)
    form = response.context["form"]
    assert (form["y2025"].value(), said()["1"].targets) == ("50", ((2025, 40),))
    post = {"y2025": "50", "started_from": form["started_from"].value()}
    office.post(f"{LIST}1/targets/1/", post)
    assert said()["1"].targets == ((2025, 50),)


# A new initiative


def new_initiative(cast, **changes):
    return {
        "code": "12",
        "symbol": "⑫",
        "title": "窓口の案内",
        "pillar": cast.initiative.pillar_id,
        "issue_summary": "わかりにくい",
        "outline_summary": "わかりやすくする",
        "reference": "令和8年度の見直しで追加",
    } | changes


def test_an_initiative_is_added_and_every_list_still_stands(office, cast, draft):
    response = office.post(f"{LIST}1/add/", new_initiative(cast))

    assertRedirects(response, f"{FULL}1/edit/#row-12", fetch_redirect_response=False)
    assert said()["12"].title == "窓口の案内"
    for page in ("/initiatives/", "/initiatives/12/", "/dashboard/", "/plan/", "/matrix/"):
        assert office.get(page).status_code == 200
    listed = office.get("/initiatives/").context["rows"]
    assert [(row.initiative.code, row.figures is None) for row in listed] == [
        ("1", False),
        ("12", True),
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "１"}, "同じ番号の取組がすでにあります。"),
        ({"code": "a/b"}, "番号には、文字、数字、「-」だけを使ってください。"),
        ({"title": ""}, "入力してください。"),
    ],
)
def test_a_faulty_initiative_is_refused(office, cast, draft, change, sentence):
    response = office.post(f"{LIST}1/add/", new_initiative(cast, **change))

    assert response.context["form"].errors == {next(iter(change)): [sentence]}
    assertContains(response, "わかりやすくする", status_code=422)
    assert Initiative.objects.count() == 1


def test_an_initiative_added_by_mistake_is_wiped(office, cast, draft):
    office.post(f"{LIST}1/add/", new_initiative(cast))
    office.post(f"{LIST}1/edit/", typed(office, "end:12"))
    assertContains(office.get(f"{LIST}1/edit/"), 'value="forget:12"')

    office.post(f"{LIST}1/edit/", typed(office, "forget:12"))

    assert [i.code for i in Initiative.objects.all()] == ["1"]


# Head, seal, delete


def test_the_head_is_changed_over_what_one_saw(office, draft):
    page = office.get(f"{LIST}1/head/").context["form"]
    post = {field.html_name: field.value() or "" for field in page}

    office.post(f"{LIST}1/head/", post | {"reason": "先に"})
    response = office.post(f"{LIST}1/head/", post | {"reason": "後から"})

    assertContains(response, "理由「先に」", status_code=422)
    form = response.context["form"]
    assert form["reason"].value() == "後から"
    office.post(f"{LIST}1/head/", {field.html_name: field.value() or "" for field in form})
    assert PlanRevision.objects.get(number=1).reason == "後から"


def test_sealing_asks_first_and_is_final(office, cast, draft):
    office.post(f"{LIST}1/edit/", typed(office, last0="R6"))
    page = office.get(f"{LIST}1/seal/")
    assertContains(page, "確定すると、二度と変更できません。")
    assertContains(page, "<ins>R5〜R6</ins>")

    response = office.post(f"{LIST}1/seal/", {"seen": page.context["seen"]}, follow=True)

    assert messages_of(response) == ["第1回見直しを確定しました。"]
    sealed = PlanRevision.objects.get(number=1)
    assert (sealed.sealed_at is None, sealed.history.first().history_user) == (False, cast.office)


def test_what_changed_since_one_looked_is_looked_at_again(office, draft):
    seen = office.get(f"{LIST}1/seal/").context["seen"]
    office.post(f"{LIST}1/edit/", typed(office, last0="R6"))

    response = office.post(f"{LIST}1/seal/", {"seen": seen})

    assertContains(response, "もう一度、確かめてください。", status_code=409)
    assert PlanRevision.objects.get(number=1).sealed_at is None


def test_what_is_missing_is_said_before_sealing(office, draft):
    office.post(f"{LIST}1/edit/", typed(office, first0="", first1=""))

    page = office.get(f"{LIST}1/seal/")
    response = office.post(f"{LIST}1/seal/", {"seen": page.context["seen"]})

    for shown, status in ((page, 200), (response, 409)):
        assertContains(shown, "に予定工程がありません。", status_code=status)
        assertNotContains(shown, ">確定する<", status_code=status)


def test_a_draft_is_deleted_after_asking(office, cast, draft):
    office.post(f"{LIST}1/add/", new_initiative(cast))
    assertContains(office.get(f"{LIST}1/delete/"), "⑫ 窓口の案内")

    response = office.post(f"{LIST}1/delete/", follow=True)

    assert messages_of(response) == ["第1回見直しの下書きを削除しました。"]
    assert ([r.number for r in PlanRevision.objects.all()], Initiative.objects.count()) == ([0], 1)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("page", ["edit", "head", "add", "targets/1", "seal", "delete"])
def test_no_page_changes_a_sealed_revision(office, cast, draft, number, page):
    seal_revision(revision=draft, by=cast.office)
    before = said(number)
    address = f"{LIST}{number}/{page}/"

    posts = [
        {"then": "end:1"},
        {"then": "stay", "t-1-started_from": "x", "t-1-weight": "9", "t-1-first0": "R9"},
        {"effective_on": "2027-04-01", "reason": "書換え", "started_from": "x", "y2025": "1"},
        new_initiative(cast),
    ]
    answers = [office.get(address)] + [office.post(address, post) for post in posts]

    assert {answer.status_code for answer in answers} == {403}
    assertContains(answers[0], "確定した見直しは変更できません。", status_code=403)
    assert said(number) == before
    assert PlanRevision.objects.filter(sealed_at__isnull=False).count() == 2


# The initiative's own page and the past


def test_an_initiatives_page_tells_its_revisions(office, cast, draft):
    office.post(f"{LIST}1/edit/", typed(office, last0="R6"))
    address = reverse("initiative", args=["1"])
    assertNotContains(office.get(address), "計画の見直し</h2>")

    seal_revision(revision=PlanRevision.objects.get(number=1), by=cast.office)

    page = office.get(address)
    assertContains(page, "計画の見直し</h2>")
    assertContains(page, "終わりを定める")
    assertContains(page, "<ins>R5〜R6</ins>")
    assertContains(page, f'href="/plans/current/meetings/{draft.decision.meeting_id}/"')


def test_the_dashboard_of_a_past_period_uses_the_revision_in_force_then(
    office, cast, draft, monkeypatch
):
    office.post(f"{LIST}1/edit/", typed(office, last0="R9", target_on="2027-04-30", last1="R9"))
    seal_revision(revision=PlanRevision.objects.get(number=1), by=cast.office)
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=1)

    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 7, 20))
    past = office.get("/dashboard/", {"period": "2026-3"}).context
    later = office.get("/dashboard/", {"period": "2027-1"}).context

    assert past["figures"].of(cast.initiative.pk).planned == 75
    assert past["gantt"].adopted_label == ""
    assert later["figures"].of(cast.initiative.pk).planned == 100
    assert later["gantt"].adopted_label == "策定時"


@pytest.mark.parametrize("count", [1, 11])
@pytest.mark.parametrize(
    ("path", "queries"), [("", 10), ("1/", 14), ("1/edit/", 13), ("1/seal/", 18)]
)
def test_pages_cost_the_same_for_eleven_initiatives(
    office, cast, draft, django_assert_num_queries, path, queries, count
):
    for order in range(2, count + 1):
        made = InitiativeFactory(plan=cast.plan, code=str(order), order=order)
        terms = InitiativeTermsFactory(revision=draft, initiative=made)
        ScheduledPhaseFactory(terms=terms, phase=cast.run)

    with django_assert_num_queries(queries):
        office.get(LIST + path)
