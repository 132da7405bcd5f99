"""Papers made by hand: every kind of line once, the same ones each time. No database.

`paper()` is small, with every part filled: four initiatives (遅れ, 順調, 未報告, やや遅れ by
a milestone), four sections, one previous paper. `big_paper()` is as large as a town's: eleven
initiatives, 33 sections, texts of 2,000 characters. Each part has its builder; any field may be
given, such as `paper(edition=2, reason="数字の誤り", figures=figures(contains_demo=True))`.
An initiative's mean, floor and coverage are counted from its reports unless they are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import TextChoices

from initiatives.charts import gantt
from initiatives.choices import (
    AgendaKind,
    DecisionOutcome,
    Direction,
    Freshness,
    Judgement,
    MeetingBody,
    ReportStatus,
    TargetKind,
)
from initiatives.paper import content as c
from initiatives.rollup.version import RULES

LEAD = "デジタル推進課 デジタル推進班"
SECTIONS = (LEAD, "町民課 窓口班", "渡邉記念会館 髙﨑班")
NO_HOURS = c.HoursLine(known=0, before=Fraction(0), after=Fraction(0))
CAUTION = "進捗率は報告された工程の進み具合であり、作業量の完了率ではありません。"
TAKEN_AT = datetime(2027, 1, 29, 5, 30, tzinfo=UTC)


def word(choice: TextChoices) -> c.Word:
    """A choice as a paper keeps it."""
    return c.Word(code=choice.value, label=str(choice.label))


def coverage(fresh: int = 0, carried: int = 0, missing: int = 0) -> c.Coverage:
    return c.Coverage(due=fresh + carried + missing, fresh=fresh, carried=carried, missing=missing)


RATED_AS = {
    "B 計画どおり": word(Judgement.ON_TRACK),
    "D 遅れ": word(Judgement.LATE),
}


# --- one initiative ---------------------------------------------------------------------------


def report(section: str = LEAD, progress: int | None = 60, **changes: Any) -> c.ReportLine:
    """A report of the period at work on 実施."""
    fields: dict[str, Any] = {
        "section": section,
        "is_lead": section == LEAD,
        "is_joint": False,
        "freshness": word(Freshness.FRESH),
        "period": "令和8年度 第3四半期",
        "status": word(ReportStatus.IN_PROGRESS),
        "confirmed": True,
        "phase": "実施",
        "progress": progress,
        "rating": "B 計画どおり",
        "done_text": "窓口の様式を3つ減らした。",
        "issues_text": "",
        "next_text": "次の様式を選ぶ。",
        "silent_periods": 0,
    }
    return c.ReportLine(**(fields | changes))


def carried_report(section: str, progress: int = 40, **changes: Any) -> c.ReportLine:
    """A report of the period before, standing in for this one."""
    fields: dict[str, Any] = {
        "freshness": word(Freshness.CARRIED),
        "period": "令和8年度 第2四半期",
        "silent_periods": 1,
    }
    return report(section, progress, **(fields | changes))


def missing_report(section: str, **changes: Any) -> c.ReportLine:
    """A section that has never reported."""
    fields: dict[str, Any] = {
        "freshness": word(Freshness.NONE),
        "period": "",
        "status": None,
        "confirmed": False,
        "phase": "",
        "rating": "",
        "done_text": "",
        "next_text": "",
        "silent_periods": 15,
    }
    return report(section, None, **(fields | changes))


def phase(name: str = "実施", first: int = 2023, last: int | None = None) -> gantt.PlannedPhase:
    style = "dashed" if name == "検討" else "pale"
    return gantt.PlannedPhase(
        name=name, style=style, first_fiscal_year=first, last_fiscal_year=last
    )


def milestone(name: str = "住民基本台帳", **changes: Any) -> c.MilestoneLine:
    """A core business past its date."""
    fields: dict[str, Any] = {
        "group": "標準化の対象となる業務",
        "due_on": date(2026, 3, 31),
        "done_on": None,
        "overdue": True,
    }
    return c.MilestoneLine(name=name, **(fields | changes))


def initiative(
    code: str = "1", title: str = "窓口の様式を減らす", **changes: Any
) -> c.InitiativeLine:
    """An initiative on track at 70.0 % with one report; planned 75.0 %."""
    reports: Sequence[c.ReportLine] = changes.get("reports", (report(progress=70),))
    counts = Counter(r.freshness.code for r in reports)
    told = [r.progress for r in reports if r.progress is not None]
    judgement = changes.get("judgement", word(Judgement.ON_TRACK))
    fields: dict[str, Any] = {
        "symbol": chr(0x2460 + int(code) - 1),
        "title": title,
        "pillar": "業務のデジタル化",
        "weight": Fraction(1),
        "target_on": None,
        "phases": (phase("検討"), phase("実施")),
        "mean": Fraction(sum(told), len(told)) if told else None,
        "floor": Fraction(sum(told), len(reports)) if reports else None,
        "planned": Fraction(75),
        "judgement": judgement,
        "judgement_by_progress": judgement,
        "reasons": ("進捗率70.0％ − 予定75.0％ ＝ −5.0ポイント（−5以上＋5未満は「順調」）。",),
        "phase": reports[0].phase if reports else "",
        "rating": reports[0].rating if reports else "",
        "rating_amounts_to": RATED_AS.get(reports[0].rating) if reports else None,
        "rating_differs": False,
        "coverage": coverage(counts["fresh"], counts["carried"], counts["none"]),
        "reports": tuple(reports),
        "milestones": (),
    }
    return c.InitiativeLine(code=code, **(fields | changes))


def late_initiative(code: str = "1", **changes: Any) -> c.InitiativeLine:
    """遅れ at 46.7 % (exactly 140/3), one section silent."""
    reports = (
        report(
            LEAD, 60, rating="D 遅れ", issues_text="人手が足りない。", next_text="分担を見直す。"
        ),
        report(
            SECTIONS[1],
            20,
            rating="D 遅れ",
            confirmed=False,
            issues_text="機器の納品が遅れている。\n代わりの機器もない。",
        ),
        carried_report(SECTIONS[2], 60, issues_text="髙﨑さんの後任を探している。"),
        missing_report("税務課 住民税班"),
    )
    fields: dict[str, Any] = {
        "reports": reports,
        "judgement": word(Judgement.LATE),
        "reasons": (
            "進捗率46.7％ − 予定75.0％ ＝ −28.3ポイント（−15未満は「遅れ」）。",
            "担当4件のうち1件は一度も報告がなく、平均に入っていません。",
        ),
    }
    return initiative(code, **(fields | changes))


def silent_initiative(code: str = "3", title: str = "学び直しの場をつくる") -> c.InitiativeLine:
    """未報告: no section has ever said anything."""
    return initiative(
        code,
        title,
        pillar="DX推進のための人材育成",
        reports=(missing_report(LEAD, is_lead=True),),
        judgement=word(Judgement.UNREPORTED),
        reasons=("担当する班のどこからも、まだ報告がありません（0％という意味ではありません）。",),
    )


def overdue_initiative(code: str = "4", title: str = "システムをそろえる") -> c.InitiativeLine:
    """やや遅れ because of one milestone; another is done."""
    done = milestone("税務", done_on=date(2026, 3, 20), overdue=False)
    return initiative(
        code,
        title,
        target_on=date(2026, 3, 31),
        planned=Fraction(100),
        phases=(phase("検討", 2023, 2024), phase("実施", 2025, 2025)),
        reports=(report(progress=97),),
        milestones=(milestone(), done),
        judgement=word(Judgement.SLIGHTLY_LATE),
        judgement_by_progress=word(Judgement.ON_TRACK),
        reasons=(
            "進捗率97.0％ − 予定100.0％ ＝ −3.0ポイント（−5以上＋5未満は「順調」）。",
            "期限超過のマイルストーン1件（完了の記録がないもの）があるため、"
            "「順調」を「やや遅れ」に下げました。",
        ),
    )


def initiatives() -> tuple[c.InitiativeLine, ...]:
    """The four of the small paper."""
    return (
        late_initiative("1"),
        initiative("2", "町からの知らせを届ける"),
        silent_initiative("3"),
        overdue_initiative("4"),
    )


# --- the figures of a period ------------------------------------------------------------------


def group(name: str, members: Sequence[c.InitiativeLine], depth: int = 0) -> c.GroupLine:
    """A pillar or the plan, its numbers from its initiatives, all weighing the same."""
    means = [i.mean for i in members if i.mean is not None]
    return c.GroupLine(
        name=name,
        depth=depth,
        total=len(members),
        with_mean=len(means),
        mean=sum(means, Fraction(0)) / len(means) if means else None,
        floor=sum((i.floor or Fraction(0) for i in members), Fraction(0)) / len(members),
        planned=sum((i.planned for i in members), Fraction(0)) / len(members),
        coverage=coverage(
            sum(i.coverage.fresh for i in members),
            sum(i.coverage.carried for i in members),
            sum(i.coverage.missing for i in members),
        ),
    )


def groups(members: Sequence[c.InitiativeLine]) -> tuple[c.GroupLine, ...]:
    """The plan, then each pillar the initiatives name."""
    pillars = dict.fromkeys(i.pillar for i in members)
    return (
        group("計画全体", members),
        *(group(name, [i for i in members if i.pillar == name], 1) for name in pillars),
    )


def counts(members: Sequence[c.InitiativeLine]) -> tuple[c.Count, ...]:
    """Every judgement with how many carry it, 0 included."""
    found = Counter(i.judgement.code for i in members)
    return tuple(c.Count(judgement=word(j), count=found[j.value]) for j in Judgement)


def ratings(members: Sequence[c.InitiativeLine]) -> tuple[c.RatingCount, ...]:
    """The two ratings of these papers with how many leads gave them."""
    found = Counter(i.rating for i in members)
    return tuple(
        c.RatingCount(rating=name, amounts_to=like, count=found[name])
        for name, like in RATED_AS.items()
    )


def history_line(
    period: str, members: Sequence[c.InitiativeLine], **changes: Any
) -> c.HistoryLine:
    """The headline of the plan at the end of a period."""
    whole = group(period, members)
    fields: dict[str, Any] = {
        "counts": counts(members),
        "total": whole.total,
        "with_mean": whole.with_mean,
        "mean": whole.mean,
        "floor": whole.floor,
        "planned": whole.planned,
        "coverage": whole.coverage,
    }
    return c.HistoryLine(period=period, **(fields | changes))


def silent(section: str = SECTIONS[2], **changes: Any) -> c.SilentLine:
    fields: dict[str, Any] = {
        "initiatives": ("① 窓口の様式を減らす",),
        "never_reported": 0,
        "longest": 1,
    }
    return c.SilentLine(section=section, **(fields | changes))


def indicator(name: str = "マイナンバーカードの交付率", **changes: Any) -> c.IndicatorLine:
    """A level from 74.9 toward 90; one provisional value; the country's beside it."""
    own, country = "本町", "全国"
    fields: dict[str, Any] = {
        "initiative": "② 町からの知らせを届ける",
        "unit": "%",
        "own_series": own,
        "direction": word(Direction.UP),
        "kind": word(TargetKind.LEVEL),
        "baseline": Fraction("74.9"),
        "baseline_label": "令和4年度末",
        "words_target": "",
        "is_context": False,
        "source": "見本町DX推進計画",
        "attained": Fraction(101, 151) * 100,
        "reading": "percent",
        "is_provisional": True,
        "age": "",
        "values": (
            value(own, "2022年度", "令和4年度末", "74.9"),
            value(country, "2022年度", "令和4年度末", "67.0"),
            value(own, "2026-09-30", "令和8年9月末", "85.0", is_provisional=True),
        ),
        "targets": (c.TargetLine(fiscal_year=2027, value=Fraction(90), text=""),),
    }
    return c.IndicatorLine(name=name, **(fields | changes))


