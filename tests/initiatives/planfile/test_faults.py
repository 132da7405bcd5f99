"""Every fault names its file, line, place and value, and says how to mend it."""

from pathlib import Path

import pytest
import yaml

from initiatives.planfile import PlanFileError
from initiatives.planfile.folder import read_folder

CASES = [
    pytest.param(case["old"], case["new"], case["told"], id=f"{file.stem}-{number}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), start=1)
]


@pytest.mark.parametrize(("old", "new", "told"), CASES)
def test_fault_is_told(folder, old, new, told):
    folder.edit(old, new)

    faults = folder.faults()

    assert faults == told


def test_sound_folder_has_no_faults(folder):
    faults = folder.faults()

    assert faults == []


def test_fault_carries_its_parts(folder):
    folder.edit("phase: 検討", "phase: 実験")

    with pytest.raises(PlanFileError) as error:
        read_folder(folder.path)

    (fault,) = error.value.faults
    assert fault.file == "plan.yaml"
    assert fault.line == 32
    assert fault.label == "取組① › 予定工程1 › 工程"
    assert fault.path == "initiatives[0].schedule[0].phase"
    assert fault.value == "実験"
    assert fault.problem == "「実験」という工程はありません。"
    assert fault.mend == "phases に書いた名前（検討、実施）のどれかにしてください。"


def test_all_faults_of_both_files_are_told_at_once(folder):
    folder.edit("slug: small", "slug: 小")
    folder.edit("phase: 検討", "phase: 実験")
    folder.edit("percent: 20", "percent: 120")
    folder.edit("lead: 企画課/企画班", "lead: 企画課/係")
    folder.edit("goals: [4]", "goals: [5]")
    folder.edit("5,1,,2,3", "5,1,,x,3")
    folder.edit("合計,,,1007", "合計,,,1007件")

    with pytest.raises(PlanFileError) as error:
        read_folder(folder.path)

    assert [(fault.file, fault.line, fault.value) for fault in error.value.faults] == [
        ("plan.yaml", 2, "小"),
        ("plan.yaml", 32, "実験"),
        ("plan.yaml", 39, "120"),
        ("plan.yaml", 41, "企画課/係"),
        ("plan.yaml", 65, "5"),
        ("survey.csv", 2, "x"),
        ("survey.csv", 6, "1007件"),
    ]


def test_missing_folder_is_told(tmp_path):
    with pytest.raises(PlanFileError) as error:
        read_folder(tmp_path / "nowhere")

    told = f"{tmp_path / 'nowhere'}：フォルダがありません。フォルダの場所を確かめてください。"
    assert str(error.value) == told


def test_missing_files_are_told(tmp_path):
    with pytest.raises(PlanFileError) as error:
        read_folder(tmp_path)

    assert str(error.value).splitlines() == [
        f"plan.yaml：ファイルがありません。{tmp_path} に plan.yaml を置いてください。",
        f"survey.csv：ファイルがありません。{tmp_path} に survey.csv を置いてください。",
    ]


def test_empty_files_are_told(folder):
    folder.plan.write_text("", encoding="utf-8")
    folder.survey.write_text("", encoding="utf-8")

    faults = folder.faults()

    assert faults[0] == (
        "plan.yaml：計画の内容がありません。1行目から「plan:」のように項目名を書いてください。"
    )
    assert len(faults) == 9  # and the eight columns


def test_plan_saved_as_shift_jis_is_told(folder):
    folder.plan.write_bytes(folder.plan.read_text(encoding="utf-8").encode("cp932"))

    faults = folder.faults()

    assert faults == [
        "plan.yaml 3行目：文字コードがUTF-8ではありません。"
        "メモ帳などで開き、文字コードを「UTF-8」にして保存し直してください。"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_survey_saved_by_excel_is_read(folder, encoding):
    text = folder.survey.read_text(encoding="utf-8").replace("\n", "\r\n")
    folder.survey.write_bytes(text.encode(encoding))

    faults = folder.faults()

    assert faults == []


def test_plan_with_byte_order_mark_and_windows_line_ends_is_read(folder):
    text = folder.plan.read_text(encoding="utf-8").replace("\n", "\r\n")
    folder.plan.write_bytes(text.encode("utf-8-sig"))

    faults = folder.faults()

    assert faults == []


def test_survey_saved_as_utf_16_is_told(folder):
    folder.survey.write_bytes(folder.survey.read_text(encoding="utf-8").encode("utf-16"))

    faults = folder.faults()

    assert faults == [
        "survey.csv：文字コードを読み取れません。"
        "Excelで「CSV UTF-8（コンマ区切り）」の形式で保存し直してください。"
    ]


def test_full_width_digits_are_read(folder):
    folder.edit("percent: 20", "percent: ２０")
    folder.edit("5,1,,2,3", "５,１,,２,３")

    read = read_folder(folder.path)

    assert read.document.initiatives[0].yearly_targets[0].percent == 20
    assert list(read.table.sections[0].figures.values()) == [5, 1, None, 2, 3]


def test_code_keeps_its_leading_zero(folder):
    folder.edit('code: "01"', "code: 01")

    read = read_folder(folder.path)

    assert read.document.initiatives[0].code == "01"


def test_survey_of_a_town_without_counts_lists_its_sections(folder):
    folder.edit("survey:\n  name: 調べ\n  published_label: 令和7年3月\n  source: 計画\n", "")
    folder.survey.write_text(
        "種別,課,班,事務数,基幹系,基幹系以外,その他,合計\n"
        "班,企画課,企画班,,,,,\n"
        "班,住民課,-,,,,,\n",
        encoding="utf-8",
    )

    read = read_folder(folder.path)

    assert [row.ref for row in read.table.sections] == ["企画課/企画班", "住民課"]
