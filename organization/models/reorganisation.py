"""Reorganisations (機構改革), and which section took over from which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organization.choices import ReorganisationKind

from .structure import Section


class Reorganisation(models.Model):
    """One change of the town hall's structure: renamed, merged, split or abolished on a day.

    The sections before and after are linked by `SectionSuccession`; reports of the past stay
    with the section that wrote them.
    """

    kind = models.CharField("種類", max_length=10, choices=ReorganisationKind)
    effective_on = models.DateField("実施日")
    reason = models.TextField("理由")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登録した人"
    )
    at = models.DateTimeField("登録日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "機構改革"
        ordering = ["-effective_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.effective_on}）"


class SectionSuccessionQuerySet(models.QuerySet["SectionSuccession"]):
    """Successions, followed over any number of reorganisations."""

    def ancestors(self, section_ids: Iterable[int]) -> dict[int, frozenset[int]]:
        """For each section, all sections before it, however many reorganisations ago.

        One query.
        """
        pairs = list(self.values_list("successor_id", "predecessor_id"))
        return {pk: _reached({pk}, pairs) - {pk} for pk in section_ids}

    def renames(self) -> SectionSuccessionQuerySet:
        """Those that gave a section another name and nothing more: one successor of one."""
        return self.filter(reorganisation__kind=ReorganisationKind.RENAME, successor__isnull=False)

    def kin(self, section_ids: Iterable[int], on: date) -> frozenset[int]:
        """Sections whose open reports a section's people write on a day, their own included. One
        query.

        Those before theirs, whose last reports may still be due; and, until the day of a
        reorganisation, those after it, to which reports begun may have moved already.
        """
        steps = [
            (new, old) if day <= on else (old, new)
            for old, new, day in self.filter(successor__isnull=False).values_list(
                "predecessor_id", "successor_id", "reorganisation__effective_on"
            )
        ]
        return _reached(set(section_ids), steps)


def _reached(start: set[int], steps: Iterable[tuple[int | None, int | None]]) -> frozenset[int]:
    """The keys that any number of steps (from, to) lead to from `start`, and those of `start`."""
    found, size = set(start), 0
    while len(found) > size:
        size = len(found)
        found |= {there for here, there in steps if here in found and there is not None}
    return frozenset(found)


class SectionSuccession(models.Model):
    """A section that ended and one that took its duties over; `successor` is None if it was
    abolished."""

    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, related_name="successions", verbose_name="機構改革"
    )
    predecessor = models.ForeignKey(
        Section, models.PROTECT, related_name="successions", verbose_name="前の班"
    )
    successor = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessions",
        verbose_name="後の班",
    )

    objects = SectionSuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班の引継ぎ"
        ordering = ["reorganisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "predecessor", "successor"],
                name="succession_once_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("predecessor")),
                name="succession_between_two_sections",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or '廃止'}"