def value(
    series: str, measured: str, label: str, number: str, *, is_provisional: bool = False
) -> c.ValueLine:
    return c.ValueLine(
        series=series,
        measured=measured,
        label=label,
        value=Fraction(number),
        is_provisional=is_provisional,
    )


def inventory(name: str = "町民課", tasks: int = 40, **changes: Any) -> c.InventoryLine:
    """A department's tasks: a quarter digitised, 60 hours a year saved over three of them."""
    quarter = tasks // 4
    fields: dict[str, Any] = {
        "tasks": tasks,
        "named": tasks // 2,
        "core": quarter,
        "non_core": quarter,
        "other": quarter,
        "none": tasks - 3 * quarter,
        "not_considered": tasks - 3 * quarter,
        "considering": quarter,
        "in_progress": 0,
        "digitised": quarter,
        "out_of_scope": quarter,
        "saved": c.HoursLine(known=3, before=Fraction(120), after=Fraction("60.5")),
        "expected": c.HoursLine(known=2, before=Fraction(40), after=Fraction(10)),
    }
    return c.InventoryLine(name=name, **(fields | changes))


def gantt_line(line: c.InitiativeLine, **changes: Any) -> c.GanttLine:
    """An initiative's row: as adopted it had begun a year earlier; one silent quarter."""
    quarters = (("R8 第1四半期", 4), ("R8 第2四半期", 7), ("R8 第3四半期", 10))
    told = ("検討", "", "実施")
    bars = tuple(
        gantt.ActualPeriod(
            label=label,
            starts_on=date(2026, month, 1),
            ends_on=date(2026, month + 2, 31 if month == 10 else 30),
            phase=phase_name,
            status_label="取組中" if phase_name else "",
        )
        for (label, month), phase_name in zip(quarters, told, strict=True)
    )
    fields: dict[str, Any] = {
        "standing": "",
        "adopted_label": "策定時",
        "adopted": (phase("検討"),),
        "planned": line.phases,
        "actual": bars,
    }
    return c.GanttLine(code=line.code, symbol=line.symbol, title=line.title, **(fields | changes))


