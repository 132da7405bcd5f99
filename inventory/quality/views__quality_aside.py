"""Findings that are right as they are: a section's hours set aside, and any brought back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from hirao_dx.shared.http import StaffRequest
from inventory.models import QualityDismissal
from inventory.permissions import can_take_back, can_write_section
from organization.models import Section

from . import actions
from .views import here


@require_POST
def set_aside(request: StaffRequest, pk: int) -> HttpResponse:
    """A section's hours are right for its people."""
    section = get_object_or_404(Section.objects.with_department(), pk=pk)
    if not can_write_section(request.user, section):
        raise PermissionDenied
    reason = request.POST.get("reason", "")
    try:
        actions.dismiss_load(section=section, reason=reason, by=request.user)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, f"「{section.label}」をこのままでよいと記録しました。")
    return redirect(here(request))


@require_POST
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Show again what was set aside. Twice is as good as once."""
    places = ("task__section__department", "section__department", "system")
    kept = QualityDismissal.objects.select_related(*places).filter(pk=pk).first()
    if kept is None:
        messages.info(request, "すでに点検に戻っています。")
        return redirect(here(request))
    if not can_take_back(request.user, kept):
        raise PermissionDenied
    actions.take_back(kept=kept, by=request.user)
    messages.success(request, "点検の一覧に戻しました。")
    return redirect(here(request))
