"""Who may take workbooks in, for the links to them: `{% load imports %}`."""

from django import template

from inventory.permissions import can_import
from organization.models import User

register = template.Library()


@register.filter
def may_import(user: User) -> bool:
    """Whether a link to 表の取込 leads anywhere for this person."""
    return can_import(user)
