"""What is typed to freeze a paper, and which papers to compare."""

from __future__ import annotations

from typing import Any

from django import forms

from .actions import REASON_LENGTH


class FreezeForm(forms.Form):
    """Asks for a reason only from the second edition on."""

    reason = forms.CharField(
        label="作り直す理由",
        max_length=REASON_LENGTH,
        help_text="例：町民課の数字が誤っていたため。資料にそのまま載ります。",
        error_messages={
            "required": "作り直す理由を入力してください。",
            "max_length": f"理由は{REASON_LENGTH}字までにしてください。",
        },
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]
