"""Whatever people do to the files, reading ends in a plan or in faults, never in a crash."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from .small import PLAN, SURVEY, Folder

SCRAPS = st.one_of(
    st.sampled_from(
        ["", "\t", "　", ":", "- ", "[", "{", '"', "&a", "*a", "!!x ", "\r", "|", "~"]
    ),
    st.text(max_size=4),
)


@st.composite
def spoiled(draw, text):
    """The text with a few pieces of it replaced by scraps."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(SCRAPS) + text[end:]
    return text


def all_told_in_words(plan, survey):
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(Path(path))
        folder.plan.write_bytes(plan.encode("utf-8", "surrogatepass"))
        folder.survey.write_bytes(survey.encode("utf-8", "surrogatepass"))
        return all(fault.endswith("。") for fault in folder.faults())


@settings(deadline=None, max_examples=60)
@given(spoiled(PLAN))
def test_spoiled_plan_never_crashes_the_reader(plan):
    told = all_told_in_words(plan, SURVEY)

    assert told


@settings(deadline=None, max_examples=60)
@given(spoiled(SURVEY))
def test_spoiled_survey_never_crashes_the_reader(survey):
    told = all_told_in_words(PLAN, survey)

    assert told
