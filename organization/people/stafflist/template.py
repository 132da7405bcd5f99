"""The staff list to fill in, with today's people (CSV and Excel)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hirao_dx.shared.spreadsheet_text import put_text
from hirao_dx.shared.tables import csv_lines
from organization.models import Appointment

from .columns import NAMES

HEADINGS = [words[0] for words in NAMES.values()]
WIDTHS = [12, 18, 20, 20, 20, 10, 8, 14, 8]
NOTES = [
    "職員名簿の書き方",
    "1行に1つの所属を書きます。いちばん上の行（見出し）は消さないでください。",
    "職員番号：ログインに使う番号です。この番号で人を見分けます。",
    "課・班：画面と同じ名称を書きます。班がない課では、班に「-」を書きます。",
    "役割：担当・課長・委員・事務局 のどれかです。空欄は担当になります。",
    "課長や委員のように、課ぜんたいの役割の人は、班を空欄にします。",
    "兼務：本務のほかの所属の行に ○ を入れます。",
    "異動日：空欄なら、取込の画面で選んだ日になります。令和9年4月1日、R9.4.1 とも書けます。",
    "退職：退職する人の行に ○ を入れます。異動日の前の日が、最後の日になります。",
    "名簿に書いた人の所属は、異動日から、名簿のとおりになります。",
    "名簿に書いていない人は、何も変わりません。",
]


def _rows(on: date) -> Iterator[list[str]]:
    """One row per appointment in force; the second and later ones of a person are 兼務."""
    held = (
        Appointment.objects.active(on)
        .with_place()
        .select_related("user", "section__department", "department")
        .filter(user__is_active=True)
        .order_by("user__username", "starts_on", "pk")
    )
    last = 0
    for row in held:
        department = row.section.department if row.section else row.department
        yield [
            row.user.username,
            row.user.name,
            row.user.name_kana,
            department.name if department else "",
            (row.section.name or "-") if row.section else "",
            row.get_role_display(),
            "○" if row.user_id == last else "",
            "",
            "",
        ]
        last = row.user_id


def as_csv(on: date) -> bytes:
    """The CSV file of people and posts on a day. One query."""
    return b"".join(csv_lines(HEADINGS, _rows(on)))


def as_excel(on: date) -> bytes:
    """The same as .xlsx, with how to fill it in on a second sheet. One query."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名簿"
    _write(sheet, 1, HEADINGS)
    for line, row in enumerate(_rows(on), start=2):
        _write(sheet, line, row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6E6E6")
    for column, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "C2"
    notes = book.create_sheet("書き方")
    notes.column_dimensions["A"].width = 100
    for line, note in enumerate(NOTES, start=1):
        notes.cell(line, 1, note).alignment = Alignment(wrap_text=True, vertical="top")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(sheet: Worksheet, line: int, values: list[str]) -> None:
    """Text stays text: numbers keep their zeros, and nothing becomes a formula."""
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(line, column)
        if value:
            cell.number_format = "@"
            put_text(cell, value)
