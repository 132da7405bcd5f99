"""All frozen papers of the plan, and several of them side by side."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from pydantic import ValidationError as UnreadableError

from hirao_dx.shared.http import StaffRequest
from initiatives.current import with_plan
from initiatives.models import Plan, Snapshot

from .compare import FEWEST, MOST, compare
from .content import Paper, read_paper


@with_plan
def paper_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every paper with its digest, newest first, to read or to choose for comparing."""
    return _list(request, plan, chosen=request.GET.getlist("paper"))


@with_plan
def compare_papers(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Two to four papers side by side; the list again, saying why, if the choice is no good."""
    chosen = request.GET.getlist("paper")
    try:
        papers = _papers(plan, chosen)
    except ValidationError as error:
        return _list(request, plan, chosen=chosen, faults=error.messages)
    context = {"comparison": compare(papers)}
    return render(request, "initiatives/paper/compare.html", context)


def _list(
    request: StaffRequest, plan: Plan, *, chosen: Sequence[str], faults: Sequence[str] = ()
) -> HttpResponse:
    context = {
        "papers": Snapshot.objects.of(plan).reverse(),
        "chosen": chosen,
        "faults": faults,
        "fewest": FEWEST,
        "most": MOST,
    }
    status = 422 if faults else 200
    return render(request, "initiatives/paper/list.html", context, status=status)


def _papers(plan: Plan, chosen: Sequence[str]) -> list[Paper]:
    """The papers of these numbers. Raises ValidationError with what is wrong with the choice."""
    numbers = [_number(text) for text in chosen]
    if len(set(numbers)) < len(numbers):
        raise ValidationError("同じ資料が2回以上選ばれています。別の資料を選んでください。")
    if not FEWEST <= len(numbers) <= MOST:
        raise ValidationError(
            f"比べる資料を{FEWEST}つから{MOST}つまで選んでください"
            f"（今は{len(numbers)}つ選ばれています）。"
        )
    found = Snapshot.objects.filter(plan=plan, number__in=numbers)
    missing = set(numbers) - {snapshot.number for snapshot in found}
    if missing:
        names = "、".join(str(number) for number in sorted(missing))
        raise ValidationError(f"控え{names}はありません。下の一覧から選び直してください。")
    try:
        return [read_paper(snapshot.content) for snapshot in found]
    except UnreadableError as error:
        raise ValidationError(
            "内容を読み取れない資料が入っています。事務局にお知らせください。"
        ) from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValidationError(
            f"「{text}」は資料の番号ではありません。下の一覧から選び直してください。"
        )
    return int(text)
