"""What several page tests do alike."""

from initiatives.choices import ReportStatus
from initiatives.reporting.actions import ReportContent


def at_work(cast, progress=60, **changes):
    """The content of a report in the middle of the work."""
    content = {
        "status": ReportStatus.IN_PROGRESS,
        "phase": cast.run,
        "progress": progress,
        "rating": cast.rating,
        "done_text": "窓口の様式を3つ減らした",
        "issues_text": "",
        "next_text": "次の様式を選ぶ",
    }
    return ReportContent(**(content | changes))


def typed(cast, version=0, action="submit", **changes):
    """The same report as a browser posts it."""
    fields = {
        "status": "in_progress",
        "phase": str(cast.run.pk),
        "progress": "60",
        "rating": str(cast.rating.pk),
        "done_text": "窓口の様式を3つ減らした",
        "issues_text": "",
        "next_text": "次の様式を選ぶ",
        "version": str(version),
        "action": action,
    }
    return fields | changes


def messages_of(response):
    """The messages shown on the page a response leads to."""
    return [str(message) for message in response.context["messages"]]