def figures(**changes: Any) -> c.Figures:
    """令和8年度 第3四半期 under the plan's first revision."""
    members: Sequence[c.InitiativeLine] = changes.get("initiatives", initiatives())
    tasks = (
        inventory("町民課", 40),
        inventory("税務課", 24, saved=NO_HOURS, expected=NO_HOURS),
    )
    fields: dict[str, Any] = {
        "plan": c.PlanLine(
            name="見本町DX推進計画",
            municipality="見本町",
            office_name="デジタル推進課",
            years="令和5年度〜令和9年度",
            ahead_from=5,
            on_track_from=-5,
            slightly_late_from=-15,
        ),
        "period": c.PeriodLine(
            key="2026-3",
            label="令和8年度 第3四半期",
            starts_on=date(2026, 10, 1),
            ends_on=date(2026, 12, 31),
        ),
        "revision": c.RevisionLine(number=1, label="第1回の見直し", effective_on=date(2025, 4, 1)),
        "phase_styles": (("検討", "dashed"), ("実施", "pale")),
        "first_fiscal_year": 2023,
        "last_fiscal_year": 2027,
        "today": date(2027, 1, 29),
        "caution": CAUTION,
        "contains_demo": False,
        "counts": counts(members),
        "ratings": ratings(members),
        "groups": groups(members),
        "initiatives": tuple(members),
        "silent": (
            silent("税務課 住民税班", never_reported=1, longest=15),
            silent(),
        ),
        "indicators": (
            indicator(),
            indicator(
                "相談会の回数",
                unit="回",
                kind=word(TargetKind.WORDS),
                baseline=None,
                baseline_label="",
                words_target="町内のどの地区でも開く",
                attained=None,
                reading="ことばの目標",
                is_provisional=False,
                values=(),
                targets=(),
            ),
        ),
        "inventory": tasks,
        "inventory_total": inventory("見本町", 64),
        "history": (
            history_line("令和8年度 第1四半期", members[:1]),
            history_line("令和8年度 第2四半期", members[:3]),
            history_line("令和8年度 第3四半期", members),
        ),
        "gantt": tuple(gantt_line(i) for i in members),
    }
    return c.Figures(**(fields | changes))


