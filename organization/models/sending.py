"""What is known of a form on its way: text that is not handed in yet, and presses that were."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models


class PressQuerySet(models.QuerySet["Press"]):
    """Presses, as the rules of a once-only token ask for them."""

    def older_than(self, moment: datetime) -> PressQuerySet:
        return self.filter(at__lt=moment)


class Press(models.Model):
    """A form that somebody sent once: its token, a digest of its content, and the answer.

    The same token with the same content is the same press. `messages` are the answer's, each a
    level, a text and its tags.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="送信した人"
    )
    token = models.CharField("送信の番号", max_length=43)
    digest = models.CharField("内容の照合値", max_length=64)
    location = models.TextField("送信のあとに開いた画面", blank=True)
    messages = models.JSONField("送信のあとに出した知らせ", default=list)
    at = models.DateTimeField("送信した日時", auto_now_add=True)

    objects = PressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "受け付けた送信"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token", "digest"],
                name="press_counts_once",
                violation_error_message="同じ送信は、すでに受け付けています。",
            )
        ]
        indexes = [models.Index(fields=["at"], name="press_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"


class KeptTextQuerySet(models.QuerySet["KeptText"]):
    """Kept texts: only ever those of one person."""

    def older_than(self, moment: datetime) -> KeptTextQuerySet:
        return self.filter(kept_at__lt=moment)


class KeptText(models.Model):
    """What a person typed into a form and has not handed in. Nobody else is ever shown it.

    `address` is where the form is sent to, `name` tells apart forms that are sent to one address,
    `part` a row of a form whose rows are saved one by one. `fields` holds the texts by the
    control's name, among them the version of the row that was typed over. `token` is the form's
    once-only token.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="書いた人"
    )
    address = models.CharField("送信先", max_length=300)
    name = models.CharField("用紙", max_length=50, blank=True)
    part = models.CharField("行", max_length=50, blank=True)
    fields = models.JSONField("入力の途中の内容", default=dict)
    token = models.CharField("送信の番号", max_length=43, blank=True)
    kept_at = models.DateTimeField("預かった日時")

    objects = KeptTextQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入力の途中の内容"
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "address", "name", "part"],
                name="kept_text_one_per_person_and_form",
                violation_error_message="この用紙の入力の途中の内容は、すでに預かっています。",
            )
        ]
        indexes = [models.Index(fields=["kept_at"], name="kept_text_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kept_at:%Y-%m-%d %H:%M}"
