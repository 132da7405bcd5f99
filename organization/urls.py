"""Log-in, log-out and the change of one's own password."""

from django.contrib.auth import views as auth
from django.urls import include, path

from organization.kept.views import LogInView

urlpatterns = [
    path("login/", LogInView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("kept/", include("organization.kept.urls")),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
]
