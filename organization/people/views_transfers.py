"""A checked list before and after it takes effect: look, apply, drop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from hirao_dx.shared.http import StaffRequest
from organization.choices import TransferState
from organization.models import Appointment, TransferList, User
from organization.people.stafflist import changes as kinds
from organization.people.stafflist.changes import Change

from . import transfer_lists as actions
from .office import office_only
from .posts import PostBook

HEADINGS = {
    kinds.NEW: ("新しい人", "職員番号がまだ登録されていない人です。番号を確かめてください。"),
    kinds.MOVES: ("異動する人", "所属が変わる人です。兼務が増える人、減る人も入ります。"),
    kinds.LEAVES: ("退職する人", "すべての所属が終わります。"),
    kinds.RETURNS: ("戻る人", "退職として登録されていた人です。また使えるようになります。"),
    kinds.RENAMED: ("氏名だけが変わる人", "別の人の番号ではないか、確かめてください。"),
}


@dataclass(frozen=True)
class Line:
    """One person's change in words. `user_id` leads to the person once they are registered."""

    change: Change
    kept: list[str]
    lost: list[str]
    gained: list[str]
    user_id: int | None


@dataclass(frozen=True)
class Group:
    """The changes of one kind."""

    kind: str
    title: str
    text: str
    lines: list[Line]


def _groups(changes: list[Change]) -> list[Group]:
    """In the order of HEADINGS, the kinds that occur. Three queries."""
    book = PostBook()
    found = User.objects.filter(username__in=[change.number for change in changes])
    users = dict(found.values_list("username", "pk"))
    groups = []
    for kind, (title, text) in HEADINGS.items():
        lines = [
            Line(
                change,
                book.labels(change.kept),
                book.labels(change.lost),
                book.labels(change.gained),
                users.get(change.number),
            )
            for change in changes
            if change.kind == kind
        ]
        if lines:
            groups.append(Group(kind, title, text, lines))
    return groups


def _missing(transfer_list: TransferList, changes: list[Change]) -> list[User]:
    """People in office on the day whom the list does not name. One query."""
    if transfer_list.name == actions.ON_SCREEN:
        return []
    there = Appointment.objects.active(transfer_list.effective_on).values("user")
    named = [change.number for change in changes]
    return list(User.objects.filter(is_active=True, pk__in=there).exclude(username__in=named))


@office_only
def transfer_list(request: StaffRequest, pk: int) -> HttpResponse:
    """What a list changes or has changed, person by person."""
    found = get_object_or_404(TransferList.objects.select_related("by"), pk=pk)
    changes = actions.changes_of(found)
    waiting = found.state == TransferState.CHECKED
    context = {
        "list": found,
        "groups": _groups(changes),
        "same": sum(change.kind == kinds.SAME for change in changes),
        "missing": _missing(found, changes) if waiting else [],
        "waiting": waiting,
        "applied": found.state == TransferState.APPLIED,
        "on_screen": found.name == actions.ON_SCREEN,
        "any_new": any(change.kind == kinds.NEW for change in changes),
    }
    return render(request, "organization/people/transfer_list.html", context)


@office_only
@require_POST
def apply(request: StaffRequest, pk: int) -> HttpResponse:
    """Move everybody on the list; a second press does nothing."""
    found = get_object_or_404(TransferList, pk=pk)
    try:
        done = actions.apply_list(transfer_list=found, by=request.user)
    except actions.StandingMoved as moved:
        messages.error(
            request,
            "確認した後に、ほかの手続きで所属か氏名が変わった人がいるため、反映しませんでした"
            f"（{moved}）。「今の状態ともう一度比べる」を押して、内容を確かめてください。",
        )
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, f"反映しませんでした。{sentence}")
    else:
        _say(request, done=done, sentence="反映しました。")
    return redirect("transfer_list", pk)


def _say(request: StaffRequest, *, done: bool, sentence: str) -> None:
    if done:
        messages.success(request, sentence)
    else:
        messages.info(request, "この名簿の手続きは、もう終わっています。何も変えていません。")


def _step(
    action: Callable[..., bool], sentence: str
) -> Callable[[StaffRequest, int], HttpResponse]:
    @office_only
    @require_POST
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(TransferList, pk=pk)
        done = action(transfer_list=found, by=request.user)
        _say(request, done=done, sentence=sentence)
        return redirect("transfer_list", pk)

    return view


drop = _step(actions.drop_list, "取りやめました。人の所属は何も変わっていません。")
check_again = _step(actions.check_again, "今の状態と比べ直しました。内容を確かめてください。")
