"""The page that says how the numbers are computed, and the rules on a paper."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from initiatives.choices import Judgement
from initiatives.paper import rules
from initiatives.paper.shown import show
from initiatives.rollup.version import RULES
from tests.factories import paper as made

ADDRESS = "/plan/rules/"


def test_a_stranger_is_sent_to_log_in(client, db):
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("who", ["staff", "head", "committee", "office"])
def test_everybody_reads_every_rule_and_every_change(client, cast, who):
    client.force_login(getattr(cast, who))

    response = client.get(ADDRESS)

    page = response.content.decode()
    told = response.context["rules"]
    assert {rule.kind for rule in told if rule.kind} == set(Judgement.values)
    assert all(rule.text in page for rule in told)
    changed = [change for changes in rules.CHANGES.values() for change in changes]
    assert all(words in page for c in changed for words in (c.name, c.before, c.now))
    assert 'id="changes"' in page


def test_the_page_says_the_plans_own_thresholds():
    plan = made.figures().plan.model_copy(update={"ahead_from": 3})

    texts = {rule.kind: rule.text for rule in rules.todays(plan)}

    assert texts["ahead"] == "差が＋3ポイント以上。"


def test_every_version_after_the_first_says_what_it_changed():
    assert set(rules.CHANGES) == set(range(2, RULES + 1))


def test_a_paper_keeps_the_rules_it_was_made_by():
    figures = made.figures()

    first, today = (rules.rules(figures, version) for version in (1, RULES))

    assert rules.todays(figures.plan) == today
    assert [r.text for r in first if r.kind == "done"] != [
        r.text for r in today if r.kind == "done"
    ]
    assert "減る見込み" not in "".join(r.text for r in first)


def test_a_rating_two_steps_away_is_said_on_the_paper_with_the_joint_leads():
    reports = (
        made.report(rating="D 遅れ", progress=75),
        made.report("税務課 住民税班", 75, is_joint=True, rating="B 計画どおり"),
    )
    line = made.initiative(reports=reports, rating_differs=True)
    paper = made.paper(figures=made.figures(initiatives=(line,)), changes=())

    html = render_to_string("initiatives/paper/_body.html", {"paper": show(paper)})

    row = html[html.index("4　取組別一覧") : html.index("5　遅れと理由")]
    assert "D 遅れ</span><b>判定と食い違い</b>" in row
    assert "共管 税務課 住民税班：B 計画どおり" in row
    assert "評価 D 遅れ" in html[: html.index("2　前回からの変化")]
