"""What is said after reports were confirmed together."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.messages import SUCCESS, WARNING

from initiatives.models import ProgressReport

from .actions_reviews import BulkOutcome


def sentences(outcome: BulkOutcome) -> list[tuple[int, str]]:
    """Level and sentence: how many were confirmed, and which were not, by name, and why."""
    said = []
    if outcome.confirmed:
        said.append((SUCCESS, f"{len(outcome.confirmed)}件を確認しました。"))
    if outcome.moved:
        said.append(
            (
                WARNING,
                f"{len(outcome.moved)}件は、見ている間に内容が変わったので、確認していません。"
                f"今の内容を読んで、もう一度選んでください：{_names(outcome.moved)}",
            )
        )
    if outcome.refused:
        said.append(
            (
                WARNING,
                f"{len(outcome.refused)}件は、期間が締め切られたか、確認できる人ではないので、"
                f"確認していません：{_names(outcome.refused)}",
            )
        )
    return said or [(WARNING, "選んだ報告は、もうありません。一覧を見直してください。")]


def _names(reports: Sequence[ProgressReport]) -> str:
    return "、".join(str(report.participation) for report in reports)
