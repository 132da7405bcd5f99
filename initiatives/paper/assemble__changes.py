"""What moved between two papers, initiative by initiative. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .content import ChangeLine, Figures, InitiativeLine


def changes(now: Figures, before: Figures) -> tuple[ChangeLine, ...]:
    """Every initiative of either by its code: those of now first, then those that ended."""
    ended = [line for line in before.initiatives if now.initiative(line.code) is None]
    moved = (_change(line, before.initiative(line.code)) for line in now.initiatives)
    return (*moved, *_ended(ended))


def _change(now: InitiativeLine, before: InitiativeLine | None) -> ChangeLine:
    return ChangeLine(
        code=now.code,
        name=now.name,
        judgement=now.judgement,
        judgement_before=before.judgement if before else None,
        mean=now.mean,
        mean_before=before.mean if before else None,
        fresh=now.coverage.fresh,
        fresh_before=before.coverage.fresh if before else None,
    )


def _ended(gone: Iterable[InitiativeLine]) -> Iterable[ChangeLine]:
    for before in gone:
        yield ChangeLine(
            code=before.code,
            name=before.name,
            judgement=None,
            judgement_before=before.judgement,
            mean=None,
            mean_before=before.mean,
            fresh=None,
            fresh_before=before.coverage.fresh,
        )
