"""What the office types about a system."""

from __future__ import annotations

from django import forms

from .actions_systems import SystemContent
from .choices import Standardisation, SystemCategory
from .models import System


class SystemForm(forms.ModelForm):
    """A system, and the version of it that was read."""

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
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = System
        fields = [
            "name",
            "category",
            "vendor",
            "contract_ends_on",
            "standardisation",
            "remarks",
        ]
        widgets = {
            "contract_ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "remarks": forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        }
        help_texts = {
            "name": "役場の中で通じる名称で書きます。",
            "vendor": "契約している会社などの名称です。わからないときは空欄にします。",
            "contract_ends_on": "契約の最後の日です。わからないときは空欄にします。",
        }
        error_messages = {
            "name": {"required": "システムの名称を入力してください。"},
            "contract_ends_on": {
                "invalid": "契約の終了日は 2026-03-31 のように入力してください。"
            },
        }

    @property
    def content(self) -> SystemContent:
        """The valid text, for the action. Call after `is_valid()`."""
        return SystemContent(**{name: self.cleaned_data[name] for name in self.Meta.fields})
