"""Tables as an Excel workbook that opens, reads and prints well: a cover, then a sheet each."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from hirao_dx.shared.calendar import wareki_date, wareki_time
from hirao_dx.shared.spreadsheet_text import xml_text
from hirao_dx.shared.tables import Table
from initiatives.paper.content import Figures, Paper

from .catalogue import of_paper
from .sheets import FONT, put_text, set_up_page, sheet_title, write_table

UNIX = 3
EARLIEST = (1980, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def steady(data: bytes, moment: datetime) -> bytes:
    """The same package with `moment` in place of the hour it was packed at."""
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = UNIX
            content = source.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            target.writestr(entry, content)
    return made.getvalue()


DEMO = "【見本】見本のデータが入っています。"
COVER = "表紙"


@dataclass(frozen=True)
class Book:
    """What a workbook is made of. `moment` is its only date: the same book has the same bytes."""

    title: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    moment: datetime
    mark: str = ""
    """What every sheet's footer carries, such as the number to check a paper by."""


def paper_book(paper: Paper, digest: str) -> Book:
    """The workbook of a meeting's paper, from its snapshot alone."""
    figures, meeting = paper.figures, paper.meeting
    facts = [
        ("計画", f"{figures.plan.name}（{figures.plan.years}）"),
        ("会議", meeting.label),
        ("開催日", wareki_date(meeting.held_on)),
        ("場所", meeting.place),
        ("報告期間", figures.period.label),
        ("版", f"第{paper.edition}版"),
        ("作り直した理由", paper.reason),
        ("作成した日時", wareki_time(paper.taken_at)),
        ("作成した人", paper.taken_by),
        ("計算のしかた", f"第{paper.rules_version}版"),
        ("照合番号", digest),
    ]
    return Book(
        title=f"{meeting.label}　資料",
        facts=tuple((word, text) for word, text in facts if text),
        notes=notes(figures),
        tables=of_paper(paper),
        moment=paper.taken_at,
        mark=f"照合番号 {digest[:16]}",
    )


def figures_book(figures: Figures, tables: tuple[Table, ...], moment: datetime) -> Book:
    """The workbook of a period's numbers as they stand, of all its tables or of one."""
    return Book(
        title=f"{figures.period.label}の数字",
        facts=(
            ("計画", f"{figures.plan.name}（{figures.plan.years}）"),
            ("報告期間", figures.period.label),
            ("この日の数字", wareki_date(figures.today)),
        ),
        notes=notes(figures),
        tables=tables,
        moment=moment,
        mark=f"{wareki_date(figures.today)}の数字",
    )


def notes(figures: Figures) -> tuple[str, ...]:
    """What a reader of the numbers has to know, in sentences."""
    return (figures.caution, *([DEMO] if figures.contains_demo else []))


def to_bytes(book: Book) -> bytes:
    """The workbook as a file. The same book gives the same bytes."""
    workbook = Workbook()
    cover = workbook.worksheets[0]
    _write_cover(cover, book)
    for table in book.tables:
        sheet = workbook.create_sheet(sheet_title(table.title))
        write_table(sheet, table)
        set_up_page(sheet, book.title, book.mark)
    set_up_page(cover, book.title, book.mark)
    workbook.properties.title = xml_text(book.title)
    workbook.properties.creator = xml_text(dict(book.facts).get("作成した人", ""))
    workbook.properties.language = "ja-JP"
    workbook.properties.created = book.moment.astimezone(UTC).replace(tzinfo=None)
    file = io.BytesIO()
    workbook.save(file)
    return steady(file.getvalue(), book.moment)


def _write_cover(sheet: Worksheet, book: Book) -> None:
    """Meeting, period, what to know, and where each table is."""
    sheet.title = COVER
    put_text(sheet, 1, 1, book.title).font = Font(name=FONT, size=18, bold=True)
    line = 3
    for word, text in book.facts:
        put_text(sheet, line, 1, word).font = Font(name=FONT, size=10, bold=True)
        put_text(sheet, line, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
        line += 1
    for text in book.notes:
        line += 1
        put_text(sheet, line, 1, text)
    line += 2
    put_text(sheet, line, 1, "目次").font = Font(name=FONT, size=14, bold=True)
    for table in book.tables:
        line += 1
        _link(sheet, line, table)
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 90
    sheet.print_area = f"A1:B{line}"


def _link(sheet: Worksheet, line: int, table: Table) -> None:
    cell = put_text(sheet, line, 1, table.title)
    place = f"'{sheet_title(table.title)}'!A1"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=table.title)
    cell.font = Font(name=FONT, size=10, color="00118F", underline="single")
    put_text(sheet, line, 2, f"{len(table.rows)}行")
