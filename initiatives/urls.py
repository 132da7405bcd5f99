"""The plan, its reports and the committee's pages."""

from django.urls import include, path

from .views import (
    dashboard,
    initiative_tasks,
    initiatives,
    my_page,
    periods,
    plan,
    reports,
    reviews,
    write,
)

urlpatterns = [
    path("", my_page.my_page, name="my_page"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("initiatives/", initiatives.initiative_list, name="initiatives"),
    path("initiatives/<str:code>/", initiatives.initiative, name="initiative"),
    path(
        "initiatives/<str:code>/tasks/",
        initiative_tasks.initiative_tasks,
        name="initiative_tasks",
    ),
    path(
        "reports/write/<int:participation_id>/<str:period_key>/",
        write.edit_report,
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
    path("", include("initiatives.urls_sheet")),
    path("", include("initiatives.urls_periods")),
    path("", include("initiatives.urls_matrix")),
    path("", include("initiatives.urls_evidence")),
    path("meetings/", include("initiatives.urls_meetings")),
    path("meetings/", include("initiatives.urls_paper")),
    path("meetings/", include("initiatives.urls_paper_files")),
    path("plan/revisions/", include("initiatives.urls_revisions")),
    path("dashboard/", include("initiatives.urls_downloads")),
    path("dashboard/", include("initiatives.urls_explain")),
]
