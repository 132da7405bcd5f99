"""What people type when they take a file off a report."""

from __future__ import annotations

from typing import Any

from django import forms


class RemovalForm(forms.Form):
    """Why; required once the report is handed in."""

    reason = forms.CharField(
        label="外す理由",
        max_length=500,
        required=False,
        error_messages={"required": "添付を外す理由を入力してください。"},
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
