"""The smallest plan that uses every kind of reference, and a folder to spoil it in."""

from __future__ import annotations

from pathlib import Path

from initiatives.planfile import PlanFileError
from initiatives.planfile.folder import read_folder

PLAN = """\
plan:
  slug: small
  name: 小さな計画
  municipality: ある町
  office_name: 企画課
  adopted_month: 2025-03
  first_fiscal_year: 2025
  last_fiscal_year: 2027
phases:
  - name: 検討
    bar_style: dashed
  - name: 実施
ratings:
  - letter: A
    name: よい
pillars:
  - code: "1"
    name: 柱その1
  - code: "2"
    name: 柱その2
    parent: "1"
initiatives:
  - code: "01"
    symbol: ①
    title: 取組その1
    pillar: "1"
    reference: 1章
    issue_summary: 課題
    outline_summary: 概要
    target_on: 2027-03-31
    schedule:
      - phase: 検討
        from: 2025
      - phase: 実施
        from: 2026
        to: 2027
    yearly_targets:
      - year: 2025
        percent: 20
    sections:
      lead: 企画課/企画班
      support: 住民課
    indicators:
      - name: 指標その1
        own_series: 町
        values:
          - measured_on: 2025-03-31
            value: 7.5
survey:
  name: 調べ
  published_label: 令和7年3月
  source: 計画
glossary:
  - number: 1
    term: 用語その1
    summary: 説明
    reference: 巻末
sdgs:
  goals:
    - number: 4
      title: 教育
  fields:
    - name: 学び
      solutions: [遠隔の授業]
      goals: [4]
"""

SURVEY = """\
種別,課,班,事務数,基幹系,基幹系以外,その他,合計
班,企画課,企画班,5,1,,2,3
班,企画課,統計班,2,,,,0
計,企画課,,7,1,,2,3
班,住民課,-,"1,000",4,,,4
合計,,,1007,5,,2,7
"""


class Folder:
    """A plan's folder that a test may spoil before it is read."""

    def __init__(self, path: Path, plan: str = PLAN, survey: str = SURVEY) -> None:
        self.path = path
        self.plan = path / "plan.yaml"
        self.survey = path / "survey.csv"
        self.plan.write_text(plan, encoding="utf-8")
        self.survey.write_text(survey, encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        """Replace the one occurrence of `old` in either file."""
        (file,) = [
            file for file in (self.plan, self.survey) if old in file.read_text(encoding="utf-8")
        ]
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    def faults(self) -> list[str]:
        """What reading the folder complains of."""
        try:
            read_folder(self.path)
        except PlanFileError as error:
            return [str(fault) for fault in error.faults]
        return []
