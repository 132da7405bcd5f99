"""Says in plain words why a YAML file cannot be read."""

from __future__ import annotations

import re

import yaml

from .faults import Fault

# What the parser says, and what the writer of the file needs to hear.
_EXPLAINED = (
    (
        "alias refused",
        "「&」や「*」で始まる参照は使えません。",
        '値をそのまま書いてください。文字として使うときは「"」で囲んでください。',
    ),
    (
        "tag refused",
        "「!」で始まる指定は使えません。",
        '「!」を消すか、値全体を「"」で囲んでください。',
    ),
    (
        "another document",
        "「---」で区切られた2つ目の文書があります。",
        "「---」の行を消して、1つにまとめてください。",
    ),
    (
        "mapping values are not allowed",
        "ここに「:」は書けません。",
        '上の行の字下げをそろえるか、値に「: 」を含むときは値全体を「"」で囲んでください。',
    ),
    (
        "could not find expected ':'",
        "項目名の後の「:」がありません。",
        "「項目名: 値」の形で書いてください。「:」は半角で、後ろに半角スペースを入れます。",
    ),
    (
        "unexpected end of stream",
        "「\"」や「'」が閉じられていません。",
        "値の終わりにも同じ引用符を付けてください。",
    ),
    (
        "cannot start any token",
        "値の先頭に使えない記号（@、`、% など）があります。",
        '値全体を「"」で囲んでください。',
    ),
    (
        "expected <block end>",
        "字下げがそろっていません。",
        "同じ並びの項目は、行の先頭の半角スペースの数を同じにしてください。",
    ),
)
_FALLBACK = (
    "YAMLの書き方に誤りがあります。",
    "この行と前後の行の「:」「-」、字下げ、引用符を確かめてください。",
)
_TAB = re.compile(r"^ *\t")
_WIDE_SPACE = re.compile(r"^[ \t]*\u3000")
_WIDE_COLON = re.compile(r"^[ \-]*[A-Za-z_]+：")


def explain(error: yaml.YAMLError, text: str, *, file: str) -> list[Fault]:
    """The faults behind a parser's error: tabs and full-width signs first, on every line."""
    faults = _likely_causes(text, file=file)
    if faults:
        return faults
    said = str(getattr(error, "problem", ""))
    mark = getattr(error, "problem_mark", None)
    if "unexpected end of stream" in said:
        mark = getattr(error, "context_mark", None) or mark
    problem, mend = next(
        ((problem, mend) for key, problem, mend in _EXPLAINED if key in said), _FALLBACK
    )
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, int(error.position)) + 1
        return [
            Fault(
                file=file,
                line=line,
                problem="目に見えない制御文字があります。",
                mend="この行を書き直してください。",
            )
        ]
    number = mark.line + 1 if mark else None
    lines = text.splitlines()
    value = lines[number - 1].strip() if number and number <= len(lines) else ""
    return [Fault(file=file, line=number, value=value, problem=problem, mend=mend)]


def _likely_causes(text: str, *, file: str) -> list[Fault]:
    causes = (
        (_TAB, "字下げにタブが使われています。", "タブを半角スペースに直してください。"),
        (
            _WIDE_SPACE,
            "字下げに全角スペースが使われています。",
            "全角スペースを半角スペースに直してください。",
        ),
        (
            _WIDE_COLON,
            "項目名の後の「：」が全角です。",
            "半角の「:」に直し、後ろに半角スペースを入れてください。",
        ),
    )
    return [
        Fault(file=file, line=number, value=line.strip(), problem=problem, mend=mend)
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern, problem, mend in causes
        if pattern.match(line)
    ]
