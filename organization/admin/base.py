"""What every page of the office's admin shares: fields, permissions, confirmation of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import DateField, Field, ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from hirao_dx.shared.fields import DayField, ReasonField, text_class
from hirao_dx.shared.text import YEARS, matching
from hirao_dx.shared.typed_forms import ModelForm, Open
from organization.models import Section, User

from .history import HistoryAdmin

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, StackedInline, TabularInline
    from django.contrib.admin.options import BaseModelAdmin as BaseModelAdmin
else:
    BaseModelAdmin = Open(admin.options.BaseModelAdmin)
    ModelAdmin = Open(admin.ModelAdmin)
    StackedInline = Open(admin.StackedInline)
    TabularInline = Open(admin.TabularInline)


def actor(request: HttpRequest) -> User:
    """The person who made a request. The admin lets nobody in who is not logged in."""
    return cast(User, request.user)


class WholeRowForm(ModelForm[Any]):
    """Checks the database's constraints on the whole row.

    Django leaves out a constraint that reads a column the form does not show, and the database
    then answers with an error page instead of a sentence.
    """

    def _post_clean(self) -> None:
        inherited: Any = super()  # Django calls this hook, its stubs leave it out
        inherited._post_clean()
        if self.errors or not self.has_changed():
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            form: Any = self
            form._update_errors(error)


class TownFields(BaseModelAdmin[Any]):
    """Days and texts as the town writes them; section fields list every section in one query."""

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Reads days by era too, also those of past decades."""
        if type(db_field) is DateField:
            kwargs = {"form_class": DayField, "years": YEARS, **kwargs}
        kwargs = text_class(db_field) | kwargs
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Lists sections with their departments, in one query."""
        if db_field.related_model is Section:
            kwargs.setdefault("queryset", Section.objects.with_department())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PlainModelAdmin(TownFields, ModelAdmin[Any]):
    """Japanese search, fifty rows a page, whole-row checks in forms and in editable lists."""

    form: type[forms.ModelForm[Any]] = WholeRowForm
    list_per_page = 50

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under a Japanese title."""
        title = f"{self.opts.verbose_name_plural}の一覧"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows in which every word is found, in any width; never a row twice."""
        return queryset.filter(matching(search_term, self.search_fields)), False

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """As Django, but without missing rights where other rows still refer to the row: those are
        the reason it stays."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set() if protected else lacking, protected

    def get_changelist_form(
        self, request: HttpRequest, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """A row of the editable list, checked as a whole."""
        kwargs.setdefault("form", WholeRowForm)
        return super().get_changelist_form(request, **kwargs)


class OfficeModelAdmin(PlainModelAdmin, HistoryAdmin):
    """A `PlainModelAdmin` for models that keep their history."""


class OfficeTabularInline(TownFields, TabularInline[Any, Any]):
    """Rows of a related model as a table, with the checks of `WholeRowForm`."""

    form = WholeRowForm
    extra = 0


class OfficeStackedInline(TownFields, StackedInline[Any, Any]):
    """Rows of a related model one below the other, with the checks of `WholeRowForm`."""

    form = WholeRowForm
    extra = 0


class KeptForever(BaseModelAdmin[Any]):
    """Rows that records refer to are ended, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LookOnly(KeptForever):
    """Rows nobody writes in the admin."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


CONFIRMED = "confirmed"
SHOWN = 20

AnyForm = TypeVar("AnyForm", bound=forms.Form)


class ReasonForm(forms.Form):
    """A reason, which goes into the history of every row."""

    reason = ReasonField(
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="変更履歴に残ります。",
    )


class RequiredReasonForm(ReasonForm):
    """The same where a reason has to be given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


def answered(request: HttpRequest, form_class: type[AnyForm]) -> AnyForm:
    """The form of a confirmation, bound only when that page was sent."""
    return form_class(request.POST if CONFIRMED in request.POST else None)


# What a confirmed action does: the admin page, the request, the chosen rows, the form's data.
Act: TypeAlias = Callable[[Any, HttpRequest, QuerySet[Any], dict[str, Any]], None]


def asks_first(
    form_class: type[forms.Form],
    *,
    label: str,
    title: str,
    sentence: str,
    notes: Callable[[QuerySet[Any]], list[str]] | None = None,
) -> Callable[[Act], Callable[..., HttpResponse | None]]:
    """An action of a list that asks on a page of its own, with a form, before it acts.

    The function is called once the page is sent, with the form's data. `notes` says of the chosen
    rows what the person should know before. The action goes by the function's name.
    """

    def decorate(act: Act) -> Callable[..., HttpResponse | None]:
        @admin.action(description=label, permissions=["change"])
        @wraps(act)
        def step(
            model_admin: admin.ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Any]
        ) -> HttpResponse | None:
            form = answered(request, form_class)
            if form.is_valid():
                act(model_admin, request, queryset, form.cleaned_data)
                return None
            return confirm_page(
                request,
                model_admin,
                queryset,
                action=act.__name__,
                title=title,
                sentence=sentence,
                form=form,
                notes=notes(queryset) if notes else [],
            )

        return step

    return decorate


def confirm_page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin[Any],
    queryset: QuerySet[Any],
    *,
    action: str,
    title: str,
    sentence: str,
    form: forms.Form,
    notes: Iterable[str] = (),
) -> TemplateResponse:
    """The page that asks before an action on `queryset` runs. Two queries.

    A choice of all rows is sent as such, not as a thousand hidden fields, which Django refuses.
    """
    total = queryset.count()
    named = getattr(model_admin, "autocomplete_label", str)
    across = request.POST.get("select_across") == "1"
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    return TemplateResponse(
        request,
        "admin/confirm_action.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": title,
            "opts": model_admin.opts,
            "media": model_admin.media + form.media,
            "sentence": sentence,
            "notes": list(notes),
            "form": form,
            "action": action,
            "confirmed": CONFIRMED,
            "across": across,
            "checkbox": ACTION_CHECKBOX_NAME,
            "chosen": chosen[:1] if across else chosen,
            "total": total,
            "names": [named(row) for row in queryset[:SHOWN]],
            "unnamed": max(total - SHOWN, 0),
        },
    )
