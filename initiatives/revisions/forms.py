"""The forms of a revision: its date and reason, yearly targets, a new initiative."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast

from django import forms
from django.http import QueryDict

from hirao_dx.shared.calendar import fiscal_year_label, fiscal_year_short
from hirao_dx.shared.fields import DayField, LineField, PercentField, ReasonField
from hirao_dx.shared.text import half_width, integer, likely_year
from hirao_dx.shared.typed_forms import ModelChoiceField, ModelForm, row_field
from initiatives.models import Decision, Initiative, Plan, PlanRevision
from initiatives.models.revision import STANDARDS

from .changes import Terms
from .queries import standard
from .rules import date_problems

LONG_TEXT = 4000
OUT_OF_ORDER = "差の値は、前倒し＞順調＞やや遅れ の順に大きくしてください。"


class FiscalYearField(forms.Field):
    """A fiscal year of the plan as R8, 令和8年度 or 2026. Shown as R8; empty is None."""

    widget = forms.TextInput

    def __init__(self, *, years: range, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.years = years

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"maxlength": 20, "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        text = half_width(value)
        if not text:
            return None
        year = likely_year(text) or integer(text.removesuffix("年度"))
        first, last = fiscal_year_short(self.years[0]), fiscal_year_short(self.years[-1])
        if year is None:
            raise forms.ValidationError("年度は R8、令和8、2026 のように入れてください。")
        if year not in self.years:
            raise forms.ValidationError(f"計画の年度（{first}〜{last}）の中で入れてください。")
        return year

    def prepare_value(self, value: Any) -> Any:
        return fiscal_year_short(value) if isinstance(value, int) else value


class WeightField(forms.DecimalField):
    """A weight of zero or more, in half- or full-width digits."""

    def __init__(self) -> None:
        super().__init__(
            label="重み",
            min_value=0,
            max_digits=6,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "required": "重みを入れてください。ふつうは1です。",
                "invalid": "重みは 1 や 1.5 のような数で入れてください。",
                "min_value": "重みは0以上にしてください。",
                "max_digits": "重みは9999.99までにしてください。",
                "max_whole_digits": "重みは9999.99までにしてください。",
                "max_decimal_places": "重みは小数第2位までにしてください。",
            },
        )

    # Django's own gives None for a blank; its stubs leave that out.
    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(half_width(value))

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class DecisionField(ModelChoiceField[Decision]):
    """A decision of any of the plan's meetings, newest first."""

    def __init__(self) -> None:
        super().__init__(
            Decision.objects.none(),
            label="もとになった決定",
            required=False,
            empty_label="（なし）",
            help_text="会議で決めたときに選びます。会議の決定事項は、先に会議の画面で登録します。",
        )

    def label_from_instance(self, obj: Decision) -> str:
        text = obj.text if len(obj.text) <= 40 else f"{obj.text[:39]}…"
        return f"{obj}：{text}"


