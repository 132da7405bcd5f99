"""The plan, its reports and the committee's pages."""

from django.urls import include, path

from initiatives.dashboard import views as dashboard
from initiatives.pages import my_page, views_initiatives
from initiatives.periods import views__periods as periods
from initiatives.plan import views as plan
from initiatives.reporting import views as reviews
from initiatives.reporting import views__reports as reports
from initiatives.reporting import views_write
from initiatives.task_links import views as initiative_tasks

urlpatterns = [
    path("", my_page.my_page, name="my_page"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("initiatives/", views_initiatives.initiative_list, name="initiatives"),
    path("initiatives/<str:code>/", views_initiatives.initiative, name="initiative"),
    path(
        "initiatives/<str:code>/tasks/",
        initiative_tasks.initiative_tasks,
        name="initiative_tasks",
    ),
    path(
        "reports/write/<int:participation_id>/<str:period_key>/",
        views_write.edit_report,
        name="report_edit",
    ),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/withdraw/", reports.withdraw, name="report_withdraw"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/<int:report_id>/confirm/", reviews.confirm, name="report_confirm"),
    path("reviews/<int:report_id>/return/", reviews.return_to_section, name="report_return"),
    path("reviews/<int:report_id>/reopen/", reviews.reopen, name="report_reopen"),
    path("periods/", periods.period_list, name="periods"),
    path("periods/<str:period_key>/submissions/", periods.submissions, name="submissions"),
    path("plan/", plan.overview, name="plan"),
    path("plan/background/", plan.background, name="plan_background"),
    path("plan/sdgs/", plan.sdgs, name="plan_sdgs"),
    path("plan/glossary/", plan.glossary, name="plan_glossary"),
    path("", include("initiatives.reporting.urls__urls_sheet")),
    path("", include("initiatives.periods.urls")),
    path("", include("initiatives.participations.urls")),
    path("", include("initiatives.reporting.urls")),
    path("meetings/", include("initiatives.meetings.urls")),
    path("meetings/", include("initiatives.paper.urls")),
    path("meetings/", include("initiatives.downloads.urls__urls_paper_files")),
    path("plan/revisions/", include("initiatives.revisions.urls")),
    path("dashboard/", include("initiatives.downloads.urls")),
    path("dashboard/", include("initiatives.explain.urls")),
]
