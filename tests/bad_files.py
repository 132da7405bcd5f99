"""Spreadsheet files that are damaged, that lie or that unpack to too much, made on the spot."""

import io
import struct
import zipfile
import zlib

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TEXTS = ["職員番号", "氏名", "課", "班", "番号", "事務の名称"]
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/></Types>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="名簿" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><numFmts>'
        '<numFmt numFmtId="164" formatCode="0&quot;件&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>'
    ),
    "xl/sharedStrings.xml": (
        f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in TEXTS) + "</sst>"
    ),
    "xl/worksheets/sheet1.xml": (
        f'<worksheet xmlns="{MAIN}"><cols><col min="1" max="2" width="9"/></cols><sheetData>'
        + '<row r="1">'
        + "".join(f'<c r="{"ABCDEF"[n]}1" t="s"><v>{n}</v></c>' for n in range(len(TEXTS)))
        + '</row><row r="2"><c r="A2" s="1"><v>7</v></c><c r="B2" s="3"><v>46478</v></c></row>'
        "</sheetData></worksheet>"
    ),
}
SHEET = "xl/worksheets/sheet1.xml"
SHORT = dict(zip(("types", "book", "related", "styles", "strings", "sheet"), PARTS, strict=True))


def packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def workbook(parts=None, **changed):
    """A small workbook with further parts, and with some of its own (by SHORT name) as given."""
    named = {SHORT[short]: content for short, content in changed.items()}
    return packed({**PARTS, **(parts or {}), **named})


def beside_cells(xml):
    """A workbook whose sheet holds more XML behind its cells."""
    return workbook(sheet=PARTS[SHEET].replace("</worksheet>", f"{xml}</worksheet>"))


def in_cells(xml):
    """A workbook whose sheet holds other rows."""
    head, _, rest = PARTS[SHEET].partition("<sheetData>")
    return workbook(sheet=f"{head}<sheetData>{xml}{rest[rest.index('</sheetData>') :]}")


def merged(*areas):
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return beside_cells(f"<mergeCells>{cells}</mergeCells>")


def laughs(root):
    """A document whose entities unfold to a thousand million letters."""
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9)
    )
    return f"<!DOCTYPE x [{entities}]><{root}>&a8;</{root}>"


def declared(content, part, size):
    """The file with another unpacked size of a part in both of its lists."""
    raw = bytearray(content)
    name = part.encode()
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        length = 30 if place == 22 else 46
        at = raw.find(sign)
        while bytes(raw[at + length : at + length + len(name)]) != name:
            at = raw.index(sign, at + 1)
        raw[at + place : at + place + 4] = struct.pack("<I", size)
    return bytes(raw)


def hidden_behind():
    """A sheet with 30 MB behind its end, of which the lists, checksum included, say nothing."""
    sheet = PARTS[SHEET].encode()
    long = workbook(sheet=sheet + b" " * 30_000_000)
    sums = [struct.pack("<I", zlib.crc32(one)) for one in (sheet + b" " * 30_000_000, sheet)]
    return declared(long.replace(*sums), SHEET, len(sheet))


def flagged(content, bit):
    """The file with a flag set on each of its parts."""
    raw = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(sign)
        while at >= 0:
            raw[at + place] |= bit
            at = raw.find(sign, at + 1)
    return bytes(raw)


def real():
    """A workbook as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.active.append(TEXTS)
    book.active.append([1, "見本 花子"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


REFUSED = {
    "area": (merged("A1:XFD1048576"), "のA1:XFD1048576は、17,179,869,184個のセルを結合しています"),
    "zeros": (workbook({"xl/a.bin": b"0" * 20_000_000}), "Excelファイルの中身が大きすぎます"),
    "entities": (workbook(strings=laughs("sst")), "Excelファイルとして読めません"),
    "B1": (workbook(book="<workbook><"), "Excelファイルとして読めません"),
    "html": (b"<html><table>", "これはウェブページ（HTML・XML）のファイルです"),
    "pdf": (b"%PDF-1.7", "これはPDFのファイルです"),
    "ods": (packed({"content.xml": "<x/>"}), "これはOpenDocument（.ods）のファイルです"),
    "xls": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "古い形式（.xls）のファイルです"),
    "nul": (b"a,b\n\0", "Excel（.xlsx）かCSVのファイルを選んでください"),
}


def damaged():
    """Some 80 damaged files by name, as a failing disk or an upload cut short makes them."""
    for name, good in PARTS.items():
        yield f"{name} not closed", packed({**PARTS, name: f"{good[:40]}><"})
        yield f"{name} opened twice", packed({**PARTS, name: "<workbook><"})
        yield f"{name} cut short", packed({**PARTS, name: good[: len(good) // 2]})
        yield f"{name} empty", packed({**PARTS, name: ""})
        yield f"{name} of another kind", packed({**PARTS, name: "<x/>"})
        yield f"{name} binary", packed({**PARTS, name: b"\0\xff\xfe" * 40})
        yield f"{name} missing", packed({key: PARTS[key] for key in PARTS if key != name})
    whole = real()
    for place in range(1, 11):
        yield f"cut at {place}/11", whole[: len(whole) * place // 11]
    for place in range(1, 21):
        at = len(whole) * place // 21
        yield f"other bytes at {place}/21", whole[:at] + b"\xff\x00\xaa" + whole[at + 3 :]
    for name in PARTS:
        yield f"{name} said to be longer", declared(packed(PARTS), name, 60_000)
