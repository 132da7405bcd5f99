"""Writes tasks as a workbook: a table to fill in, the lists to choose from, and instructions."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.spreadsheet_text import put_text
from inventory.tasks.content import Kind, TaskField
from organization.models import Section

from . import values
from .columns import BY_KEY, COLUMNS
from .rows import Key

TASKS, LISTS, NOTES = "事務一覧", "選択肢", "記入のしかた"
SPARE_ROWS = 200  # rows below the last task that still offer the lists
A3 = 8  # as a workbook numbers sizes of paper
HEADER_HEIGHT = 32  # points: two lines
LINES = Border(bottom=Side(style="thin", color="BFBFBF"), right=Side(style="thin", color="BFBFBF"))
FORMATS = {
    Kind.NUMBER: "0",
    Kind.COUNT: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.DAY: 'ggge"年"m"月"d"日"',
}
SHADED = (Kind.KEY, Kind.PLACE, Kind.NUMBER)
STEPS = [
    "「事務一覧」のシートに書きます。1行が1つの事務です。",
    "灰色の列（識別キー、課・室・局、班、番号）は書き換えません。",
    "事務を足すときは、いちばん下の空いた行に書きます。識別キーは空欄にします。",
    "行を消しても、事務は消えません。表にない事務は、何も変わりません。"
    "行わなくなった事務は、廃止日を書きます。",
    "セルを空欄にすると、その内容は空欄になります。",
    "列を足したり、並べ替えたり、行を絞り込んだりしてもかまいません。見出しの名称は変えません。",
    "数式は読みません。計算した結果は「値の貼り付け」で入れます。",
    "保存したら、「表の取込」の画面でこのファイルを選びます。"
    "何がどう変わるかを確かめてから、反映できます。",
    "表を取り出したあとに、ほかの人が同じ事務を変えていたら、取込の画面でお知らせします。",
]


def workbook(
    tasks: Iterable[Any], *, sections: Iterable[Section], systems: Iterable[str], at: datetime
) -> bytes:
    """The .xlsx file of `tasks`, which need `with_place()` and `with_version()`.

    `sections` and `systems` are the lists to choose from; `at` is the time of download. Makes no
    further query.
    """
    book = Workbook(write_only=True)
    book.properties.title = TASKS
    _add_styles(book)
    lists = _lists(list(sections), list(systems))
    _write_tasks(book, list(tasks), lists)
    _write_lists(book, lists)
    _write_notes(book, at)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_styles(book: Workbook) -> None:
    grey = PatternFill("solid", fgColor="E6E6E6")
    top = Alignment(vertical="top", wrap_text=True)
    head = NamedStyle("見出し（事務一覧）", font=Font(bold=True), fill=grey, alignment=top)
    head.border = LINES
    book.add_named_style(head)
    for column in COLUMNS:
        style = NamedStyle(_style(column), alignment=top, border=LINES)
        if column.kind is Kind.KEY:
            style.alignment = Alignment(vertical="top")
            style.font = Font(color="808080", size=8)
        style.number_format = FORMATS.get(column.kind, "@")
        style.protection = Protection(locked=column.kind in SHADED)
        if column.kind in SHADED:
            style.fill = PatternFill("solid", fgColor="F2F2F2")
        if _style(column) not in book.named_styles:
            book.add_named_style(style)


def _style(column: TaskField) -> str:
    return f"事務一覧 {column.kind.name}"


def _write_tasks(book: Workbook, tasks: list[Any], lists: dict[str, list[str]]) -> None:
    sheet = book.create_sheet(TASKS)
    sheet.freeze_panes = f"{get_column_letter(_place('name') + 2)}2"
    last = len(tasks) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for validation in _validations(lists, last + SPARE_ROWS):
        sheet.data_validations.append(validation)
    sheet.row_dimensions[1].height = HEADER_HEIGHT
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.append([_text(sheet, column.label, "見出し（事務一覧）") for column in COLUMNS])
    for task in tasks:
        sheet.append([_cell(sheet, column, task) for column in COLUMNS])


def _place(key: str) -> int:
    return COLUMNS.index(BY_KEY[key])


def _cell(sheet: Any, column: TaskField, task: Any) -> Any:
    value = cell_value(column, task)
    if isinstance(value, str):
        return _text(sheet, value, _style(column))
    cell = WriteOnlyCell(sheet, value)
    cell.style = _style(column)
    return cell


def cell_value(column: TaskField, task: Any) -> Any:
    """What a task's cell holds: text, a number, a date, or None."""
    if column.kind is Kind.KEY:
        return str(Key(task.pk, task.version))
    if column.name == "department":
        return task.section.department.name
    if column.name == "section":
        return task.section.name or values.NO_SECTION
    value = getattr(task, column.name)
    if column.kind is Kind.SYSTEM:
        return value.name if value else None
    if column.kind in (Kind.CHOICE, Kind.YES_NO):
        return values.shown(column, value) or None
    return values.plain(value, column.kind) if value != "" else None


