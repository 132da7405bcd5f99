"""From an uploaded .xlsx file to a workbook of values.

The file's parts are walked through piece by piece and counted. openpyxl is then given a file
written here that holds nothing but the sheets' cells, their texts and their number formats: what
costs it time and memory without being read (merged areas, links, pictures, comments, charts,
pivot tables, named ranges) never reaches it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from .uploads import (
    AS_XLSX,
    NOT_READABLE,
    UNPACKS_TO_TOO_MUCH,
    OversizedFile,
    UnreadableFile,
    opened_package,
)
from .words import number

MOST_CELLS = 800_000  # cells of all sheets, those that only have a format included
MOST_ROWS_LISTED = 200_000  # rows of all sheets, those that only have a format included
MOST_MERGED = 4_000_000  # cells in the merged areas of all sheets, or under one area
MOST_AREAS = 20_000  # merged areas of all sheets
MOST_SHEETS = 200
MOST_FORMATS = 65_490  # formats of cells, as many as Excel allows
MOST_STRINGS = 600_000  # different texts of a workbook
MOST_TEXT = 30_000_000  # characters of all cells, a text that stands in many counted in each
MOST_FORMULAS = 3_000_000  # characters of all formulas, one that is shared counted in each cell
MOST_NODES = 6_000_000  # elements and attributes of the cells of all sheets
MOST_LISTED = 10_000  # entries of a list of parts
LONGEST_FORMAT = 255  # characters of a number format, as many as Excel allows
LARGEST_FLAT = 16 * 1024 * 1024  # bytes up to which a part may be packed however tightly
MOST_RATIO = 200  # how many times its packed size a larger part may be
LONGEST_TOKEN = 1024 * 1024  # bytes of one tag or comment
DEEPEST = 100  # elements inside one another
CHUNK = 1 << 16

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WORKBOOK_TYPES = {f"{OFFICE}sheet.main+xml", f"{OFFICE}template.main+xml"}
STRICT = "http://purl.oclc.org/ooxml"
CONTENT_TYPES = "[Content_Types].xml"
AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
# What a reader would take for the sheet's own wherever it stands.
NOT_AMONG_CELLS = {"mergeCells", "hyperlinks", "tableParts", "sheetData", "worksheet"}

MACROS = (
    "マクロの入ったファイル（.xlsm）です。"
    "「Excelブック（.xlsx）」で保存し直してから、もう一度選んでください。"
)
LEFT_OVER = (
    "使っていない行と列に書式が残っていることがあります。"
    "その行と列を削除して、保存し直してください。"
)
# How a zip file that is no workbook is known: by a part, and what it is then called.
OTHERS = (
    ("xl/workbook.bin", "Excelバイナリブック（.xlsb）"),
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("content.xml", "OpenDocument（.ods）"),
)

STRICT_WORDS = (
    "「Strict Open XML」形式のファイルです。「Excelブック（.xlsx）」で保存し直してください。"
)
TOO_MANY_CELLS = f"セルが多すぎます（全部で{number(MOST_CELLS)}個まで）。{LEFT_OVER}"
TOO_MANY_ROWS_LISTED = f"行が多すぎます（全部で{number(MOST_ROWS_LISTED)}行まで）。{LEFT_OVER}"

Attributes = dict[str, str]
Visit = Callable[[int, str, Attributes, expat.XMLParserType], None]


@dataclass
class _Totals:
    """What was counted so far in all the sheets of a file."""

    cells: int = 0
    rows: int = 0
    nodes: int = 0
    areas: int = 0
    merged: int = 0
    formulas: int = 0


@dataclass
class _Sheet:
    """A sheet as it is listed, its merged areas, and the bytes of its part to leave out."""

    name: str
    state: str
    part: str
    areas: list[CellRange] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)


def open_workbook(content: bytes, *, data_only: bool) -> Workbook:
    """Every sheet's cells with their values and number formats, and which rows are hidden.

    Merged areas stand in `merged_cells`; only their first cell is there. `data_only`: the values
    that formulas had when the file was saved, not the formulas. Raises UnreadableFile.
    """
    with opened_package(io.BytesIO(content)) as package:
        made, sheets = _rewritten(package)
        book = openpyxl.load_workbook(made, data_only=data_only)
        for sheet, listed in zip(book.worksheets, sheets, strict=True):
            _merge(sheet, listed.areas)
        _refuse_long(book)
    return book


def _merge(sheet: Worksheet, areas: list[CellRange]) -> None:
    sheet.merged_cells = MultiCellRange(areas)
    for area in areas:
        first = area.min_row, area.min_col
        covered = (
            (line, column)
            for line in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        )
        for place in covered:
            if place != first:
                sheet._cells.pop(place, None)


def _refuse_long(book: Workbook) -> None:
    length = sum(
        len(cell.value)
        for sheet in book.worksheets
        for cell in sheet._cells.values()
        if isinstance(cell.value, str)
    )
    if length > MOST_TEXT:
        raise OversizedFile(
            f"文字が多すぎます（全部のセルで{number(MOST_TEXT)}文字まで）。"
            "ファイルを分けてください。"
        )


def _rewritten(package: zipfile.ZipFile) -> tuple[io.BytesIO, list[_Sheet]]:
    """A file with nothing but cells, and its sheets in their order."""
    main = _main_part(package)
    _refuse_tight(package)
    targets = _targets(package, main)
    sheets, date1904 = _listed(package, main, targets)
    totals = _Totals()
    for sheet in sheets:
        _judge(package, sheet, totals)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        _write_frame(file, sheets, date1904=date1904)
        parts = {kind: part for kind, part in targets.values() if kind != "worksheet"}
        if "styles" in parts:
            file.writestr("xl/styles.xml", _styles(package, parts["styles"]))
        _write_strings(package, parts.get("sharedStrings", ""), file)
        for place, sheet in enumerate(sheets, start=1):
            _write_cells(package, sheet, file, f"xl/worksheets/sheet{place}.xml")
    made.seek(0)
    return made, sheets


def _walk(package: zipfile.ZipFile, part: str, start: Visit, end: Visit | None = None) -> None:
    """Visit each element of an XML part with its depth (from 1), name, attributes and parser.

    Raises UnreadableFile for a part that declares entities, is nested too deeply, has a tag or a
    comment of more than LONGEST_TOKEN or unpacks to less than the list of parts says.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def began(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth == 1 and name.startswith(STRICT):
            raise UnreadableFile(STRICT_WORDS)
        if depth > DEEPEST:
            raise UnreadableFile(NOT_READABLE)
        start(depth, name.rpartition(" ")[2], attributes, parser)

    def closed(name: str) -> None:
        nonlocal depth
        if end:
            end(depth, name.rpartition(" ")[2], {}, parser)
        depth -= 1

    def refuse(*_: object) -> None:
        raise UnreadableFile(NOT_READABLE)

    parser.StartElementHandler = began
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    fed = 0
    with package.open(part) as source:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                refuse()
    parser.Parse(b"", True)
    if fed != package.getinfo(part).file_size:
        refuse()


def _main_part(package: zipfile.ZipFile) -> str:
    """The workbook's part. Raises UnreadableFile that says what the file is instead."""
    names = set(package.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(MACROS)
    for part, kind in OTHERS:
        if part in names:
            raise UnreadableFile(f"これは{kind}のファイルです。{AS_XLSX}")
    found: list[str] = []

    def start(depth: int, name: str, attributes: Attributes, parser: object) -> None:
        kind = attributes.get("ContentType", "")
        if name == "Override" and "macroEnabled" in kind:
            raise UnreadableFile(MACROS)
        if name == "Override" and kind in WORKBOOK_TYPES:
            found.append(attributes["PartName"].lstrip("/"))
        if name == "Default" and kind in WORKBOOK_TYPES:
            found.append("xl/workbook.xml")
        if len(found) > MOST_LISTED:
            raise UnreadableFile(NOT_READABLE)

    _walk(package, CONTENT_TYPES, start)
    return found[0]


def _refuse_tight(package: zipfile.ZipFile) -> None:
    for part in package.infolist():
        tight = part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if tight and part.file_size > LARGEST_FLAT:
            raise OversizedFile(UNPACKS_TO_TOO_MUCH)


def _targets(package: zipfile.ZipFile, main: str) -> dict[str, tuple[str, str]]:
    """The kind and the name of each part the workbook names, by the name it gives it."""
    folder, name = posixpath.split(main)
    targets: dict[str, tuple[str, str]] = {}

    def start(depth: int, name: str, attributes: Attributes, parser: object) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        if len(targets) >= MOST_LISTED:
            raise UnreadableFile(NOT_READABLE)
        target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
        kind = attributes["Type"].rpartition("/")[2]
        targets[attributes["Id"]] = kind, target.lstrip("/")

    _walk(package, posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return targets


def _listed(
    package: zipfile.ZipFile, main: str, targets: dict[str, tuple[str, str]]
) -> tuple[list[_Sheet], bool]:
    """The sheets that have a part of their own, and whether days are counted from 1904."""
    sheets: list[_Sheet] = []
    date1904 = False
    names = set(package.namelist())

    def start(depth: int, name: str, attributes: Attributes, parser: object) -> None:
        nonlocal date1904
        if depth == 2 and name == "workbookPr":
            date1904 = attributes.get("date1904", "") in ("1", "true")
        if depth != 3 or name != "sheet":
            return
        kind, part = targets[attributes[f"{RELATIONS} id"]]
        if kind == "worksheet" and part in names:
            state = attributes.get("state", "visible")
            sheets.append(_Sheet(attributes["name"], state, part))
        if len(sheets) > MOST_SHEETS:
            raise OversizedFile(
                f"シートが多すぎます（{number(MOST_SHEETS)}枚まで）。ファイルを分けてください。"
            )

    _walk(package, main, start)
    if not sheets:
        raise UnreadableFile("シートがありません。表のあるシートを入れてください。")
    return sheets, date1904


def _judge(package: zipfile.ZipFile, sheet: _Sheet, totals: _Totals) -> None:
    """Count what a sheet holds, and note its merged areas and what stands beside its cells."""
    section, cut_from = "", -1
    shared: dict[str, int] = {}
    formula, length = "", 0

    def text(data: str) -> None:
        nonlocal length
        length += len(data)

    def start(depth: int, name: str, attributes: Attributes, parser: expat.XMLParserType) -> None:
        nonlocal section, cut_from, formula, length
        if depth == 2:
            section = name
            if name != "sheetData" and cut_from < 0:
                cut_from = parser.CurrentByteIndex
            if name == "sheetData" and cut_from >= 0:
                sheet.cuts.append((cut_from, parser.CurrentByteIndex))
                cut_from = -1
        elif depth == 3 and section == "mergeCells" and name == "mergeCell":
            _count_area(sheet, attributes["ref"], totals)
        elif section == "sheetData":
            _count(depth, name, attributes, totals)
            if name == "f":
                formula, length = attributes.get("si", ""), 0
                parser.CharacterDataHandler = text

    def end(depth: int, name: str, attributes: Attributes, parser: expat.XMLParserType) -> None:
        if depth == 1 and cut_from >= 0:
            sheet.cuts.append((cut_from, parser.CurrentByteIndex))
        if depth > 2 and name == "f" and section == "sheetData":
            parser.CharacterDataHandler = None
            longest = max(length, shared.get(formula, 0) if formula else 0)
            if formula:
                shared[formula] = longest
            totals.formulas += longest
            if totals.formulas > MOST_FORMULAS:
                raise OversizedFile(
                    f"シート「{sheet.name}」までの数式が多すぎます"
                    f"（全部で{number(MOST_FORMULAS)}文字まで）。"
                    "計算した値を「値の貼り付け」で入れ直してください。"
                )

    _walk(package, sheet.part, start, end)


def _count(depth: int, name: str, attributes: Attributes, totals: _Totals) -> None:
    if name in NOT_AMONG_CELLS:
        raise UnreadableFile(NOT_READABLE)
    totals.nodes += 1 + len(attributes)
    if name == "c" or depth > 6:  # what is inside a text with formats costs as much as a cell
        totals.cells += 1
    elif name == "row":
        totals.rows += 1
    if totals.cells > MOST_CELLS or totals.nodes > MOST_NODES:
        raise OversizedFile(TOO_MANY_CELLS)
    if totals.rows > MOST_ROWS_LISTED:
        raise OversizedFile(TOO_MANY_ROWS_LISTED)


def _count_area(sheet: _Sheet, ref: str, totals: _Totals) -> None:
    found = AREA.fullmatch(ref)
    if not found:
        raise UnreadableFile(NOT_READABLE)
    left, top = column_index_from_string(found[1]), int(found[2])
    right = column_index_from_string(found[3]) if found[3] else left
    bottom = int(found[4]) if found[4] else top
    area = CellRange(min_col=left, min_row=top, max_col=right, max_row=bottom)
    cells = (right - left + 1) * (bottom - top + 1)
    totals.areas += 1
    totals.merged += cells
    if totals.merged > MOST_MERGED:
        raise OversizedFile(
            f"シート「{sheet.name}」の{ref}は、{number(cells)}個のセルを結合しています"
            f"（結合できるのは全部で{number(MOST_MERGED)}個まで）。"
            "結合を解除して、保存し直してください。"
        )
    if totals.areas > MOST_AREAS:
        raise OversizedFile(
            f"結合されたところが多すぎます（シート「{sheet.name}」の{ref}まで数えて"
            f"{number(MOST_AREAS)}か所を超えました）。結合を解除して、保存し直してください。"
        )
    sheet.areas.append(area)


def _write_frame(file: zipfile.ZipFile, sheets: list[_Sheet], *, date1904: bool) -> None:
    """The lists of the parts and of the sheets."""
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{place}" r:id="rId{place}"'
        f" state={quoteattr(sheet.state)}/>"
        for place, sheet in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{place}" Type="{RELATIONS}/worksheet"'
        f' Target="worksheets/sheet{place}.xml"/>'
        for place in range(1, len(sheets) + 1)
    )
    file.writestr(
        CONTENT_TYPES,
        f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}sharedStrings+xml"/>'
        "</Types>",
    )
    file.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets>{listed}</sheets></workbook>',
    )
    file.writestr(
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
    )


