"""The forms of an import: the file, and which column means what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from hirao_dx.shared.typed_forms import row_field
from inventory.models import ColumnMapping
from organization.models import Section, User

from .columns import BY_KEY, COLUMNS
from .header import Header, Heading, guess

UNREAD = ("", "（読まない）")


class WorkbookForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label="ファイル",
        help_text="Excel（.xlsx）かCSVのファイルです。",
        error_messages={
            "required": "ファイルを選んでください。",
            "empty": "ファイルが空です。中身のあるファイルを選んでください。",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt", "class": "input"}),
    )

    def clean_file(self) -> Any:
        """The file. Raises ValidationError if it is larger than IMPORT_MAX_BYTES."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            most = filesizeformat(settings.IMPORT_MAX_BYTES)
            raise forms.ValidationError(
                f"ファイルが大きすぎます（{most}まで）。課ごとに分けてください。"
            )
        return file


class MappingForm(forms.Form):
    """One choice per heading of a sheet, filled in from its headings or an earlier import.

    After `is_valid()`, `cleaned_data["places"]` has the place (from 0) of each column.
    """

    section = forms.ModelChoiceField(
        label="表に班の列がないとき、どの班の表ですか",
        queryset=Section.objects.none(),
        required=False,
        empty_label="（表に書いてある）",
        help_text="課・室・局と班の列があれば、選ばなくてかまいません。",
    )

    def __init__(self, data: Any, *, header: Header, sections: list[Section]) -> None:
        super().__init__(data)
        self.header = header
        chosen = row_field(self, "section")
        chosen.queryset = Section.objects.with_department().filter(
            pk__in=[section.pk for section in sections]
        )
        chosen.widget.attrs["class"] = "input"
        known = _known_places(header)
        for heading in header.headings:
            self.fields[_name(heading)] = forms.ChoiceField(
                label=f"{heading.letter}列「{heading.text or '見出しなし'}」",
                choices=[UNREAD, *((column.name, column.label) for column in COLUMNS)],
                required=False,
                initial=known.get(heading.place, ""),
                widget=forms.Select(attrs={"class": "input"}),
            )

    def rows(self) -> list[tuple[Heading, forms.BoundField]]:
        """Each heading with its choice."""
        return [(heading, self[_name(heading)]) for heading in self.header.headings]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        places: dict[str, int] = {}
        for heading in self.header.headings:
            key = data.get(_name(heading))
            if key and key in places:
                self.add_error(
                    _name(heading),
                    f"「{BY_KEY[key].label}」を2回選んでいます。1つだけにしてください。",
                )
            elif key:
                places[key] = heading.place
        self._require(places, data.get("section"))
        data["places"] = places
        return data

    def _require(self, places: dict[str, int], section: Section | None) -> None:
        """Rows have to name their task, and say something about it."""
        if not {"key", "department", "section"} & set(places) and section is None:
            self.add_error(
                "section", "班の列がありません。どの班の表かを選ぶか、班の列を選んでください。"
            )
        if not any(BY_KEY[key].is_content for key in places):
            self.add_error(None, "「事務の名称」など、読む列を1つ以上選んでください。")


def _name(heading: Heading) -> str:
    return f"column-{heading.place}"


def _known_places(header: Header) -> dict[int, str]:
    """The column at each place in an earlier import, else the one its heading names. One query."""
    kept = ColumnMapping.objects.filter(signature=header.signature).first()
    places = kept.columns["places"] if kept else guess(header).places
    return {place: key for key, place in places.items()}


def sections_of(user: User) -> list[Section]:
    """The sections a person may write for, in the survey table's order. One query."""
    return [
        section for section in Section.objects.with_department() if user.access.writes_for(section)
    ]
