"""The harness itself: the safety nets of the other tests must hold."""

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpResponse
from django.template import Context, Engine, Origin, Template
from zeal.errors import NPlusOneError

from inventory.models import SurveyCount
from organization.models import Section
from tests import n_plus_one
from tests.factories.inventory import SurveyCountFactory
from tests.factories.organization import SectionFactory


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
