"""Words with a fixed set of values, for the task inventory (業務の棚卸し)."""

from django.db import models


class Category(models.TextChoices):
    """The kind of system a task uses, as the survey's columns name them (plan 第1章6)."""

    CORE = "core", "基幹系"
    NON_CORE = "non_core", "基幹系以外"
    OTHER = "other", "その他（エクセル等）"
    NONE = "none", "使用なし"


class SystemCategory(models.TextChoices):
    """The same words, for a system itself: a system is never 使用なし."""

    CORE = "core", "基幹系"
    NON_CORE = "non_core", "基幹系以外"
    OTHER = "other", "その他（エクセル等）"


class Stage(models.TextChoices):
    """How far a task's digitisation has come (design: inventory)."""

    NOT_CONSIDERED = "not_considered", "未検討"
    CONSIDERING = "considering", "検討中"
    IN_PROGRESS = "in_progress", "実施中"
    DIGITISED = "digitised", "デジタル化済"
    OUT_OF_SCOPE = "out_of_scope", "対象外"
