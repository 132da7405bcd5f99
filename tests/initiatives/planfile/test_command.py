"""What `manage.py load_plan` says."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from initiatives.models import GlossaryTerm, Plan

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command("load_plan", *args, stdout=out)
    return out.getvalue().splitlines()


def test_first_load_tells_what_it_created(folder):
    said = run(str(folder.path))

    assert said == [
        "小さな計画を読み込みました。",
        "新しく作成：1,035件",
        "すでにある：0件",
        "ファイルと違うため変更しなかった：0件",
        "削除または名称変更されていたため作成しなかった：0件",
        "追加できなかった：0件",
    ]


def test_second_load_tells_what_it_left_alone(folder):
    run(str(folder.path))
    folder.edit("title: 取組その1", "title: 別の名前")
    GlossaryTerm.objects.all().delete()

    said = run(str(folder.path))

    assert said == [
        "小さな計画を読み込みました。",
        "新しく作成：0件",
        "すでにある：1,034件",
        "ファイルと違うため変更しなかった：1件",
        "  ・取組①「別の名前」：取組事項",
        "削除または名称変更されていたため作成しなかった：1件",
        "  ・用語「用語その1」",
        "追加できなかった：0件",
    ]


def test_long_lists_are_cut(loaded_hirao, hirao):
    for term in GlossaryTerm.objects.all():
        term.delete()
    loaded_hirao.plan.passages.all().delete()

    said = run(str(hirao))

    assert "削除または名称変更されていたため作成しなかった：28件" in said
    assert "  ほか8件" in said


def test_check_writes_nothing(folder):
    said = run(str(folder.path), "--check")

    assert said == [
        "小さな計画：誤りはありません。何も書き込んでいません。",
        "取組1件、班3件",
    ]
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_faults_end_the_command_with_the_whole_list(folder, options):
    folder.edit("percent: 20", "percent: 120")
    folder.edit("slug: small", "slug: 小")

    with pytest.raises(CommandError) as error:
        run(str(folder.path), *options)

    assert str(error.value).splitlines() == [
        "誤りが2件あります。何も読み込んでいません。",
        "・plan.yaml 2行目（計画 › 識別名／plan.slug）：「小」は識別名に使えません。"
        "半角の英数字、ハイフン、下線だけで書いてください。",
        "・plan.yaml 39行目（取組① › 年度ごとの予定1 › 予定（％）"
        "／initiatives[0].yearly_targets[0].percent）：「120」は割合として使えません。"
        "0から100までの整数にしてください。",
    ]
    assert Plan.objects.count() == 0


def test_a_plan_beside_another_says_which_opens_first(loaded_hirao, folder, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2024, 5, 1))

    said = run(str(folder.path))

    assert f"今日の日付で、はじめに開く計画：{loaded_hirao.plan.name}" in said
