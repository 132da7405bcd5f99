"""What a report says, for the chronicle: `{% load chronicle %}`."""

from __future__ import annotations

from django import template

from initiatives.models import ProgressReport

register = template.Library()


@register.filter
def texts(report: ProgressReport) -> list[tuple[str, str]]:
    """The texts a section wrote with what each is about, empty ones left out."""
    written = (
        ("実施内容", report.done_text),
        ("課題", report.issues_text),
        ("今後の予定", report.next_text),
    )
    return [(label, text) for label, text in written if text]
