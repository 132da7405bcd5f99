"""The plan, its reports and the committee's pages: one module of addresses per capability."""

from django.urls import include, path

from initiatives.paper.views import rules_page

urlpatterns = [
    path("", include("initiatives.pages.urls")),
    path("", include("initiatives.task_links.urls")),
    path("", include("initiatives.reporting.urls")),
    path("", include("initiatives.periods.urls")),
    path("", include("initiatives.participations.urls")),
    path("plan/", include("initiatives.plan.urls")),
    path("plan/rules/", rules_page, name="rules"),
    path("plan/revisions/", include("initiatives.revisions.urls")),
    path("meetings/", include("initiatives.meetings.urls")),
    path("meetings/", include("initiatives.paper.urls")),
    path("dashboard/", include("initiatives.dashboard.urls")),
    path("dashboard/", include("initiatives.explain.urls")),
    path("", include("initiatives.downloads.urls")),
]
