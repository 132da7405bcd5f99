"""The harness itself: the safety nets of the other tests must hold."""

import ast
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpResponse
from django.template import Context, Engine, Origin, Template
from zeal.errors import NPlusOneError

from initiatives.models import Plan
from inventory.models import SurveyCount
from organization.models import Section
from tests import n_plus_one, starts
from tests.conftest import fits
from tests.factories import reset_sequences
from tests.factories.inventory import SurveyCountFactory
from tests.factories.organization import SectionFactory

from .repository import source, text


def render(source: str, *, path: str, **context: object) -> str:
    origin = Origin(str(settings.BASE_DIR / path))
    template = Template(source, origin, engine=Engine.get_default())
    return template.render(Context(context))


def test_template_unknown_variable_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"card\.html: {{ nothing }} names"):
        render("<p>{{ nothing }}</p>", path="templates/components/card.html")


def test_template_unknown_attribute_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="unknown variable"):
        render("<p>{{ word.nothing|upper }}</p>", path="templates/page.html", word="x")


def test_template_unknown_variable_with_default_passes() -> None:
    text = render('{{ nothing|default:"none" }}', path="templates/page.html")

    assert text == "none"


def test_template_condition_on_missing_object_passes() -> None:
    text = render("{% if a.b %}yes{% else %}no{% endif %}", path="templates/page.html", a={})

    assert text == "no"


def test_template_of_another_package_passes() -> None:
    text = render("[{{ nothing }}]", path=".venv/lib/django/contrib/admin/base.html")

    assert text == "[]"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_transactional_test_starts_empty_and_guarded(turn: str) -> None:
    assert not SurveyCount.objects.exists()

    count = SurveyCountFactory()

    with pytest.raises(IntegrityError, match="the published survey never changes"):
        count.delete()


def test_page_that_asks_once_per_row_fails(db, rf):
    SectionFactory.create_batch(3)

    def page(request):
        return HttpResponse([section.department.name for section in Section.objects.all()])

    with pytest.raises(NPlusOneError, match=r"Section\.department"):
        n_plus_one.middleware(page)(rf.get("/inventory/"))
    assert n_plus_one.middleware(page)(rf.get("/admin/")).status_code == 200


# --- which database a test runs on ------------------------------------------------------------

BOTH = ["sqlite", "postgresql"]


def nothing():
    """A test that takes no fixture."""


def by_name(request):
    """A test that may ask for any fixture as it runs."""


def a_test(*fixtures, marks=(), function=nothing):
    """What the choice looks at: fixtures, those of fixtures among them, and marks."""
    found = {mark.name: mark for mark in marks}
    return SimpleNamespace(
        nodeid="a_test",
        fixturenames=fixtures,
        function=function,
        get_closest_marker=found.get,
    )


@pytest.mark.parametrize(
    ("item", "databases"),
    [
        (a_test("tmp_path"), ["sqlite"]),
        (a_test("db", "_django_db_helper", "django_db_setup"), BOTH),
        (a_test("client"), BOTH),
        (a_test("request", function=by_name), BOTH),
        (a_test(marks=[pytest.mark.django_db.mark]), BOTH),
        (a_test(marks=[pytest.mark.browser.mark]), BOTH),
        (a_test("django_db_setup", marks=[pytest.mark.once.mark]), ["sqlite"]),
        (a_test(marks=[pytest.mark.only_on("postgresql").mark]), ["postgresql"]),
        (a_test("django_db_setup", marks=[pytest.mark.only_on("sqlite").mark]), ["sqlite"]),
    ],
)
def test_what_asks_a_database_runs_on_both(item, databases):
    chosen = [vendor for vendor in BOTH if fits(item, vendor)]

    assert chosen == databases


@pytest.fixture
def at_one_remove(db):
    """A fixture that asks a database, for a test that does not."""


def test_who_asks_a_database_is_known_by_what_the_fixtures_need(request, at_one_remove):
    assert "django_db_setup" in request.node.fixturenames


# --- starts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_does_to_a_start_is_gone_in_the_next(loaded_hirao, turn):
    plan = loaded_hirao.plan

    assert plan == Plan.objects.get()
    assert plan.name == Plan.objects.get().name != "別の計画"
    assert not Section.objects.filter(name="新しい班").exists()

    plan.name = "別の計画"
    plan.save()
    SectionFactory(name="新しい班")


def test_the_rows_of_a_start_leave_with_it(given, django_db_blocker):
    with django_db_blocker.unblock():
        given.begin("loaded_hirao")
        with_it = Plan.objects.count()
        given.begin("")
        without = Plan.objects.count()

    assert (with_it, without) == (1, 0)


@pytest.fixture
def one_section(monkeypatch):
    """A start of a single section."""
    start = starts.Start(lambda before, folder: SectionFactory(), after="")
    monkeypatch.setitem(starts._starts, "one_section", start)


def test_factories_count_on_from_a_start(one_section, given, django_db_blocker):
    with django_db_blocker.unblock():
        given.begin("one_section")
        reset_sequences()
        given.begin("one_section")
        names = list(Section.objects.values_list("name", flat=True))
        section = given("one_section")
        given.begin("")

    assert names == [section.name] == ["第1班"]
    assert SectionFactory.build().name == "第2班"


def test_a_start_that_builds_on_another_holds_both(
    one_section, monkeypatch, given, django_db_blocker
):
    second = starts.Start(lambda first, folder: (first, SectionFactory()), after="one_section")
    monkeypatch.setitem(starts._starts, "two_sections", second)

    with django_db_blocker.unblock():
        given.begin(starts.start_of(a_test("one_section", "two_sections")))
        names = list(Section.objects.order_by("pk").values_list("name", flat=True))
        both = given("two_sections")
        given.begin("")

    assert names == [section.name for section in both] == ["第1班", "第2班"]


def names_registered(tree):
    """The starts that a module registers."""
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "starts.register"
    }


def fixtures_of(tree):
    """A module's fixtures, each with the fixtures it asks for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(mark).startswith("pytest.fixture") for mark in node.decorator_list
        ):
            yield node.name, {argument.arg for argument in node.args.args}


def test_no_fixture_bears_the_name_of_a_start_without_asking_for_it():
    trees = {path: ast.parse(text(path)) for path in source("tests")}
    names = set().union(*(names_registered(tree) for tree in trees.values()))

    others = [
        (str(path), name)
        for path, tree in trees.items()
        for name, asked in fixtures_of(tree)
        if name in names and not {"given", name} & asked
    ]

    assert names >= {"cast", "demo", "loaded_hirao"}
    assert others == []


def test_two_starts_that_know_nothing_of_each_other_are_refused(one_section):
    with pytest.raises(pytest.UsageError, match="loaded_hirao and one_section"):
        starts.start_of(a_test("loaded_hirao", "one_section"))


def test_a_transactional_test_begins_with_nothing():
    assert starts.start_of(a_test("loaded_hirao", "transactional_db")) == ""
