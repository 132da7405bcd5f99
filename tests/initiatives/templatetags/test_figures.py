"""Numbers as the committee's pages write them."""

from fractions import Fraction

from django.urls import resolve

from initiatives.templatetags import figures
from tests.initiatives.made_figures import Q3, initiative, report, taking_part
from tests.initiatives.made_figures import figures as made


def test_a_number_is_a_link_whose_name_says_what_it_opens():
    link = figures.explained("70.0%", "mean", "initiative-6", "2026-3")

    assert link == (
        '<a class="explained" href="/dashboard/explain/mean/initiative-6/?period=2026-3">'
        '70.0%<span class="visually-hidden">の説明</span></a>'
    )


def test_a_number_of_no_period_leads_to_the_newest():
    assert figures.explanation_url("indicator", "indicator-3") == (
        "/dashboard/explain/indicator/indicator-3/"
    )


def test_words_in_a_number_cannot_become_markup():
    assert "&lt;b&gt;" in figures.explained("<b>", "mean", "plan")


def test_a_code_with_signs_arrives_as_it_was_sent():
    address = figures.explanation_url("mean", figures.subject("52-4-1-01", "initiative"))

    assert resolve(address).kwargs["of"] == "initiative-52-4-1-01"


def test_coverage_reads_alike_in_one_line_and_in_three():
    both = initiative(1, taking_part(1), taking_part(2))
    covered = made(Q3, [both], [report(1, Q3, 50)]).plan

    assert figures.coverage(covered) == "今期1・引継ぎ0・未報告1"
    assert figures.coverage_lines(covered) == "今期1 <br>引継ぎ0 <br>未報告1"


def test_the_gap_is_known_only_where_progress_is():
    told = made(Q3, [initiative(1, taking_part(1))], [report(1, Q3, 50)]).plan
    silent = made(Q3, [initiative(1, taking_part(1))]).plan

    assert (figures.gap(told), figures.gap(silent)) == (Fraction(-25), None)
