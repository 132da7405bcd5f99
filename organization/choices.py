"""The fixed sets of values of people and places."""

from django.db import models


class Role(models.TextChoices):
    """What an appointment (所属) lets a person do (design: who may do what)."""

    STAFF = "staff", "担当"
    HEAD = "head", "課長"
    COMMITTEE = "committee", "委員"
    OFFICE = "office", "事務局"


class ReorganisationKind(models.TextChoices):
    """How the town hall's structure changed."""

    RENAME = "rename", "名称変更"
    MERGE = "merge", "統合"
    SPLIT = "split", "分割"
    ABOLISH = "abolish", "廃止"


class TransferState(models.TextChoices):
    """What became of an uploaded staff list."""

    CHECKED = "checked", "確認待ち"
    APPLIED = "applied", "反映済"
    DROPPED = "dropped", "取りやめ"
