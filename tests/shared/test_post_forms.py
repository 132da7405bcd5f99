"""The forms of a page: found in its HTML, and filled as a browser would have had them."""

from __future__ import annotations

import pytest

from hirao_dx.shared.post_forms import Filling, post_forms, unfolded
from tests.posting import forms_in

PAGE = """
<form method="get"><input name="q"></form>
<form method="post" action="/a/" class="x"><input type="hidden" name="version" value="3">
  <input name="line" value="前の文"><textarea name="text" rows="3">
前の&lt;文&gt;</textarea>
  <input type="checkbox" name="tick" value="a" checked>
  <input type="checkbox" name="tick" value="b">
  <input type="radio" name="one" value="x" checked><input type="radio" name="one" value="y"/>
  <select name="pick"><option value="1">一</option><option value="2" selected>二</option></select>
  <select name="many" multiple><option>あ</option><option selected>い</option></select>
  <input type="password" name="secret" value=""><input type="file" name="file">
  <button name="action" value="save">保存</button>
</form>
<form method="POST" data-plain><input name="user"></form>
"""


def content():
    (form,) = post_forms(PAGE)
    return PAGE[form.inside : form.end]


def filled(**texts):
    filling = Filling(texts)
    (form,) = forms_in(f'<form method="post">{filling.fill(content())}</form>', "/")
    return filling, form.data


def test_only_forms_that_post_are_found_and_not_the_plain_ones():
    (form,) = post_forms(PAGE)

    assert form.attributes == {"method": "post", "action": "/a/", "class": "x"}
    assert PAGE[form.start :].startswith('<form method="post" action="/a/"')
    assert PAGE[form.end :].startswith("</form>")


@pytest.mark.parametrize(
    ("control", "takes"),
    [
        ('<input name="a">', True),
        ('<input type="date" name="a">', True),
        ("<textarea name='a'></textarea>", True),
        ('<input type="hidden" name="a">', False),
        ('<input type="checkbox" name="a">', False),
        ('<select name="a"><option>1</option></select>', False),
        ('<input type="file" name="a">', False),
        ('<input name="a"><input type="password" name="b">', False),
        ('<button name="a" value="<b>">送る</button>', False),
    ],
)
def test_a_form_takes_text_where_people_write_in_it(control, takes):
    page = f'<form method="post">{control}</form>'
    (form,) = post_forms(page)

    assert form.takes_text(page) is takes


def test_every_kind_of_control_takes_its_text():
    filling, data = filled(
        line=['"新しい" <文>'],
        text=["一行目\r\n二&行目"],
        tick=["b"],
        one=["y"],
        pick=["1"],
        many=["あ", "い"],
    )

    assert data["line"] == ['"新しい" <文>']
    assert data["text"] == ["一行目\r\n二&行目"]
    assert (data["tick"], data["one"], data["pick"]) == (["b"], ["y"], ["1"])
    assert filling.changed == {"line", "text", "tick", "one", "pick", "many"}
    assert filling.left == {}


def test_what_is_the_same_changes_nothing():
    filling, _ = filled(
        line=["前の文"], text=["前の<文>"], tick=["a"], one=["x"], pick=["2"], many=["い"]
    )

    assert filling.changed == set()
    assert filling.fill(content()) == content()


def test_a_box_that_is_not_among_the_texts_was_not_ticked():
    filling, data = filled(line=["前の文"])

    assert "tick" not in data
    assert filling.changed == {"tick"}


def test_a_row_that_was_not_kept_stays_as_it_is():
    content = (
        '<input type="checkbox" name="t1-a" checked><input type="checkbox" name="t2-a" checked>'
    )
    filling = Filling({"t1-name": ["x"]})

    assert filling.fill(content).count(" checked") == 1
    assert filling.changed == {"t1-a"}


def test_the_version_that_was_typed_over_comes_back():
    filling, data = filled(version=["2"], line=["新しい文"])

    assert data["version"] == ["2"]
    assert filling.is_behind


@pytest.mark.parametrize("name", ["secret", "file"])
def test_neither_a_password_nor_a_file_is_filled(name):
    filling, _ = filled(**{name: ["z"], "tick": ["a"]})

    assert filling.changed == set()
    assert 'value="z"' not in filling.fill(content())


def test_a_choice_that_is_no_longer_offered_leaves_the_page_s():
    _, data = filled(pick=["9"])

    assert data["pick"] == ["2"]


def test_texts_without_a_control_are_told_apart_from_buttons():
    filling, _ = filled(gone=["文"], action=["save"])

    assert filling.left == {"gone": ["文"]}


def test_several_controls_of_one_name_take_their_texts_in_turn():
    content = '<input name="a"><input name="a"><input name="a" value="三">'

    filling = Filling({"a": ["一", "二"]})

    (form,) = forms_in(f'<form method="post">{filling.fill(content)}</form>', "/")
    assert form.data["a"] == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<details class="a"><summary>x</summary>',
            '<details class="a" open><summary>x</summary>',
        ),
        ("<details open><p>", "<details open><p>"),
        ("<details></details><p>", "<details></details><p>"),
        ("<p>", "<p>"),
    ],
)
def test_a_form_that_was_filled_lies_unfolded(before, after):
    assert unfolded(before) == after


def test_words_within_another_attribute_stay():
    content = '<input aria-label="a checked value=1" type="checkbox" name="a" checked>'

    assert Filling({"b": ["x"]}).fill(content) == (
        '<input aria-label="a checked value=1" type="checkbox" name="a" data-put-back>'
    )


def test_a_select_that_took_a_text_says_so_to_scripts():
    assert 'name="pick" data-put-back' in Filling({"pick": ["1"]}).fill(content())