# --- the meeting's part -----------------------------------------------------------------------


def agenda(number: int = 1, title: str = "①の進め方", **changes: Any) -> c.AgendaLine:
    """An item to decide on."""
    fields: dict[str, Any] = {
        "kind": word(AgendaKind.DECIDE),
        "text": "分担を見直し、町民課から1人を出す案です。",
        "initiatives": ("① 窓口の様式を減らす",),
    }
    return c.AgendaLine(number=number, title=title, **(fields | changes))


def decision(text: str = "渡邉記念会館の受付も対象に加える。", **changes: Any) -> c.DecisionLine:
    """Still open past its date."""
    fields: dict[str, Any] = {
        "meeting": "第2回推進委員会",
        "held_on": date(2026, 10, 30),
        "number": 1,
        "initiatives": ("① 窓口の様式を減らす",),
        "owner": SECTIONS[2],
        "due_on": date(2026, 12, 25),
        "overdue": True,
        "outcome": word(DecisionOutcome.OPEN),
        "outcome_text": "",
        "closed_on": None,
    }
    return c.DecisionLine(text=text, **(fields | changes))


def change(line: c.InitiativeLine, **changes: Any) -> c.ChangeLine:
    """An initiative that was 順調 at 40.0 % with no report of the period."""
    fields: dict[str, Any] = {
        "code": line.code,
        "name": line.name,
        "judgement": line.judgement,
        "judgement_before": word(Judgement.ON_TRACK),
        "mean": line.mean,
        "mean_before": Fraction(40),
        "fresh": line.coverage.fresh,
        "fresh_before": 0,
    }
    return c.ChangeLine(**(fields | changes))


