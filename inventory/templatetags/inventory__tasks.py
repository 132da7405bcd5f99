"""A task's values as people read them: `{% load tasks %}`."""

from __future__ import annotations

from django import template

from inventory.tasks.words import value_words

register = template.Library()


@register.filter
def months(text: str) -> str:
    """3月、4月, of the busy months as they are stored."""
    return value_words("peak_months", text)
