"""Transfers: staff lists imported, looked at, applied or dropped; and the draft put together on
the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from hirao_dx.shared.files import CSV, XLSX, file_response
from hirao_dx.shared.text import RECENT_YEARS, written_day
from hirao_dx.shared.uploads import UnreadableFile
from hirao_dx.shared.versions import Stale
from organization.choices import TransferState
from organization.http import StaffRequest, office_only
from organization.models import Appointment, TransferList, User
from organization.people.stafflist import changes as kinds
from organization.people.stafflist import sheets, template
from organization.people.stafflist.changes import Change, Register, compare
from organization.people.stafflist.entries import Fault, Reader, in_order

from . import actions, transfer_lists
from .forms import ADD, LEAVE, STAND, DateForm, MoveForm, UploadForm, next_april
from .posts import PostBook
from .queries import board, with_appointments
from .transfer_lists import changes_of, draft_for, keep_list, put_on_list

HEADINGS = {
    kinds.NEW: ("新しい人", "職員番号がまだ登録されていない人です。番号を確かめてください。"),
    kinds.MOVES: ("異動する人", "所属が変わる人です。兼務が増える人、減る人も入ります。"),
    kinds.LEAVES: ("退職する人", "すべての所属が終わります。"),
    kinds.RETURNS: ("戻る人", "退職として登録されていた人です。また使えるようになります。"),
    kinds.RENAMED: ("氏名だけが変わる人", "別の人の番号ではないか、確かめてください。"),
}


@dataclass(frozen=True)
class Line:
    """One person's change in words. `user_id` is their key; None while they are not registered."""

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
    """The kinds of change that occur, in the order of HEADINGS. Three queries."""
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
    """People with an appointment on the day whom the list does not name. One query."""
    if transfer_list.name == transfer_lists.ON_SCREEN:
        return []
    there = Appointment.objects.active(transfer_list.effective_on).values("user")
    named = [change.number for change in changes]
    return list(User.objects.filter(is_active=True, pk__in=there).exclude(username__in=named))


@office_only
def transfer_list(request: StaffRequest, pk: int) -> HttpResponse:
    """What a list changes or has changed, person by person."""
    found = get_object_or_404(TransferList.objects.select_related("by"), pk=pk)
    changes = transfer_lists.changes_of(found)
    waiting = found.state == TransferState.CHECKED
    context = {
        "list": found,
        "groups": _groups(changes),
        "same": sum(change.kind == kinds.SAME for change in changes),
        "missing": _missing(found, changes) if waiting else [],
        "waiting": waiting,
        "applied": found.state == TransferState.APPLIED,
        "on_screen": found.name == transfer_lists.ON_SCREEN,
        "any_new": any(change.kind == kinds.NEW for change in changes),
    }
    return render(request, "organization/people/transfer_list.html", context)


