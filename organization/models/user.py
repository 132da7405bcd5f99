"""The people who log in."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organization.access import Access

from .reorganisation import SectionSuccession


class User(AbstractUser):
    """A member of staff. What they may do follows from appointments, never from a flag here."""

    first_name = None  # type: ignore[assignment]  # so Django drops it
    last_name = None  # type: ignore[assignment]  # so Django drops it

    username = models.CharField(
        "職員番号",
        max_length=50,
        unique=True,
        help_text="ログインに使う番号です。",
        error_messages={"unique": "この職員番号はすでに使われています。"},
    )
    name = models.CharField("氏名", max_length=100)
    name_kana = models.CharField("氏名（ふりがな）", max_length=100, blank=True)
    is_demo = models.BooleanField("見本の利用者", default=False, editable=False)

    history = HistoricalRecords(
        excluded_fields=["password", "last_login"], verbose_name="利用者の変更履歴"
    )

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "利用者"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name (Django asks for it)."""
        return self.name

    def get_short_name(self) -> str:
        """The name (Django asks for it)."""
        return self.name

    @cached_property
    def access(self) -> Access:
        """What the person may do today.

        One query, up to three more after a reorganisation; once per request.
        """
        successions = SectionSuccession.objects
        return Access.of(
            self,
            on=timezone.localdate(),
            kin=successions.kin,
            taken_over=successions.taken_over,
        )
