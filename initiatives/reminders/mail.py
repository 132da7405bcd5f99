"""A reminder or a notice as a mail: its subject, its text, and why it was not sent."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from hirao_dx.shared.words import days_words
from initiatives.choices import ReminderTo

from .due import Due, DueNotice, DueReminder

SHOWN = 20  # reports that one mail names


def message(reminder: Due, connection: BaseEmailBackend) -> EmailMessage:
    """One person's mail, to be sent.

    No name goes into a header, only the address. Sending raises ValueError if the address holds a
    line break.
    """
    return EmailMessage(
        subject=subject(reminder),
        body=body(reminder),
        to=[reminder.email],
        # Nobody's absence notice should answer a machine (RFC 3834).
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def subject(reminder: Due) -> str:
    """【進捗報告】あと3日・未提出2件（令和8年度 第3四半期）, or what came back or waits."""
    if isinstance(reminder, DueNotice):
        what = "差し戻された報告" if reminder.is_returned else "確認を待っている報告"
        return f"【進捗報告】{what}があります（{reminder.count}件）"
    words = days_words(reminder.days_left)
    return f"【進捗報告】{words}・未提出{reminder.count}件（{reminder.period.label}）"


def body(reminder: Due) -> str:
    """Plain text: what is waited for, and what to do."""
    roles = "・".join(role.label for role in reminder.roles)
    if isinstance(reminder, DueNotice):
        return _notice(reminder, roles)
    return _reminder(reminder, roles)


def _notice(notice: DueNotice, roles: str) -> str:
    context = {
        "notice": notice,
        "shown": notice.reports[:SHOWN],
        "unshown": max(notice.count - SHOWN, 0),
        "roles": roles,
        "url": _address(reverse("my_page") if notice.is_returned else notice.plan.reviews_url),
    }
    return render_to_string("initiatives/reminders/notice.txt", context)


def _reminder(reminder: DueReminder, roles: str) -> str:
    context = {
        "reminder": reminder,
        "days": days_words(reminder.days_left),
        "roles": roles,
        "is_for_office": ReminderTo.OFFICE in reminder.roles,
        "plan": reminder.period.plan,
        "my_page_url": _address(reverse("my_page")),
        "submissions_url": _address(reminder.period.get_absolute_url()),
    }
    return render_to_string("initiatives/reminders/mail.txt", context)


def reason(error: Exception) -> str:
    """Why a mail was not sent, with the server's own words."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"メールサーバーが宛先を断りました（{code} {_text(words)}）"
    if isinstance(error, SMTPResponseException):
        return f"メールサーバーが断りました（{error.smtp_code} {_text(error.smtp_error)}）"
    return f"送信できませんでした（{error}）"


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _address(path: str) -> str:
    """The full address of a page; blank while SITE_URL is not set."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else ""