def meeting(**changes: Any) -> c.MeetingLine:
    fields: dict[str, Any] = {
        "id": 3,
        "body": word(MeetingBody.COMMITTEE),
        "number": 3,
        "label": "第3回推進委員会",
        "held_on": date(2027, 2, 1),
        "place": "役場 第1会議室",
    }
    return c.MeetingLine(**(fields | changes))


def previous(**changes: Any) -> c.Previous:
    fields: dict[str, Any] = {
        "number": 1,
        "meeting": "第2回推進委員会",
        "held_on": date(2026, 10, 30),
        "period": "令和8年度 第2四半期",
        "digest": "0123456789abcdef" * 4,
        "rules_version": RULES,
    }
    return c.Previous(**(fields | changes))


def paper(**changes: Any) -> c.Paper:
    """Paper 2 of the plan, for the third meeting. Without a past: `previous=None, changes=()`."""
    shown: c.Figures = changes.get("figures", figures())
    lines = shown.initiatives
    fields: dict[str, Any] = {
        "rules_version": RULES,
        "number": 2,
        "edition": 1,
        "reason": "",
        "taken_at": TAKEN_AT,
        "taken_by": "髙﨑 邉男",
        "chained_to": "0123456789abcdef" * 4,
        "meeting": meeting(),
        "attendees": (
            ("髙﨑 花子", "町民課 課長", "出席"),
            ("渡邉 太郎", "税務課 課長", "代理出席"),
        ),
        "agenda": (
            agenda(),
            agenda(2, "進捗の報告", kind=word(AgendaKind.REPORT), text="", initiatives=()),
        ),
        "decisions": (
            decision(),
            decision(
                "月に1回、進み具合を確かめる。",
                number=2,
                initiatives=(),
                overdue=False,
                due_on=None,
                owner="",
                outcome=word(DecisionOutcome.DONE),
                outcome_text="毎月5日に確かめている。",
                closed_on=date(2027, 2, 1),
            ),
        ),
        "previous": previous(),
        "changes": _changes(lines),
        "matters": (
            c.MatterLine(
                rule="「遅れ」と判定された取組",
                name="① 窓口の様式を減らす",
                text="進捗率46.7％、予定75.0％。",
            ),
        ),
        "figures": shown,
    }
    return c.Paper(**(fields | changes))


