"""Django's own apps, as this site needs them."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class OfficeAdminConfig(AdminConfig):
    """Puts the office's admin site where Django's own would be."""

    default_site = "hirao_dx.admin.OfficeAdminSite"


class SiteStaticFilesConfig(StaticFilesConfig):
    """Collects no scripts that are not used: their comments look like imports of missing files."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
