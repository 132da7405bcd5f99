"""The form of a system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hirao_dx.shared.fields import DayField, TextField, VersionField
from hirao_dx.shared.text import YEARS, folded
from hirao_dx.shared.typed_forms import ModelForm
from inventory.choices import Standardisation, SystemCategory
from inventory.models import System

from .actions import FIELDS, SystemContent, aliases_of

LONGEST_ALIAS = 100


class SystemForm(ModelForm[System]):
    """A system, with the version of it that was read."""

    category = forms.ChoiceField(
        label="区分",
        choices=SystemCategory.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "区分を選んでください。"},
    )
    standardisation = forms.ChoiceField(
        label="標準化の状況",
        choices=[("", "わからない"), *Standardisation.choices],
        required=False,
        help_text="国の標準に合わせたシステムへの移行が、どこまで進んだかです。",
    )
    aliases = TextField(
        label="別の書き方",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "略した名称や前の名称などです。1行に1つ書きます。Excelの取り込みと検索では、"
            "このシステムのこととして読みます。全角と半角、ひらがなとカタカナの違いは、"
            "書かなくても同じとみなします。"
        ),
    )
    contract_ends_on = DayField(
        label="契約の終了日",
        years=YEARS,
        required=False,
        help_text="契約の最後の日です。わからないときは空欄にします。",
    )
    version = VersionField(required=False)
    field_order = ("name", "aliases")

    class Meta:
        model = System
        fields = FIELDS
        widgets = {
            "remarks": forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        }
        help_texts = {
            "name": "役場の中で通じる名称で書きます。",
            "vendor": "契約している会社などの名称です。わからないときは空欄にします。",
        }
        error_messages = {
            "name": {"required": "システムの名称を入力してください。"},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["aliases"] = "\n".join(sorted(aliases_of(self.instance)))

    def clean_aliases(self) -> frozenset[str]:
        """The spellings, only one of those that fold alike, without the name itself.

        Raises ValidationError if one is longer than LONGEST_ALIAS characters.
        """
        lines = [line.strip() for line in self.cleaned_data["aliases"].splitlines()]
        if too_long := [line for line in lines if len(line) > LONGEST_ALIAS]:
            raise ValidationError(
                f"「{too_long[0][:20]}…」は長すぎます。"
                f"別の書き方は、1行に1つ、{LONGEST_ALIAS}字までで書いてください。"
            )
        first = {folded(line): line for line in reversed(lines) if folded(line)}
        return frozenset(first.values()) - {self.cleaned_data.get("name", "")}

    @property
    def content(self) -> SystemContent:
        """The content typed, for the action. Call after `is_valid()`."""
        names = SystemContent.__dataclass_fields__
        return SystemContent(**{name: self.cleaned_data[name] for name in names})
