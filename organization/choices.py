"""Words with a fixed set of values, for people and their places."""

from django.db import models


class Role(models.TextChoices):
    """What an appointment (所属) lets a person do; `design: who may do what`."""

    STAFF = "staff", "担当"
    HEAD = "head", "課長"
    COMMITTEE = "committee", "委員"
    OFFICE = "office", "事務局"