class NumberField(forms.IntegerField):
    """A whole number of a revision's standards, in half- or full-width digits, with its help."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        column = standard(name)
        super().__init__(
            label=str(column.verbose_name),
            help_text=str(column.help_text),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "required": "数を入れてください。",
                "invalid": "整数で入れてください。",
            },
            **kwargs,
        )

    # Django's own gives None for a blank; its stubs leave that out.
    def to_python(self, value: Any) -> int | None:
        return super().to_python(half_width(value).replace("−", "-"))


class PointsField(NumberField):
    """A difference in points, from −100 to 100."""

    def __init__(self, name: str) -> None:
        super().__init__(name, min_value=-100, max_value=100)


class CountField(NumberField):
    """How many reports may be missing, from 0 to 99."""

    def __init__(self, name: str) -> None:
        super().__init__(name, min_value=0, max_value=99)


class HeadForm(forms.Form):
    """When a revision takes effect, why, by which decision, and by which standards it judges."""

    effective_on = DayField(
        label="適用日",
        help_text="この日から、集計の予定がこの見直しのものになります。",
    )
    reason = ReasonField(
        max_length=LONG_TEXT,
        rows=4,
        help_text="なぜ見直すかを、委員会の人が読んでわかるように書きます。",
    )
    decision = DecisionField()
    ahead_from = PointsField("ahead_from")
    on_track_from = PointsField("on_track_from")
    slightly_late_from = PointsField("slightly_late_from")
    carry_every = CountField("carry_every")
    carry_half = CountField("carry_half")
    carry_year = CountField("carry_year")
    started_from = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, plan: Plan, number: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.number = plan, number
        decisions = Decision.objects.filter(meeting__plan=plan).select_related("meeting")
        row_field(self, "decision").queryset = decisions.order_by(
            "-meeting__held_on", "-meeting_id", "number"
        )

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        problems = date_problems(plan=self.plan, number=self.number, effective_on=day)
        if problems:
            raise forms.ValidationError(problems)
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = ("ahead_from", "on_track_from", "slightly_late_from")
        limits = [data[name] for name in names if data.get(name) is not None]
        if any(better <= worse for better, worse in pairwise(limits)):
            self.add_error("ahead_from", OUT_OF_ORDER)
        return data

    @property
    def head(self) -> dict[str, Any]:
        """The valid text as the actions take it."""
        head = {name: self.cleaned_data[name] for name in ("effective_on", "reason", "decision")}
        return head | {"standards": {name: self.cleaned_data[name] for name in STANDARDS}}


class TargetsForm(forms.Form):
    """The percent planned for the end of each of the plan's years."""

    started_from = LineField(widget=forms.HiddenInput)

    def __init__(self, plan: Plan, terms: Terms, data: QueryDict | None = None) -> None:
        stored: dict[str, Any] = {f"y{year}": percent for year, percent in terms.targets}
        stored["started_from"] = terms.targets_fingerprint
        super().__init__(data, initial=stored)
        self.years = plan.fiscal_years
        for year in self.years:
            self.fields[f"y{year}"] = PercentField(
                label=f"{fiscal_year_label(year)}の末", required=False
            )

    @property
    def targets(self) -> list[tuple[int, int]]:
        """Pairs of year and percent, as far as they were typed."""
        typed = ((year, self.cleaned_data[f"y{year}"]) for year in self.years)
        return [(year, percent) for year, percent in typed if percent is not None]


class InitiativeForm(ModelForm[Initiative]):
    """An initiative that joins the plan by a revision."""

    class Meta:
        model = Initiative
        fields = (
            "code",
            "symbol",
            "title",
            "pillar",
            "issue_summary",
            "outline_summary",
            "reference",
        )
        help_texts = {
            "code": "画面の住所に使います。例：12",
            "symbol": "画面での短い記号です。例：⑫",
            "reference": "例：令和8年度の見直しで追加",
        }

    def __init__(self, draft: PlanRevision, data: QueryDict | None = None) -> None:
        super().__init__(data, instance=Initiative(plan=draft.plan))
        row_field(self, "pillar").queryset = draft.plan.pillars.all()
        for field in self.fields.values():
            field.error_messages["required"] = "入力してください。"
        for name in ("issue_summary", "outline_summary"):
            self.fields[name].widget.attrs["rows"] = 4

    def clean_code(self) -> str:
        code = half_width(self.cleaned_data["code"])
        if not all(sign.isalnum() or sign in "-_." for sign in code) or not code.strip("."):
            raise forms.ValidationError("番号には、文字、数字、「-」だけを使ってください。")
        if self.instance.plan.initiatives.filter(code=code).exists():
            raise forms.ValidationError("同じ番号の取組がすでにあります。")
        return code


def type_over(form: forms.BaseForm, fingerprint: str) -> None:
    """Let the next save of a form be over the text with this fingerprint."""
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix("started_from")] = fingerprint
    form.data = data
