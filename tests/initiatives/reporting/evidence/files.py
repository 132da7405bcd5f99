"""Real files, made on the spot."""

import io
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00;"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 24
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 120
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def upload(name, content):
    return SimpleUploadedFile(name, content)


def xlsx():
    book = openpyxl.Workbook()
    book.active.append(["班", "件数"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def package(main, **parts):
    """An Office file with the given main part's type and further parts."""
    types = (
        '<?xml version="1.0"?><Types><Override PartName="/main.xml" ContentType="'
        f'application/vnd.openxmlformats-officedocument.{main}.main+xml"/></Types>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types)
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def docx():
    return package("wordprocessingml.document")


def pptx():
    return package("presentationml.presentation")


def xlsm():
    """A workbook with macros, renamed to look like one without."""
    return package("spreadsheetml.sheet", **{"xl/vbaProject.bin": b"macro"})


def plain_zip():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("a.txt", "a")
    return stream.getvalue()


def compound(*streams):
    """The beginnings of an Office file of before 2007, with streams of these names."""
    names = b"".join(s.encode("utf-16-le") + b"\x00" * 4 for s in streams)
    return COMPOUND + b"\x00" * 512 + names + b"\x00" * 512
