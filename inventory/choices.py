"""The fixed sets of values of the task inventory (業務の棚卸し)."""

from django.db import models


class Category(models.TextChoices):
    """The kind of system a task uses, as the survey's columns name them (plan 第1章6)."""

    CORE = "core", "基幹系"
    NON_CORE = "non_core", "基幹系以外"
    OTHER = "other", "その他（エクセル等）"
    NONE = "none", "使用なし"


class SystemCategory(models.TextChoices):
    """The categories that a system itself may have: `Category` without 使用なし."""

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

    @property
    def hours_word(self) -> str:
        """What hours before less hours after are of a task at this stage: saved, or expected."""
        if self == Stage.DIGITISED:
            return "減った時間"
        return "減る見込み" if self in EXPECTING else "前と後の差"


# Stages whose hours after are what is expected, not yet what is so (docs/rules.md).
EXPECTING = (Stage.CONSIDERING, Stage.IN_PROGRESS)


class Staff(models.TextChoices):
    """Who does a task."""

    REGULAR = "regular", "正規職員"
    TERM = "term", "会計年度任用職員"
    MIXED = "mixed", "正規職員と会計年度任用職員"
    OUTSIDE = "outside", "委託先など"


class Method(models.TextChoices):
    """How a task is meant to become lighter."""

    ONLINE = "online", "申請・届出のオンライン化"
    SYSTEM = "system", "システムの導入・更新"
    RPA = "rpa", "RPA・自動化"
    AI_OCR = "ai_ocr", "AI-OCR・AIの活用"
    PAPERLESS = "paperless", "ペーパーレス・電子決裁"
    OUTSOURCE = "outsource", "外部への委託"
    SIMPLIFY = "simplify", "手順の見直し・廃止"
    OTHER = "other", "その他"


class Standardisation(models.TextChoices):
    """Where a system stands on its way to the national standard (標準化)."""

    NOT_SUBJECT = "not_subject", "標準化の対象外"
    NOT_STARTED = "not_started", "未着手"
    MIGRATING = "migrating", "移行中"
    MIGRATED = "migrated", "移行済"


class SuccessionKind(models.TextChoices):
    """How one task came out of another."""

    SPLIT = "split", "分割"
    MERGE = "merge", "統合"


class ImportState(models.TextChoices):
    """What became of an uploaded workbook."""

    MAPPING = "mapping", "列の対応づけ"
    CHECKING = "checking", "確認中"
    READY = "ready", "内容の確認待ち"
    APPLIED = "applied", "反映済"
    DISCARDED = "discarded", "取りやめ"


class QualityKind(models.TextChoices):
    """What the page データの点検 looks for."""

    UNNAMED = "unnamed", "名称がない"
    DUPLICATE = "duplicate", "同じ名称"
    MISSING = "missing", "数字がない"
    OUTLYING = "outlying", "離れた数字"
    CATEGORY = "category", "区分の食い違い"
    SPELLING = "spelling", "似たシステム名"
    LOAD = "load", "職員数と時間"
