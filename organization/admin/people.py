"""People and their appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from hirao_dx.shared.dated import is_active
from hirao_dx.shared.fields import DayField, LineField, model_field
from hirao_dx.shared.trace import Trace
from hirao_dx.shared.typed_forms import Open
from organization.models import Appointment, User

from .base import (
    KeptForever,
    OfficeModelAdmin,
    OfficeTabularInline,
    ReasonForm,
    actor,
    asks_first,
)
from .filters import CurrentFilter, DepartmentFilter, SectionFilter
from .history import in_words

if TYPE_CHECKING:
    from django.contrib.auth.admin import UserAdmin
    from django.contrib.auth.forms import UserChangeForm, UserCreationForm
else:
    UserAdmin = Open(auth_admin.UserAdmin)
    UserChangeForm = Open(auth_forms.UserChangeForm)
    UserCreationForm = Open(auth_forms.UserCreationForm)

LEAVING = (
    "退職した人は「有効」を外し、異動した人は所属に終了日を入れて新しい所属を足します。"
    "だれが報告したかの記録を残すため、削除はできません。"
)


class NumberField(LineField, auth_forms.UsernameField):
    """A number as people log in with it, in any width."""


class NewPersonForm(UserCreationForm[User]):
    """A new person: number, name and a first password."""

    class Meta(auth_forms.UserCreationForm.Meta):
        model = User
        field_classes = {"username": NumberField}
        formfield_callback = staticmethod(model_field)
        fields = ("username", "name", "name_kana")


class PersonForm(UserChangeForm[User]):
    """Shows nothing of the password, not even the parts of its hash that Django would."""

    password = None  # type: ignore[assignment]  # so Django drops it

    class Meta(auth_forms.UserChangeForm.Meta):
        model = User
        field_classes = {"username": NumberField}
        formfield_callback = staticmethod(model_field)


class AppointmentInline(KeptForever, OfficeTabularInline):
    """A person's appointments, below the form."""

    model = Appointment
    fields = ("role", "section", "department", "starts_on", "ends_on")
    autocomplete_fields = ("section", "department")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        return super().get_queryset(request).select_related("section__department", "department")


@admin.register(User)
class PersonAdmin(KeptForever, OfficeModelAdmin, UserAdmin[User]):
    """People log in by number. What they may do follows from the appointments below the form."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = (
        "username",
        "name",
        "name_kana",
        "places",
        in_words(User, "is_active", no="いいえ"),
        "demo",
    )
    list_display_links = ("username", "name")
    list_filter = ("is_active", "is_demo", "appointments__role")
    search_fields = ("username", "name", "name_kana")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("password_link", "demo", "last_login", "date_joined")
    inlines = (AppointmentInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "password_link",
                    "name",
                    "name_kana",
                    "email",
                    "is_active",
                    "demo",
                )
            },
        ),
        ("記録", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "name_kana", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return (
            super()
            .get_queryset(request)
            .prefetch_related("appointments__section__department", "appointments__department")
        )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> tuple[Any, ...]:
        """Only a superuser sees who is one."""
        fieldsets = super().get_fieldsets(request, obj)
        (_, first), *others = fieldsets
        fields = first["fields"]
        if obj and actor(request).is_superuser:
            fields = (*fields, "is_superuser")
        return ((None, {**first, "fields": fields, "description": LEAVING}), *others)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser may change a superuser: a new password would hand over the account."""
        if obj is not None and obj.is_superuser and not actor(request).is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @admin.display(description="パスワード")
    def password_link(self, user: User) -> str:
        """A link to the page where a new password is set."""
        return format_html('<a href="{}">新しいパスワードを設定する</a>', "../password/")

    @admin.display(description="今の所属")
    def places(self, user: User) -> str:
        """The appointments that hold today."""
        today = timezone.localdate()
        held = [row for row in user.appointments.all() if is_active(row, today)]
        return "、".join(str(appointment) for appointment in held)

    @admin.display(description="見本", ordering="is_demo")
    def demo(self, user: User) -> str:
        """Whether the person is demo data."""
        return "見本" if user.is_demo else ""


class LastDayForm(ReasonForm):
    """The last day of appointments, and why."""

    ends_on = DayField(
        label="終了日", initial=timezone.localdate, help_text="この日まで有効です。例：2027-03-31"
    )
    field_order = ("ends_on", "reason")


class AppointmentDepartmentFilter(DepartmentFilter):
    """Appointments of a department, whether to itself or to one of its sections."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.known()
        if not chosen:
            return queryset
        return queryset.filter(department=chosen) | queryset.filter(section__department=chosen)


@admin.register(Appointment)
class AppointmentAdmin(KeptForever, OfficeModelAdmin):
    """Appointments of everybody: found by place, changed, ended together."""

    list_display = ("user", "number", "role", "place_label", "starts_on", "ends_on")
    list_filter = (CurrentFilter, "role", AppointmentDepartmentFilter, SectionFilter)
    list_select_related = ("user", "section__department", "department")
    search_fields = (
        "user__username",
        "user__name",
        "user__name_kana",
        "section__name",
        "section__department__name",
        "department__name",
    )
    autocomplete_fields = ("user", "section", "department")
    fields = ("user", "role", "section", "department", "starts_on", "ends_on")
    actions = ("end_appointments",)

    @admin.display(description="職員番号", ordering="user__username")
    def number(self, appointment: Appointment) -> str:
        """The person's number."""
        return appointment.user.username

    @admin.display(description="所属")
    def place_label(self, appointment: Appointment) -> str:
        """The section or department."""
        return appointment.place_label

    @asks_first(
        LastDayForm,
        label="選択した所属に終了日を入れる（異動・退職）",
        title="所属に終了日を入れる",
        sentence="次の所属を、入力した日で終わりにします。すでに終了日があるものは変えません。",
    )
    def end_appointments(
        self, request: HttpRequest, queryset: QuerySet[Appointment], data: dict[str, Any]
    ) -> None:
        """End the chosen appointments on a day; those that have an end stay as they are."""
        last_day = data["ends_on"]
        running = list(queryset.filter(ends_on__isnull=True, starts_on__lte=last_day))
        for appointment in running:
            appointment.ends_on = last_day
        Trace(actor(request), data["reason"]).update(running, ["ends_on"])
        self.message_user(
            request, f"{len(running)}件の所属に終了日を入れました。", messages.SUCCESS
        )
