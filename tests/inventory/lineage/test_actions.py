"""Tasks begin, split, merge, end and come back: with a reason, whole or not at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from hirao_dx.shared.versions import Stale, version_of
from inventory.lineage.actions import (
    add_task,
    end_task,
    merge_tasks,
    reinstate_task,
    split_task,
)
from inventory.models import Task, TaskSuccession
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from tests.factories import InitiativeFactory, SectionFactory, TaskFactory, UserFactory

DAY = date(2026, 4, 1)
PARTS = [
    TaskContent(name="窓口", volume=10),
    TaskContent(name="郵送", annual_hours_before=Decimal("2.5")),
]


def versions(*tasks):
    return {task.pk: version_of(task) for task in tasks}


def split(task, by, **changes):
    given = {"parts": PARTS, "on": DAY, "version": version_of(task), "reason": "窓口を分けた"}
    return split_task(task=task, by=by, **(given | changes))


def merge(tasks, by, **changes):
    given = {
        "content": TaskContent(name="届出の受付"),
        "on": DAY,
        "versions": versions(*tasks),
        "reason": "まとめた",
    }
    return merge_tasks(tasks=tasks, by=by, **(given | changes))


def end(task, by, **changes):
    given = {"on": DAY, "version": version_of(task), "reason": "制度がなくなった"}
    return end_task(task=task, by=by, **(given | changes))


def last_line(task):
    line = task.history.first()
    return line.history_user, line.history_change_reason


# Adding


def test_added_task_takes_the_next_number_also_after_ended_ones(section, staff):
    TaskFactory(section=section, number=9, ended=True)

    new = add_task(section=section, content=TaskContent(), by=staff, reason="数えていなかった")

    assert (new.number, new.display_name) == (10, "名称未登録")
    assert last_line(new) == (staff, "追加：数えていなかった")


@pytest.mark.parametrize(
    ("reason", "words"), [(" ", "理由を入力してください"), ("長" * 151, "150字まで")]
)
def test_nothing_is_added_without_a_fitting_reason(section, staff, reason, words):
    with pytest.raises(ValidationError, match=words):
        add_task(section=section, content=TaskContent(), by=staff, reason=reason)

    assert Task.objects.count() == 0


def test_nothing_is_added_to_a_section_that_is_gone(office):
    gone = SectionFactory(ended=True)

    with pytest.raises(ValidationError, match="廃止されています"):
        add_task(section=gone, content=TaskContent(), by=office, reason="理由")


# Splitting


def test_parts_take_over_what_holds_for_them_and_no_figure(section, staff):
    task = TaskFactory(
        section=section,
        number=4,
        on_system=True,
        measured=True,
        volume=500,
        minutes_per_case=Decimal(6),
        staff="regular",
        peak_months="3,4",
        uses_paper=True,
        stage="in_progress",
        remarks="備考",
    )
    initiative = InitiativeFactory(tasks=[task])

    window, post = split(task, staff)

    assert (window.number, post.number) == (5, 6)
    kept = TaskContent.of(task)
    for part in (window, post):
        assert (part.category, part.system, part.stage) == (kept.category, kept.system, kept.stage)
        assert (part.staff, part.peak_months, part.uses_paper) == ("regular", "3,4", True)
        assert (part.description, part.remarks, part.minutes_per_case) == ("", "", None)
    assert (window.volume, window.annual_hours_before) == (10, None)
    assert (post.volume, post.annual_hours_before) == (None, Decimal("2.5"))
    assert set(initiative.tasks.all()) == {task, window, post}


def test_split_task_ends_and_points_to_its_parts(task, staff):
    parts = split(task, staff)

    task.refresh_from_db()
    assert (task.ended_on, task.ended_reason) == (DAY, "分割：窓口を分けた")
    links = TaskSuccession.objects.filter(before=task)
    assert [(link.after, link.kind, link.on, link.by) for link in links] == [
        (part, "split", DAY, staff) for part in parts
    ]
    assert last_line(parts[0]) == (staff, "「007 名称未登録」から分割：窓口を分けた")


def test_initiative_tells_who_handed_it_on(task, staff):
    initiative = InitiativeFactory(tasks=[task])

    split(task, staff)

    assert last_line(initiative) == (staff, "対象の事務の引継ぎ：窓口を分けた")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parts": PARTS[:1]}, "2つ以上"),
        ({"parts": [TaskContent(name="窓口"), TaskContent(name="窓口 ")]}, "別の名称"),
        ({"parts": [TaskContent(name="窓口"), TaskContent(name=" ")]}, "別の名称"),
        ({"reason": ""}, "理由"),
    ],
)
def test_split_that_does_not_fit_changes_nothing(task, staff, changes, words):
    with pytest.raises(ValidationError, match=words):
        split(task, staff, **changes)

    assert Task.objects.count() == 1
    assert Task.objects.get().ended_on is None


def test_day_to_come_is_refused_and_nothing_of_the_split_stays(task, staff):
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(ValidationError, match="今日まで"):
        split(task, staff, on=tomorrow)

    assert (Task.objects.count(), TaskSuccession.objects.count()) == (1, 0)


# Merging


def test_merging_into_a_new_task_ends_all_and_hands_initiatives_on(section, staff):
    one, two = TaskFactory.create_batch(2, section=section)
    first, second = InitiativeFactory(tasks=[one]), InitiativeFactory(tasks=[two])

    heir = merge([one, two], staff, content=TaskContent(name="届出", volume=30))

    assert (heir.name, heir.volume, heir.ended_on) == ("届出", 30, None)
    assert [t.ended_reason for t in Task.objects.filter(pk__in=[one.pk, two.pk])] == [
        "統合：まとめた",
        "統合：まとめた",
    ]
    assert set(heir.predecessors.values_list("before", "kind")) == {
        (one.pk, "merge"),
        (two.pk, "merge"),
    }
    assert set(heir.initiatives.all()) == {first, second}


def test_merging_into_one_of_them_ends_only_the_others(section, staff):
    one, two, three = TaskFactory.create_batch(3, section=section)

    heir = merge([one, two, three], staff, into=two)

    assert heir == two
    assert set(Task.objects.live()) == {two}
    assert set(two.predecessors.values_list("before", flat=True)) == {one.pk, three.pk}


def test_tasks_of_two_sections_are_not_merged(section, office):
    mine, theirs = TaskFactory(section=section), TaskFactory()

    with pytest.raises(ValidationError, match="同じ班"):
        merge([mine, theirs], office)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"content": TaskContent()}, "名称"), ({"reason": ""}, "理由")],
)
def test_merger_that_does_not_fit_changes_nothing(section, staff, changes, words):
    tasks = TaskFactory.create_batch(2, section=section)

    with pytest.raises(ValidationError, match=words):
        merge(tasks, staff, **changes)

    assert Task.objects.live().count() == 2


def test_one_task_or_an_ended_one_is_not_merged(section, staff):
    live, ended = TaskFactory(section=section), TaskFactory(section=section, ended=True)

    with pytest.raises(ValidationError, match="2つ以上"):
        merge([live], staff)
    with pytest.raises(ValidationError, match="すでに廃止"):
        merge([live, ended], staff)


def test_merging_into_a_task_that_was_not_chosen_is_refused(section, staff):
    one, two, other = TaskFactory.create_batch(3, section=section)

    with pytest.raises(ValidationError, match="選んだ事務の中から"):
        merge([one, two], staff, into=other)


# Ending and coming back


def test_ending_keeps_the_day_and_the_reason(task, staff):
    end(task, staff)

    task.refresh_from_db()
    assert (task.ended_on, task.ended_reason) == (DAY, "制度がなくなった")
    assert last_line(task) == (staff, "廃止：制度がなくなった")


def test_reinstating_takes_the_end_back(task, staff):
    end(task, staff)

    reinstate_task(task=task, version=version_of(task), by=staff, reason="誤り")

    task.refresh_from_db()
    assert (task.ended_on, task.ended_reason) == (None, "")
    assert last_line(task) == (staff, "廃止の取消し：誤り")


def test_split_task_comes_back_only_after_its_parts_have_ended(task, staff):
    parts = split(task, staff)

    with pytest.raises(ValidationError, match="引き継がれています"):
        reinstate_task(task=task, version=version_of(task), by=staff, reason="誤り")
    for part in parts:
        end(part, staff)
    reinstate_task(task=task, version=version_of(task), by=staff, reason="誤り")

    assert set(Task.objects.live()) == {task}


def test_same_merger_can_be_done_again_after_it_was_taken_back(section, staff):
    one, two = TaskFactory.create_batch(2, section=section)
    for again in (False, True):
        if again:
            end(two, staff)
            reinstate_task(task=one, version=version_of(one), by=staff, reason="誤り")
            reinstate_task(task=two, version=version_of(two), by=staff, reason="誤り")
        merge([one, two], staff, into=two)

    assert TaskSuccession.objects.count() == 1


def test_live_task_is_not_reinstated(task, staff):
    with pytest.raises(ValidationError, match="廃止されていません"):
        reinstate_task(task=task, version=version_of(task), by=staff, reason="誤り")


# Who may, and who was first


@pytest.mark.parametrize("who", ["committee", "stranger"])
def test_others_are_refused(request, task, who):
    user = request.getfixturevalue(who)
    other = TaskFactory(section=task.section)

    for act in (
        lambda: add_task(section=task.section, content=TaskContent(), by=user, reason="理由"),
        lambda: split(task, user),
        lambda: merge([task, other], user),
        lambda: end(task, user),
        lambda: reinstate_task(task=task, version=version_of(task), by=user, reason="誤り"),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert Task.objects.live().count() == 2


def test_task_that_somebody_changed_meanwhile_is_neither_split_merged_nor_ended(task, staff):
    other = TaskFactory(section=task.section)
    seen = versions(task, other)
    update_task(task=task, content=TaskContent(name="新"), version=seen[task.pk], by=staff)

    for act in (
        lambda: split(task, staff, version=seen[task.pk]),
        lambda: merge([task, other], staff, versions=seen),
        lambda: end(task, staff, version=seen[task.pk]),
    ):
        with pytest.raises(Stale):
            act()

    assert Task.objects.live().count() == 2


# The pages


PAGES = ["task_split", "task_end", "task_reinstate"]


def page_of(name, task):
    return reverse(name, args=[task.section_id if name in ("task_add", "task_merge") else task.pk])


@pytest.mark.parametrize("name", [*PAGES, "task_add", "task_merge"])
def test_pages_say_what_happens_to_those_who_may_and_refuse_others(
    client, task, staff, head, office, committee, stranger, name
):
    url = page_of(name, task)

    assert client.get(url).url == f"/account/login/?next={url}"
    for user, status in (
        *((staff, 200), (head, 200), (office, 200)),
        *((committee, 403), (stranger, 403), (UserFactory(head=True), 403)),
    ):
        client.force_login(user)
        assert client.get(url).status_code == status
        if status == 403:
            assertContains(client.post(url), "この班の事務を変更できるのは", status_code=403)


@pytest.mark.parametrize("name", PAGES)
def test_unknown_task_is_not_found(client, office, name):
    client.force_login(office)

    assert client.get(reverse(name, args=[999])).status_code == 404


def test_page_adds_a_task_and_goes_on(client, staff, section):
    url = reverse("task_add", args=[section.pk])
    client.force_login(staff)

    response = client.post(url, {"name": "新", "category": "none", "reason": "新しい制度"})
    again = client.post(url, {"category": "other", "reason": "同じ", "again": "1"})

    assertRedirects(response, reverse("inventory_workspace", args=[section.pk]))
    assertRedirects(again, url)
    assert list(section.tasks.values_list("name", "category")) == [("新", "none"), ("", "other")]


def test_page_keeps_what_was_typed_when_the_reason_is_missing(client, staff, section):
    client.force_login(staff)

    response = client.post(
        reverse("task_add", args=[section.pk]), {"name": "新", "category": "none", "reason": ""}
    )

    assertContains(response, "理由を入力してください。", status_code=422)
    assertContains(response, 'value="新"', status_code=422)


def test_page_splits_into_as_many_parts_as_the_address_says(client, staff, task):
    url = f"{reverse('task_split', args=[task.pk])}?parts=3"
    client.force_login(staff)
    assert len(client.get(url).context["parts"].forms) == 3
    posted = {
        "part-TOTAL_FORMS": "3",
        "part-INITIAL_FORMS": "0",
        "part-0-name": "窓口",
        "part-0-volume": "１，２００件",
        "part-1-name": "郵送",
        "part-1-minutes_per_case": "5分",
        "part-2-name": "電子",
        "on": "2026-04-01",
        "reason": "分けた",
        "version": version_of(task),
    }

    response = client.post(url, posted, follow=True)

    assertContains(response, "を3つに分割しました。")
    assertContains(response, "後の事務")
    assert list(Task.objects.live().values_list("name", "volume")) == [
        *(("窓口", 1200), ("郵送", None), ("電子", None))
    ]
    assertContains(
        client.get(reverse("task", args=[Task.objects.get(name="窓口").pk])), "前の事務"
    )


def test_split_page_keeps_what_was_typed(client, staff, task):
    client.force_login(staff)
    posted = {
        "part-TOTAL_FORMS": "2",
        "part-INITIAL_FORMS": "0",
        "part-0-name": "窓口",
        "part-1-name": "窓口",
        "on": "あした",
        "reason": "分けた",
        "version": version_of(task),
    }

    response = client.post(reverse("task_split", args=[task.pk]), posted)

    assertContains(response, "それぞれ別の名称を付けてください。", status_code=422)
    assertContains(
        response, "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。", status_code=422
    )
    assertContains(response, 'value="窓口"', count=2, status_code=422)


def test_page_merges_the_tasks_of_the_numbers_typed(client, staff, section):
    one = TaskFactory(section=section, number=1, volume=10)
    two = TaskFactory(section=section, number=2)
    url = f"{reverse('task_merge', args=[section.pk])}?numbers=１、2"
    client.force_login(staff)
    assertContains(client.get(url), "選んだ2件のうち1件に入力があり、合わせて10件です。")
    posted = {
        "into": str(two.pk),
        "name": "届出",
        "category": "none",
        "stage": "considering",
        "on": "2026-04-01",
        "reason": "まとめた",
        **{f"version-{pk}": version for pk, version in versions(one, two).items()},
    }

    response = client.post(url, posted)

    assertRedirects(response, reverse("task", args=[two.pk]))
    two.refresh_from_db()
    assert (two.name, two.description, two.stage) == ("届出", "内容", "considering")
    assert set(Task.objects.live()) == {two}


def test_page_merges_many_tasks_with_many_initiatives(client, staff, section):
    tasks = [TaskFactory(section=section, number=n, on_system=True) for n in range(1, 6)]
    initiatives = [InitiativeFactory(tasks=[task]) for task in tasks]
    client.force_login(staff)
    posted = {
        "into": "new",
        "name": "届出",
        "category": "none",
        "stage": "considering",
        "on": "2026-04-01",
        "reason": "まとめた",
        **{f"version-{pk}": version for pk, version in versions(*tasks).items()},
    }

    client.post(f"{reverse('task_merge', args=[section.pk])}?numbers=1,2,3,4,5", posted)

    heir = Task.objects.live().get()
    assert heir.number == 6
    assert set(heir.initiatives.all()) == set(initiatives)
    assert heir.predecessors.count() == 5


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ("7", "統合する事務を、2つ以上選んでください。"),
        ("7、あ", "「あ」は番号ではありません。"),
        ("7 8", "番号 8 の今ある事務はありません。"),
        ("、".join(str(n) for n in range(1, 30)), "20件までです。"),
    ],
)
def test_numbers_that_cannot_be_merged_are_explained(client, staff, task, numbers, words):
    client.force_login(staff)

    response = client.get(reverse("task_merge", args=[task.section_id]), {"numbers": numbers})

    assertContains(response, words)


def test_page_ends_a_task_and_brings_it_back(client, staff, task):
    client.force_login(staff)
    ended = {"on": "2026-04-01", "reason": "なくなった", "version": version_of(task)}

    response = client.post(reverse("task_end", args=[task.pk]), ended, follow=True)
    assertContains(response, "令和8年4月1日（なくなった）")
    assertContains(response, reverse("task_reinstate", args=[task.pk]))
    back = {"reason": "誤り", "version": version_of(task)}
    client.post(reverse("task_reinstate", args=[task.pk]), back)

    assert Task.objects.get(pk=task.pk).ended_on is None


def test_page_tells_that_somebody_was_first(client, staff, office, task):
    seen = version_of(task)
    update_task(task=task, content=TaskContent(name="新"), version=seen, by=office)
    client.force_login(staff)

    response = client.post(
        reverse("task_end", args=[task.pk]),
        {"on": "2026-04-01", "reason": "なくなった", "version": seen},
    )

    assertContains(response, "ほかの人が先に変更しました", status_code=422)
    assert Task.objects.get(pk=task.pk).ended_on is None
