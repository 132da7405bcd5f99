from pathlib import Path

import pytest
from django.conf import settings

from initiatives.planfile import LoadResult, load_plan

from .small import Folder

HIRAO = Path(settings.BASE_DIR) / "fixtures" / "hirao"
MIHARASHI = Path(settings.BASE_DIR) / "tests" / "plans" / "miharashi"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def hirao() -> Path:
    return HIRAO


@pytest.fixture
def miharashi() -> Path:
    return MIHARASHI


@pytest.fixture
def loaded_miharashi(db: None) -> LoadResult:
    return load_plan(MIHARASHI)
