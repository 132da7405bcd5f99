"""LibreOffice, for the tests in which a second program makes or reads a workbook."""

import shutil
import subprocess

import pytest

SOFFICE = shutil.which("soffice")
XLSX = "xlsx:Calc MS Excel 2007 XML"


@pytest.fixture(scope="session")
def profile(tmp_path_factory):
    return tmp_path_factory.mktemp("profile")


@pytest.fixture
def convert(profile, tmp_path):
    """`convert(kind, content, name)`: what LibreOffice makes of a file."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")

    def to(kind, content, name="in.xlsx"):
        (tmp_path / name).write_bytes(content)
        out = tmp_path / "out"
        subprocess.run(
            [
                SOFFICE,
                "--headless",
                f"-env:UserInstallation=file://{profile}",
                "--convert-to",
                kind,
                "--outdir",
                out,
                tmp_path / name,
            ],
            check=True,
            capture_output=True,
        )
        (made,) = out.iterdir()
        return made.read_bytes()

    return to
