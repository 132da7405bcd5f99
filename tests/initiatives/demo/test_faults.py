"""A wrong demo.yaml is refused whole, with the line, what is wrong, and how to mend it."""

import pytest

from initiatives.demo import DemoError, load_demo
from initiatives.planfile import PlanFileError
from organization.models import User
from tests.factories import MeetingFactory, UserFactory

from .conftest import HIRAO, TODAY, noon
from .helpers import row_counts


@pytest.fixture
def faults_of(tmp_path):
    """Loads demo.yaml with one piece of its text replaced, and returns the faults."""

    def load(old, new):
        text = (HIRAO / "demo.yaml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "demo.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        before = row_counts()
        with pytest.raises(PlanFileError) as refusal:
            load_demo(tmp_path, tmp_path / "accounts.txt", now=noon(TODAY))
        assert row_counts() == before
        assert not (tmp_path / "accounts.txt").exists()
        return [str(fault) for fault in refusal.value.faults]

    return load


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("plan: hirao-dx-2023", "plan: yoso", "「yoso」という計画は読み込まれていません。"),
        (
            "section: 町民福祉課/戸籍班}",
            "section: 町民福祉課/住民班}",
            "「町民福祉課/住民班」という班は、読み込まれている計画にありません。"
            "町民福祉課/戸籍班、町民福祉課/地域福祉班、町民福祉課/こども班 のどれか",
        ),
        ("department: 産業課}", "department: 観光課}", "「観光課」という課は"),
        (
            "department: 産業課}",
            "section: 産業課/商工観光班, department: 産業課}",
            "どちらか一方だけ",
        ),
        (
            "role: head, department: 総務課",
            "role: staff, department: 総務課",
            "人に班がありません",
        ),
        ("role: head", "role: chief", "「chief」は使えません。"),
        ("role: office", "role: staff", "事務局）の人がいません"),
        ("username: kodomo", "username: koseki", "同じ職員番号が2人以上"),
        ('  - initiative: "1"\n', '  - initiative: "12"\n', "「12」という取組は"),
        ('{initiative: "10", never: true}', "{never: true}", "何についての事情か"),
        ("state: draft}", "state: lost}", "「lost」は使えません。"),
        ("phase: 検討", "phase: 調査", "「調査」という工程は"),
        ("upto: 100", "upto: 90", "100まで並んでいません"),
        ("name: 電子申請システム", "name: 住民情報システム", "同じ名称のシステム"),
        ("system: 学校連絡システム", "system: 無いシステム", "「無いシステム」というシステム"),
        ("system: 学校連絡システム", "system: 住民情報システム", "区分が、事務の区分と違います"),
        ("category: none\n", "category: non_core\n", "この区分にはもうありません"),
        (
            "aliases: [住基システム",
            "aliases: [電子申請システム",
            "同じ名称のシステムがすでにあります。",
        ),
        ("税務システム, 住民税システム", "税務システム, 税務システム", "同じ書き方のシステム"),
        ("milestones: [介護保険]", "milestones: [介護移行]", "「介護移行」というマイルストーン"),
        ("contract_ends_in: -25", "contract_ends_in: 来月", "「来月」は整数として読めません。"),
        ("months: [3, 4]", "months: [3, 13]", "「13」は"),
        ("staff: mixed", "staff: 職員", "「職員」は使えません。"),
        ("method: online", "method: 電子化", "「電子化」は使えません。"),
        ('initiatives: ["1", "7"]', 'initiatives: ["12"]', "「12」という取組は"),
        ("paper: yes", "paper: たぶん", "「たぶん」は"),
        ("differs: yes", "differs: no", "わざとであれば differs: yes"),
        ("      system:\n", "      system: 町税システム\n", "区分が、事務の区分と違います"),
        ("      category: none\n", "      category: non_core\n", "この区分にはもうありません"),
        ("survey:\n", "survey:\n  order: 1\n", "「order」という項目はありません。"),
        (
            "survey:\n  name: 業務の棚卸し（次回調査）\n  days_ago: 60\n",
            "",
            "調査（survey）がないため",
        ),
        ("days_ago: 45", "days_ago: 60", "60日前の調査より、前の日か同じ日です。"),
        (
            "    added: ",
            "    earlier: {stage: considering}\n    added: ",
            "調査の後に加わった事務",
        ),
        (
            "    split:\n",
            "    ended: {days_ago: 3, reason: 終わったため。}\n    split:\n",
            "廃止した事務は分割できません。",
        ),
        (
            "name: 介護予防の教室の参加の記録",
            "name: 介護予防の教室の申込みの受付",
            "別々の名称で2つ以上",
        ),
        ("owner: 町民福祉課/戸籍班", "owner: 戸籍班", "「戸籍班」という班は"),
        ("hours_before: 620", "hours_before: 約620", "「約620」は数ではありません。"),
        ("pace: 96", "paces: 96", "「paces」という項目はありません。"),
        ("people:\n", "people: []\nothers:\n", "1つもありません"),
        ("plan: hirao", "plan hirao", "YAMLの書き方に誤りがあります。"),
    ],
)
def test_fault_is_told_with_its_line(faults_of, hirao_plan, db, old, new, said):
    faults = faults_of(old, new)

    assert any(said in fault for fault in faults), faults
    assert all(fault.startswith("demo.yaml ") and "行目" in fault for fault in faults)


def test_username_of_a_real_person_is_not_taken_over(faults_of, hirao_plan, db):
    UserFactory(username="koseki", name="職員 太郎")

    faults = faults_of("plan:", "plan:")

    assert ["見本ではない利用者が使っています" in fault for fault in faults] == [True]
    assert User.objects.get().name == "職員 太郎"


def test_file_that_is_not_utf8_is_named(hirao_plan, db, tmp_path):
    (tmp_path / "demo.yaml").write_bytes("plan: 見本".encode("cp932"))

    with pytest.raises(PlanFileError, match="UTF-8"):
        load_demo(tmp_path, tmp_path / "accounts.txt", now=noon(TODAY))


def test_empty_file_is_named(hirao_plan, db, tmp_path):
    (tmp_path / "demo.yaml").write_text("# まだ何もない\n", encoding="utf-8")

    with pytest.raises(PlanFileError, match="見本の内容がありません"):
        load_demo(tmp_path, tmp_path / "accounts.txt", now=noon(TODAY))


def test_meeting_that_people_entered_keeps_the_demo_out(hirao_plan, db, tmp_path):
    MeetingFactory(plan=hirao_plan, period=None)

    with pytest.raises(DemoError, match="すでに会議が入力されている"):
        load_demo(HIRAO, tmp_path / "accounts.txt", now=noon(TODAY))