def _styles(package: zipfile.ZipFile, part: str) -> str:
    """A part of styles with the number formats alone."""
    formats: list[str] = []
    cells: list[str] = []
    section = ""

    def start(depth: int, name: str, attributes: Attributes, parser: object) -> None:
        nonlocal section
        if depth == 2:
            section = name
        elif depth == 3 and section == "numFmts" and name == "numFmt":
            code = quoteattr(attributes["formatCode"][:LONGEST_FORMAT])
            formats.append(f'<numFmt numFmtId="{int(attributes["numFmtId"])}" formatCode={code}/>')
        elif depth == 3 and section == "cellXfs" and name == "xf":
            cells.append(f'<xf numFmtId="{int(attributes.get("numFmtId", 0))}"/>')
        if max(len(formats), len(cells)) > MOST_FORMATS:
            raise OversizedFile(
                f"セルの書式の種類が多すぎます（{number(MOST_FORMATS)}種類まで）。"
                "新しいブックに値だけを貼り付けて、保存し直してください。"
            )

    _walk(package, part, start)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{"".join(formats)}</numFmts>'
        "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{''.join(cells) or '<xf/>'}</cellXfs>"
        '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _write_strings(package: zipfile.ZipFile, part: str, file: zipfile.ZipFile) -> None:
    """The texts of cells, without their formats and their furigana; none if no part has them."""
    texts = 0
    inside = ""
    kept: list[str] = []

    with file.open("xl/sharedStrings.xml", "w") as target:

        def start(
            depth: int, name: str, attributes: Attributes, parser: expat.XMLParserType
        ) -> None:
            nonlocal inside
            if depth == 3:
                inside = name
            if name == "t" and (depth == 3 or (depth == 4 and inside == "r")):
                parser.CharacterDataHandler = kept.append

        def end(
            depth: int, name: str, attributes: Attributes, parser: expat.XMLParserType
        ) -> None:
            nonlocal texts
            parser.CharacterDataHandler = None
            if depth != 2 or name != "si":
                return
            texts += 1
            if texts > MOST_STRINGS:
                raise OversizedFile(TOO_MANY_CELLS)
            text = escape("".join(kept), {"\r": "&#13;"})
            target.write(f"<si><t>{text}</t></si>".encode())
            kept.clear()

        target.write(f'<sst xmlns="{MAIN}">'.encode())
        if part:
            _walk(package, part, start, end)
        target.write(b"</sst>")


def _write_cells(
    package: zipfile.ZipFile, sheet: _Sheet, file: zipfile.ZipFile, name: str
) -> None:
    """A sheet's part without what stands beside the cells."""
    at = 0
    cuts = [*sheet.cuts]
    with package.open(sheet.part) as source, file.open(name, "w") as target:
        while chunk := source.read(CHUNK):
            begin = 0
            while cuts and cuts[0][0] < at + len(chunk):
                target.write(chunk[begin : max(cuts[0][0] - at, begin)])
                begin = min(cuts[0][1] - at, len(chunk))
                if cuts[0][1] > at + len(chunk):
                    break
                cuts.pop(0)
            target.write(chunk[begin:])
            at += len(chunk)
