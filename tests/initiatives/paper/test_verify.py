"""The verify command notices every row that is not what was taken, and a row that is gone."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hirao_dx.shared import immutable
from initiatives.models import Snapshot
from initiatives.paper import content
from initiatives.paper.actions import take_snapshot
from tests.factories import MeetingFactory, ReportingPeriodFactory


@pytest.fixture
def papers(cast):
    """Three papers in a row."""
    days = (date(2026, 11, 1), date(2027, 2, 1), date(2027, 3, 1))
    meetings = [
        MeetingFactory(plan=cast.plan, period=cast.period, held_on=day, number=number)
        for number, day in enumerate(days, start=1)
    ]
    return [take_snapshot(meeting=meeting, by=cast.office) for meeting in meetings]


def tamper(snapshot, **columns):
    """What somebody with the database's keys could do."""
    with immutable.lifted(connection):
        Snapshot.objects.filter(pk=snapshot.pk).update(**columns)


def verify(**options):
    out = io.StringIO()
    try:
        call_command("verify_snapshots", stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def test_untouched_papers_are_sound(papers):
    said = verify()

    assert said.splitlines()[-1] == "控え3件は、すべて作られたときのままです。"
    assert all(paper.digest in said for paper in papers)


def test_no_papers_are_sound(db):
    assert verify() == "控え0件は、すべて作られたときのままです。\n"


def test_altered_content_is_noticed(papers):
    tamper(papers[1], content=papers[1].content.replace("書かない窓口", "書く窓口"))

    with pytest.raises(CommandError, match="控え3件のうち1件に問題"):
        call_command("verify_snapshots", stdout=io.StringIO())
    assert "× 控え2（第2回推進委員会）" in verify()
    assert "内容が照合番号と合いません" in verify()


def test_altered_content_with_its_digest_breaks_the_chain(papers):
    forged = papers[1].content.replace("書かない窓口", "書く窓口")
    tamper(papers[1], content=forged, digest=content.digest_of(forged))

    said = verify()

    assert "× 控え3（第3回推進委員会）" in said
    assert "1つ前の控えとのつながりが合いません" in said


def test_whole_chain_forged_is_noticed_by_the_printed_number(papers):
    printed = papers[2].digest_label
    forged = papers[2].content.replace("書かない窓口", "書く窓口")
    tamper(papers[2], content=forged, digest=content.digest_of(forged))

    assert "すべて作られたときのまま" in verify()
    assert f"× 照合番号 {printed} の控えはありません。" in verify(digest=[printed])


@pytest.mark.parametrize(
    ("column", "name"), [("reason", "作り直した理由"), ("number", "控えの番号")]
)
def test_altered_column_is_noticed(papers, column, name):
    tamper(papers[2], **{column: {"reason": "あとから", "number": 9}[column]})

    assert f"「{name}」が内容と合いません" in verify()


def test_paper_moved_to_another_period_is_noticed(papers, cast):
    other = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=1, planned=True)
    tamper(papers[0], period=other)

    assert "「報告期間」が内容と合いません（2027-1／内容では2026-3）。" in verify()


def test_paper_moved_to_another_meeting_is_noticed(papers, cast):
    tamper(papers[0], meeting=MeetingFactory(plan=cast.plan, number=8))

    assert "「会議」が内容と合いません" in verify()


def test_removed_paper_is_noticed(papers):
    with immutable.lifted(connection):
        papers[1].delete()

    said = verify()

    assert "× 控え2　" in said
    assert "この番号の控えがありません" in said


def test_removed_last_paper_is_noticed_by_the_printed_number(papers):
    printed = papers[2].digest
    with immutable.lifted(connection):
        papers[2].delete()

    assert f"× 照合番号 {printed} の控えはありません。" in verify(digest=[printed])


def test_content_that_is_no_paper_is_noticed(papers):
    text = json.dumps({"format": 1})
    tamper(papers[2], content=text, digest=content.digest_of(text))

    assert "内容を読み取れません。" in verify()


def test_unreadable_number_says_what_to_type(papers):
    assert "照合番号「12 34」を読み取れません" in verify(digest=["12 34"])
