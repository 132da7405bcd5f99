"""Addresses from before plans stood side by side: each leads to the plan that it meant."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from initiatives.models import Decision, Meeting, Participation, ProgressReport, ReportAttachment

from .views_former import of_first_plan, of_period, of_row

participation = of_row(Participation, "initiative__plan")
report = of_row(ProgressReport, "participation__initiative__plan")
evidence = of_row(ReportAttachment, "report__participation__initiative__plan")
meeting = of_row(Meeting, "plan")
decision = of_row(Decision, "meeting__plan")

urlpatterns: list[URLPattern] = [
    path("reports/write/<int:pk>/<path:rest>", participation),
    path("reports/sheet/<str:period_key>/", of_period),
    path("reports/<int:pk>/", report),
    path("reports/<int:pk>/<path:rest>", report),
    path("reviews/<int:pk>/<path:rest>", report),
    path("evidence/add/<int:pk>/", report),
    path("evidence/<int:pk>/", evidence),
    path("evidence/<int:pk>/<path:rest>", evidence),
    path("meetings/decisions/<int:pk>/<path:rest>", decision),
    path("meetings/<int:pk>/", meeting),
    path("meetings/<int:pk>/<path:rest>", meeting),
    path("periods/<str:period_key>/", of_period),
    path("periods/<str:period_key>/<path:rest>", of_period),
    re_path(r"^(?:dashboard|initiatives|matrix|meetings|periods|plan|reviews)/", of_first_plan),
]
