"""Keeping and dropping what is being typed, and the pages of a refusal: no log-in, or a wrong
token."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from hirao_dx.shared.kept import (
    FOR,
    MARKER,
    PARCEL,
    TOKEN,
    Marker,
    Parcel,
    TooMuch,
    read_marker,
    read_parcel,
    texts_of,
)
from organization.http import StaffRequest
from organization.models import User

from . import texts
from .presses import token_of

TOO_MUCH = "入力した内容が多いため、途中では預かれません。早めに保存してください。"
SOMEBODY_ELSE = (
    "この画面を開いた人とは別の職員番号でログインしています。書いた内容は預かれません。"
)


@require_POST
@login_not_required
def keep(request: HttpRequest) -> JsonResponse:
    """Keep a form as it is being typed, and say so in words. Without a log-in nothing is kept."""
    user = request.user
    if not isinstance(user, User):
        return said("logged_out")
    marker = read_marker(request.POST.get(FOR, ""))
    if marker is None or marker.user_pk != user.pk:
        return said("refused", SOMEBODY_ELSE)
    token = request.POST.get(TOKEN, "")
    if texts.is_handed_in(user, token):
        return said("handed_in")
    try:
        texts.keep(by=user, marker=marker, texts=texts_of(request.POST), token=token)
    except TooMuch:
        return said("too_much", TOO_MUCH)
    return said("kept", f"入力の途中を預かりました（{timezone.localtime():%H:%M}）。")


def said(state: str, words: str = "", **more: object) -> JsonResponse:
    """An answer to the script that keeps forms: what became of a text, in words for people."""
    answer = {"state": state, "words": words, **more}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def asks_for_words(request: HttpRequest) -> bool:
    """Whether a request comes from the script that keeps forms, not from a press."""
    return "application/json" in request.headers.get("Accept", "")


@require_POST
def drop(request: StaffRequest) -> HttpResponse:
    """Forget what was kept of a form, and lead back to it."""
    marker = read_marker(request.POST.get(FOR, ""))
    if marker is None or marker.user_pk != request.user.pk:
        return redirect("my_page")
    texts.forget(by=request.user, address=marker.address, name=marker.name)
    messages.success(request, "書きかけの内容を捨てました。")
    return HttpResponseRedirect(marker.page)


class LogInView(auth.LoginView):
    """The log-in page. It carries a form that was refused to the person it was given to."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parcel = read_parcel(self.request.POST.get(PARCEL, ""))
        return super().get_context_data(**kwargs) | _carried(parcel)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in. A text that was carried is kept for its writer; of anybody else's log-in
        nothing is told of it."""
        answer = super().form_valid(form)
        parcel = read_parcel(self.request.POST.get(PARCEL, ""))
        user = form.get_user()
        if parcel is None or not isinstance(user, User) or parcel.marker.user_pk != user.pk:
            return answer
        try:
            texts.keep(by=user, marker=parcel.marker, texts=parcel.texts)
        except TooMuch:
            messages.warning(self.request, TOO_MUCH)
        return HttpResponseRedirect(parcel.marker.page)


def _carried(parcel: Parcel | None) -> dict[str, object]:
    return {"parcel": parcel.signed if parcel else "", "parcel_name": PARCEL, "too_much": False}


def log_in_first(request: HttpRequest, marker: Marker) -> HttpResponse:
    """The log-in page for a form that was sent without a log-in, with its texts in it."""
    context: dict[str, object] = {
        "form": AuthenticationForm(request),
        "next": marker.page,
        **_carried(None),
    }
    try:
        if marker.takes_text:
            context |= _carried(Parcel(marker, texts_of(request.POST), token_of(request)))
    except TooMuch:
        context["too_much"] = True
    answer = render(request, "registration/login.html", context)
    add_never_cache_headers(answer)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is not the session's: it lies open since before a log-in.

    Its text is kept like that of any refused form, and the page it came from is opened with it.
    """
    user, marker = request.user, read_marker(request.POST.get(MARKER, ""))
    if asks_for_words(request):
        return said("refused" if user.is_authenticated else "logged_out")
    if marker and not user.is_authenticated:
        return log_in_first(request, marker)
    if marker and user.pk == marker.user_pk and _leads_back(request, marker):
        messages.warning(
            request,
            "この画面を開いたあとにログインし直したため、送信を止めました。まだ保存していません。"
            "内容を確かめて、もう一度送ってください。",
        )
        return HttpResponseRedirect(marker.page)
    return render(request, "403_csrf.html", status=403)


def _leads_back(request: HttpRequest, marker: Marker) -> bool:
    """Whether the form can be opened again with what was sent."""
    try:
        texts_of(request.POST)
    except TooMuch:
        return False
    return True