def _text(sheet: Any, text: str, style: str) -> Any:
    """A cell that is text whatever it begins with, never a formula."""
    cell = WriteOnlyCell(sheet, None)
    cell.style = style
    put_text(cell, text)
    return cell


def _lists(sections: list[Section], systems: list[str]) -> dict[str, list[str]]:
    """The values of each column that has a list, in the order they are offered."""
    lists = {
        "department": [section.department.name for section in sections],
        "section": [section.name or values.NO_SECTION for section in sections],
        "system": systems,
    }
    for column in COLUMNS:
        if column.choices:
            lists[column.name] = [label for _, label in column.choices]
        elif column.kind is Kind.YES_NO:
            lists[column.name] = ["はい", "いいえ"]
    return {key: list(dict.fromkeys(words)) for key, words in lists.items() if words}


def _validations(lists: dict[str, list[str]], last: int) -> Iterator[DataValidation]:
    for place, column in enumerate(COLUMNS, start=1):
        rule = _rule(column, lists)
        rule.promptTitle, rule.prompt = column.label[:32], column.sheet_help[:255]
        rule.errorTitle, rule.showErrorMessage = column.label[:32], True
        rule.showInputMessage = True
        letter = get_column_letter(place)
        rule.add(f"{letter}2:{letter}{last}")
        yield rule


def _rule(column: TaskField, lists: dict[str, list[str]]) -> DataValidation:
    if column.name in lists:
        letter = get_column_letter(list(lists).index(column.name) + 1)
        area = f"{LISTS}!${letter}$2:${letter}${len(lists[column.name]) + 1}"
        return DataValidation("list", formula1=area, error="一覧から選んでください。")
    if column.kind is Kind.KEY:
        words = "この列は書き換えないでください。事務を足す行では空欄にします。"
        return DataValidation("textLength", operator="equal", formula1="0", error=words)
    if column.kind in (Kind.NUMBER, Kind.COUNT):
        words = "0以上の、小数点のない数を書いてください。"
        return DataValidation(
            "whole", operator="between", formula1="0", formula2="999999999", error=words
        )
    if column.kind is Kind.DECIMAL:
        most = str(Decimal(10) ** (column.digits - column.places) - 1)
        words = "0以上の数を、小数第1位までで書いてください。"
        return DataValidation(
            "decimal", operator="between", formula1="0", formula2=most, error=words
        )
    if column.length:
        words = f"{column.length}文字までにしてください。"
        return DataValidation(
            "textLength", operator="lessThanOrEqual", formula1=str(column.length), error=words
        )
    return DataValidation(None)


def _write_lists(book: Workbook, lists: dict[str, list[str]]) -> None:
    """Writes the lists on a sheet that is not hidden, so that people see what they may write."""
    sheet = book.create_sheet(LISTS)
    for place in range(1, len(lists) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 26
    sheet.freeze_panes = "A2"
    headers = [f"{BY_KEY[key].label}の一覧" for key in lists]
    sheet.append([_text(sheet, header, "見出し（事務一覧）") for header in headers])
    for line in range(max(map(len, lists.values()), default=0)):
        words = [entry[line] if line < len(entry) else "" for entry in lists.values()]
        sheet.append([_text(sheet, word, "事務一覧 LINE") if word else None for word in words])


def _write_notes(book: Workbook, at: datetime) -> None:
    sheet = book.create_sheet(NOTES)
    for letter, width in zip("ABC", (26, 80, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    plain, head = "事務一覧 LINE", "見出し（事務一覧）"
    sheet.append([_text(sheet, "事務の表の書き方", head)])
    when = f"{wareki_date(at.date())} {at:%H:%M}"
    sheet.append([_text(sheet, "取り出した日時", plain), _text(sheet, when, plain)])
    for number, step in enumerate(STEPS, start=1):
        sheet.append([_text(sheet, f"決まり {number}", plain), _text(sheet, step, plain)])
    sheet.append([])
    sheet.append([_text(sheet, word, head) for word in ("列の意味", "何を書くか", "例")])
    for column in COLUMNS:
        words = (f"〔{column.label}〕", column.sheet_help, column.example)
        sheet.append([_text(sheet, word, plain) for word in words])
