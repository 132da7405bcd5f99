"""manage.py load_demo: refuses, loads once, prints again, sets a new password."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from initiatives.models import ReportingPeriod
from initiatives.planfile import load_plan
from inventory.models import Task
from organization.models import User
from tests.factories import ReportingPeriodFactory

from .conftest import HIRAO, MIHARASHI
from .helpers import row_counts


@pytest.fixture
def sheet(tmp_path):
    return tmp_path / "var" / "demo-accounts.txt"


@pytest.fixture
def run(sheet):
    """Runs the command and returns what it printed."""

    def call(*flags, folder=MIHARASHI):
        out = StringIO()
        call_command("load_demo", str(folder), f"--accounts-file={sheet}", *flags, stdout=out)
        return out.getvalue()

    return call


def test_refuses_where_demo_data_is_not_allowed(run, sheet, miharashi_plan, settings):
    settings.DEMO_DATA_ALLOWED = False
    before = row_counts()

    with pytest.raises(CommandError, match="この環境には見本のデータを読み込めません"):
        run()

    assert row_counts() == before
    assert not sheet.exists()


def test_second_run_changes_nothing_and_prints_the_accounts_again(run, sheet, db):
    load_plan(HIRAO)
    first = run(folder=HIRAO)
    before, written = row_counts(), sheet.read_bytes()

    assert run(folder=HIRAO) == first

    assert row_counts() == before
    assert sheet.read_bytes() == written
    assert sheet.stat().st_mode & 0o777 == 0o600


def test_second_run_keeps_what_people_changed(run, miharashi_plan):
    run()
    Task.objects.named().update(name="本当の名前")
    User.objects.filter(username="mado").update(name="改めた名前")

    run()

    assert set(Task.objects.named().values_list("name", flat=True)) == {"本当の名前"}
    assert User.objects.get(username="mado").name == "改めた名前"


def test_lost_sheet_is_said_with_the_way_out(run, sheet, miharashi_plan):
    run()
    sheet.unlink()

    text = run()

    assert f"load_demo {MIHARASHI} --new-password" in text
    assert not sheet.exists()


def test_sheet_of_another_database_is_not_printed(run, sheet, miharashi_plan):
    run()
    foreign = "パスワード（全員共通）: aaaa-bbbb-cccc-dddd\n"
    sheet.write_text(foreign, encoding="utf-8")

    text = run()

    assert "--new-password" in text
    assert "aaaa-bbbb" not in text
    assert sheet.read_text(encoding="utf-8") == foreign


def test_new_password_replaces_the_old_one(run, sheet, miharashi_plan):
    old = password_in(run())
    sheet.chmod(0o644)

    new = password_in(run("--new-password"))

    assert new != old
    assert authenticate(username="mado", password=old) is None
    assert authenticate(username="han-01", password=new).username == "han-01"
    assert password_in(sheet.read_text(encoding="utf-8")) == new
    assert sheet.stat().st_mode & 0o777 == 0o600


def test_new_password_leaves_other_people_alone(run, miharashi_plan):
    run()
    other = User.objects.create_user("10001", password="kept-as-it-is", name="職員 太郎")

    run("--new-password")

    other.refresh_from_db()
    assert other.check_password("kept-as-it-is")


def test_unwritable_sheet_loads_nothing(run, sheet, miharashi_plan):
    sheet.mkdir(parents=True)
    before = row_counts()

    with pytest.raises(CommandError, match="を書けません"):
        run()

    assert row_counts() == before


def test_refuses_where_people_have_begun_to_work(run, miharashi_plan):
    ReportingPeriodFactory(plan=miharashi_plan)
    before = row_counts()

    with pytest.raises(CommandError, match="すでに報告期間が入力されている"):
        run()

    assert row_counts() == before
    assert ReportingPeriod.objects.count() == 1


def test_folder_without_demo_is_left_as_it_is(run, tmp_path, miharashi_plan):
    before = row_counts()

    text = run(folder=tmp_path)

    assert "demo.yaml がないため" in text
    assert row_counts() == before


def password_in(text):
    line = next(x for x in text.splitlines() if x.startswith("パスワード"))
    return line.rpartition(" ")[2]
