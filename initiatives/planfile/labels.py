"""Japanese names for the keys of plan.yaml, so that a fault's place reads as words."""

from __future__ import annotations

Path = tuple[str | int, ...]

NAMES = {
    "adopted_month": "策定の年月",
    "ahead_from": "前倒しとする差",
    "amounts_to": "相当する判定",
    "background_figures": "背景の数値",
    "bar_style": "棒の描き方",
    "baseline": "基準値",
    "baseline_label": "基準値の時点",
    "basic_policies": "基本方針",
    "carry": "引継ぎの限り",
    "code": "番号",
    "direction": "めざす向き",
    "done_on": "完了日",
    "due_days": "提出期限までの日数",
    "due_on": "期限",
    "every": "毎期",
    "every_months": "測る間隔",
    "fields": "分野",
    "first_fiscal_year": "最初の年度",
    "from": "最初の年度",
    "glossary": "用語",
    "goals": "目標",
    "group": "まとまり",
    "half": "半期",
    "indicators": "指標",
    "initiatives": "取組",
    "is_context": "背景を示す指標",
    "issue_official": "現況と課題（計画の本文）",
    "issue_summary": "現況と課題（要旨）",
    "items": "マイルストーン",
    "key": "識別名",
    "kind": "種類",
    "label": "時点の表示",
    "last_fiscal_year": "最後の年度",
    "lead": "主管",
    "letter": "記号",
    "measured_on": "時点",
    "members": "構成",
    "milestones": "マイルストーンのまとまり",
    "municipality": "自治体の名称",
    "name": "名称",
    "note": "備考",
    "number": "番号",
    "office_name": "事務局の名称",
    "official_text": "計画の本文",
    "on_track_from": "順調とする差",
    "outline_official": "取組の概要（計画の本文）",
    "outline_summary": "取組の概要（要旨）",
    "own_series": "自団体の系列名",
    "parent": "上位の柱",
    "passages": "計画の記述",
    "percent": "予定（％）",
    "periods_per_year": "年間の報告回数",
    "phase": "工程",
    "phases": "工程",
    "pillar": "柱",
    "pillars": "柱",
    "plan": "計画",
    "promotion_bodies": "推進体制",
    "provisional": "速報値",
    "published_label": "公表の時期",
    "ratings": "評価",
    "reference": "計画での場所",
    "related_plans": "関連する計画",
    "relation": "関係",
    "role": "役割",
    "schedule": "予定工程",
    "sdgs": "SDGs",
    "sections": "担当",
    "series": "系列",
    "slightly_late_from": "やや遅れとする差",
    "slug": "識別名",
    "solutions": "解決の例",
    "source": "出典",
    "starts_on": "開始日",
    "summary": "要旨",
    "support": "関係",
    "survey": "業務量調査",
    "symbol": "記号",
    "target_on": "目標日",
    "targets": "目標値",
    "term": "用語",
    "text": "目標（ことば）",
    "thresholds": "判定の差",
    "title": "名称",
    "to": "最後の年度",
    "topic": "項目",
    "unit": "単位",
    "value": "値",
    "values": "実績値",
    "weight": "重み",
    "words_target": "目標（ことば）",
    "year": "年度",
    "year_end": "年度末に報告する班",
    "yearly_targets": "年度ごとの予定",
}

# What people call an item of a list by, where it has a number of its own.
CALLED_BY = {
    "basic_policies": ("symbol", "number"),
    "glossary": ("number",),
    "goals": ("number",),
    "initiatives": ("symbol", "code"),
    "pillars": ("code",),
}


def dotted(path: Path) -> str:
    """initiatives[5].schedule[0].phase"""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _item_name(list_key: str, index: int, item: object) -> str:
    if isinstance(item, dict):
        for key in CALLED_BY.get(list_key, ()):
            if isinstance(item.get(key), str):
                return str(item[key])
    return str(index + 1)


def spoken(path: Path, data: object) -> str:
    """取組⑥ › 予定工程1 › 工程, reading the items' own numbers from the file's data."""
    words: list[str] = []
    key = ""
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            words[-1:] = [f"{words[-1] if words else ''}{_item_name(key, step, data)}"]
        else:
            data = data.get(step) if isinstance(data, dict) else None
            key = step
            words.append(NAMES.get(step, step))
    return " › ".join(words)
