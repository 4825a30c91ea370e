"""The house's settings without its rooms: processes are tested for what they are, quickly."""

from huisheng.config.settings import *  # noqa: F403
from huisheng.config.settings import INSTALLED_APPS as _ALL

INSTALLED_APPS = [app for app in _ALL if not app.startswith("huisheng.")]
ROOT_URLCONF = "huisheng.console.tests.bare_urls"
TEMPLATES = []
