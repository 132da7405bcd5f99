from pathlib import Path

import pytest
from django.conf import settings

from initiatives.planfile import LoadResult, load_plan

from .small import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def hirao() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "hirao"


@pytest.fixture
def miharashi() -> Path:
    return Path(settings.BASE_DIR) / "tests" / "plans" / "miharashi"


@pytest.fixture
def loaded_hirao(db: None, hirao: Path) -> LoadResult:
    return load_plan(hirao)


@pytest.fixture
def loaded_miharashi(db: None, miharashi: Path) -> LoadResult:
    return load_plan(miharashi)