def _changes(lines: Sequence[c.InitiativeLine]) -> tuple[c.ChangeLine, ...]:
    """The first has moved, the last is new, the rest are silent or as they were; one has ended."""
    if not lines:
        return ()
    new = change(lines[-1], judgement_before=None, mean_before=None, fresh_before=None)
    ended = change(
        lines[0],
        code="90",
        name="㊿ 終わった取組",
        judgement=None,
        mean=None,
        fresh=None,
        mean_before=Fraction(100),
        judgement_before=word(Judgement.DONE),
    )
    same = [change(i, judgement_before=i.judgement, mean_before=i.mean) for i in lines[1:-1]]
    return (change(lines[0]), *same, new, ended)


# --- as large as the town's -------------------------------------------------------------------

LONG_TEXT = (
    "髙﨑班と渡邉班で手分けし、窓口の様式を一枚ずつ見直した。"
    "項目を減らすと町民の待つ時間は短くなるが、あとで電話で確かめる手間が増える様式もある。"
) * 30
TITLES = (
    "「書かない窓口」の導入",
    "電子申請やSNSによるサービス拡充",
    "AI・RPAの利用推進",
    "行政手続のオンライン化",
    "業務のペーパーレス化",
    "情報システムの標準化・共通化",
    "マイナンバーカードの普及促進",
    "オープンデータの推進",
    "職員の意識と技能の向上",
    "専門人材の確保",
    "デジタルに不慣れな人への支援",
)


@dataclass(frozen=True)
class _Place:
    """A section of the big paper and its place in line."""

    index: int

    @property
    def name(self) -> str:
        return LEAD if self.index == 0 else f"第{(self.index + 2) // 3}課 第{self.index}班"

    def report(self) -> c.ReportLine:
        """Every fifth section is silent, every fourth has its report carried."""
        if self.index % 5 == 4:
            return missing_report(self.name)
        text = LONG_TEXT[:2000] if self.index % 11 == 0 else "人手が足りない。"
        progress = 10 + self.index
        if self.index % 4 == 3:
            return carried_report(self.name, progress, issues_text=text)
        return report(self.name, progress, issues_text=text, next_text=text)


def big_paper(**changes: Any) -> c.Paper:
    """Eleven initiatives; three of them are of all 33 sections and late."""
    places = [_Place(index) for index in range(33)]
    everyone = tuple(p.report() for p in places)
    lines = []
    for number, title in enumerate(TITLES, start=1):
        fields: dict[str, Any] = {"title": title}
        if number in (3, 5, 9):
            fields |= {"reports": everyone, "judgement": word(Judgement.LATE)}
        if number == 6:
            names = [f"基幹業務 {n}" for n in range(1, 21)]
            fields |= {"milestones": tuple(milestone(n) for n in names)}
        lines.append(initiative(str(number), **fields))
    owed = tuple(
        silent(p.name, initiatives=tuple(i.name for i in lines if len(i.reports) > 1), longest=2)
        for p in places
        if p.report().freshness.code != Freshness.FRESH
    )
    departments = tuple(inventory(f"第{n}課", 20 + 4 * n) for n in range(1, 16))
    quarters = [f"令和{year}年度 第{n}四半期" for year in range(5, 9) for n in range(1, 5)]
    shown = figures(
        initiatives=tuple(lines),
        silent=owed,
        inventory=departments,
        inventory_total=inventory("見本町", 1164),
        history=tuple(history_line(label, lines) for label in quarters[:15]),
    )
    return paper(**({"figures": shown} | changes))
