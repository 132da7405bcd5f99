"""The key of a workbook's row: which task, and which of its versions the row started from."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from inventory.models import Task
from inventory.models.task import TaskQuerySet

_SHAPE = re.compile(r"(\d{1,18})-(\d{1,18})-([0-9a-f]{8})")
_SALT = "inventory.workbook.keys"


@dataclass(frozen=True)
class Key:
    """A task and the number of the latest line of its history, as the workbook was written."""

    task: int
    version: int

    def __str__(self) -> str:
        return f"{self.task}-{self.version}-{_seal(self, settings.SECRET_KEY)}"


def read_key(text: str) -> Key | None:
    """The key a cell holds; None when it is not one of this site's own, or was changed."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    key = Key(int(found[1]), int(found[2]))
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    genuine = any(hmac.compare_digest(_seal(key, secret), found[3]) for secret in secrets)
    return key if genuine else None


def _seal(key: Key, secret: str) -> str:
    said = salted_hmac(_SALT, f"{key.task}-{key.version}", secret=secret)
    return said.hexdigest()[:8]


def with_version(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks with `version`, as `actions.task_version` says it, without a query per task."""
    lines = Task.history.filter(id=OuterRef("pk")).order_by("-history_id")
    latest = Subquery(lines.values("history_id")[:1])
    return tasks.annotate(version=Coalesce(latest, Value(0)))
