"""Mail is optional: what the settings make of EMAIL_URL and SITE_URL."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from hirao_dx.settings.base import mail, site_url

from .test_settings import in_production

SHOWN = (
    "print(settings.MAIL_CONFIGURED, settings.EMAIL_BACKEND.split('.')[-2], settings.EMAIL_HOST,"
    " settings.EMAIL_TIMEOUT, repr(settings.SITE_URL))"
)


def test_production_without_a_mail_server_writes_mail_to_the_log():
    run = in_production(SHOWN, EMAIL_URL="", SITE_URL="")

    assert run.stdout == "False console None 10 ''\n"


def test_production_with_a_mail_server_sends_through_it():
    run = in_production(
        SHOWN,
        EMAIL_URL="smtp+tls://dx:secret@mail.example.lg.jp:587",
        SITE_URL="https://dx.example.lg.jp/",
    )

    assert run.stdout == "True smtp mail.example.lg.jp 10 'https://dx.example.lg.jp'\n"


def test_mail_through_an_unknown_kind_of_address_is_refused():
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must start with smtp://"):
        mail("mail.example.lg.jp:25")


def test_site_url_that_is_no_link_is_refused():
    with pytest.raises(ImproperlyConfigured, match="it must start with https:// or http://"):
        site_url("dx.example.lg.jp")
