"""What people upload is opened in one place, which judges it first."""

import re

from .repository import APPS, source, text

READERS = re.compile(
    r"load_workbook\(|ZipFile\(|csv\.(?:Dict)?[rR]eader\(|(?:tarfile|gzip|lzma|bz2)\.|calamine"
)
# What opens no upload: the tables' own workbook, and a plan's folder on the server.
NO_UPLOAD = {
    "initiatives/tables/workbook.py": {"ZipFile("},
    "initiatives/planfile/survey.py": {"csv.reader("},
}


def test_only_the_judge_opens_what_is_uploaded():
    found = {
        path.as_posix(): set(READERS.findall(text(path))) for path in source("hirao_dx", *APPS)
    }

    opening = {path: readers for path, readers in found.items() if readers}

    assert opening == NO_UPLOAD | {
        "hirao_dx/shared/excel.py": {"load_workbook(", "ZipFile("},
        "hirao_dx/shared/uploads.py": {"ZipFile(", "csv.reader("},
    }
