"""The page behind every number."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.factories.report import ProgressReportFactory


@pytest.fixture
def told(cast):
    """60 % in this period."""
    ProgressReportFactory(
        participation=cast.participation, period=cast.period, progress=60, submitted=True
    )
    return cast


def explained(client, measure, of, **query):
    return client.get(reverse("explain", args=[measure, of]), {"period": "2026-3"} | query)


MEASURES = ["mean", "floor", "planned", "gap", "coverage"]
SUBJECTS = ["plan", "pillar", "initiative-1"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("of", SUBJECTS)
@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee", "office"])
def test_everyone_may_ask_for_every_number(client, told, measure, of, who):
    client.force_login(getattr(told, who))
    if of == "pillar":
        of = f"pillar-{told.initiative.pillar_id}"

    response = explained(client, measure, of)

    assert response.status_code == 200
    assert response.context["explanation"].value in response.content.decode()


def test_a_visitor_is_sent_to_log_in(client, told):
    address = reverse("explain", args=["mean", "plan"])

    response = client.get(address)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={quote(address)}")