@office_only
@require_POST
def apply(request: StaffRequest, pk: int) -> HttpResponse:
    """Move everybody on the list; doing it twice changes nothing."""
    found = get_object_or_404(TransferList, pk=pk)
    try:
        done = transfer_lists.apply_list(transfer_list=found, by=request.user)
    except Stale as stale:
        messages.error(
            request,
            "確認した後に、ほかの手続きで所属か氏名が変わった人がいるため、反映しませんでした"
            f"（{'、'.join(stale.current)}）。「今の状態ともう一度比べる」を押して、内容を確かめてください。",
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
    """A view that does something to a list and says on its page whether it did."""

    @office_only
    @require_POST
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(TransferList, pk=pk)
        done = action(transfer_list=found, by=request.user)
        _say(request, done=done, sentence=sentence)
        return redirect("transfer_list", pk)

    return view


drop = _step(transfer_lists.drop_list, "取りやめました。人の所属は何も変わっていません。")
check_again = _step(
    transfer_lists.check_again, "今の状態と比べ直しました。内容を確かめてください。"
)


TEMPLATES = {
    "csv": (template.as_csv, CSV),
    "xlsx": (template.as_excel, XLSX),
}
RECENT = 20


@office_only
def staff_import(request: StaffRequest) -> HttpResponse:
    """Check a file. It is kept only if it has no fault at all, and nobody moves yet."""
    initial = {"on": next_april(timezone.localdate())}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        file, on = form.cleaned_data["file"], form.cleaned_data["on"]
        try:
            changes, faults = check(file, on)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            if not faults:
                kept = keep_list(name=file.name, effective_on=on, changes=changes, by=request.user)
                return redirect("transfer_list", kept.pk)
    context = {
        "form": form,
        "faults": faults,
        "lists": TransferList.objects.select_related("by").defer("rows")[:RECENT],
    }
    status = 422 if form.errors or faults else 200
    return render(request, "organization/people/import.html", context, status=status)


def check(file: UploadedFile[Any], on: date) -> tuple[list[Change], list[Fault]]:
    """What a file changes, and every fault in the order of its rows. Four queries.

    Raises UnreadableFile if it cannot be read as a whole.
    """
    rows = sheets.read_rows(file)
    reading = Reader(PostBook(), on).read(rows)
    changes, faults = compare(reading.entries.values(), Register())
    return changes, in_order([*reading.faults, *faults])


@office_only
def staff_template(request: StaffRequest, kind: str) -> HttpResponse:
    """Today's staff as a list to change and upload again.

    Raises Http404 for another kind of file.
    """
    if kind not in TEMPLATES:
        raise Http404("no such kind of file")
    write, content_type = TEMPLATES[kind]
    content = write(timezone.localdate())
    return file_response(content, name=f"職員名簿.{kind}", content_type=content_type)


@office_only
def transfers(request: StaffRequest) -> HttpResponse:
    """Every section before and from a day; what is noted here is written once it is applied."""
    today = timezone.localdate()
    form = DateForm(request.GET or {"on": next_april(today).isoformat()}, auto_id="filter-%s")
    on = form.cleaned_data["on"] if form.is_valid() else next_april(today)
    form.fields["on"].widget.attrs["class"] = "input"
    draft = draft_for(on)
    context = {
        "form": form,
        "on": on,
        "draft": draft,
        "board": board(on, changes_of(draft) if draft else []),
    }
    return render(request, "organization/people/transfers.html", context)


@office_only
def transfer_person(request: StaffRequest, pk: int, on: str) -> HttpResponse:
    """Note what becomes of one person; nothing changes until the list is applied."""
    day = _day(on)
    user = get_object_or_404(User, pk=pk)
    form = MoveForm(request.POST or None, book=PostBook(), day=day)
    if request.method == "POST" and form.is_valid():
        try:
            return _note(request, user, day, form)
        except ValidationError as error:
            form.add_error(None, error)
    draft = draft_for(day)
    noted = {change.number: change for change in changes_of(draft)} if draft else {}
    context = {
        "form": form,
        "on": day,
        "person": with_appointments([user], timezone.localdate())[0],
        "noted": form.book.labels(noted[user.username].posts) if user.username in noted else None,
    }
    status = 422 if form.errors else 200
    return render(request, "organization/people/move.html", context, status=status)


def _day(on: str) -> date:
    """The day an address names. Raises Http404 if it is none."""
    day = written_day(on, RECENT_YEARS)
    if day is None:
        raise Http404("no such day")
    return day


def _note(request: StaffRequest, user: User, day: date, form: MoveForm) -> HttpResponse:
    """Put the form on the list and go back to the transfers.

    Raises ValidationError as `put_on_list`.
    """
    action, post = form.cleaned_data["action"], form.post
    posts = frozenset({post}) if post else frozenset()
    if action == ADD:
        posts |= actions.held_posts(user, day)
    put_on_list(
        user=user,
        effective_on=day,
        posts=None if action == STAND else (frozenset() if action == LEAVE else posts),
        leaves=action == LEAVE,
        by=request.user,
    )
    if action == STAND:
        messages.info(request, f"{user.name}さんを、この日の異動の案から外しました。")
    else:
        messages.success(request, f"{user.name}さんの異動を案に入れました。まだ反映していません。")
    return redirect(f"{reverse('transfers')}?on={day.isoformat()}")
