"""Staff lists as people upload them."""

import csv
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

HEADER = ["職員番号", "氏名", "ふりがな", "課", "班", "役割", "兼務", "異動日", "退職"]


def csv_file(*rows, encoding="utf-8", name="meibo.csv", header=HEADER):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return SimpleUploadedFile(name, text.getvalue().encode(encoding))


def excel_file(*rows, name="meibo.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())
