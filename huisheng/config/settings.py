"""Every setting comes from the environment (documented in docs/settings.md); no business constant lives here."""

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from huisheng.kernel import secrets

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("HUISHENG_VAR") or ROOT / "var")


def _key_material() -> bytes:
    """The 64 bytes of var/secret.key: 32 for sessions, 32 for personal fields. Made by ``huisheng run``."""
    path = Path(os.environ.get("HUISHENG_KEY_FILE") or VAR / "secret.key")
    if path.exists():
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(os.urandom(64))
    except FileExistsError:
        pass
    return path.read_bytes()


_KEYS = _key_material()
SECRET_KEY = _KEYS[:32].hex()
secrets.load(_KEYS[32:64])

DEBUG = os.environ.get("HUISHENG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("HUISHENG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# networks of the proxies that stand before the pages: what they say of where a request comes from is believed
TRUSTED_PROXIES = os.environ.get("HUISHENG_TRUSTED_PROXIES", "").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("HUISHENG_ORIGINS", "").split(",") if o]

# suggestions, repeats, hot topics: "off" runs the house without them
INSIGHT = os.environ.get("HUISHENG_INSIGHT", "").lower() not in ("off", "0", "no")

# the folder of a speech model in the form of faster-whisper; none: recordings aren't written down
SPEECH_MODEL = os.environ.get("HUISHENG_SPEECH_MODEL", "")

# where screens reach the push: a path behind a balancer ("/events/"), or its own port; neither: they ask now and then
PUSH = os.environ.get("HUISHENG_PUSH", "")
PUSH_PORT = os.environ.get("PUSH_PORT", "")
_HOSTS = [host for host in ALLOWED_HOSTS if host and host[0] not in ".*"]
# a content security policy has no form for an IPv6 address: pages opened by one ask every ten seconds instead
_NAMED = [host for host in _HOSTS if not host.startswith("[")]
_OWN_PUSH = [f"http://{host}:{PUSH_PORT}" for host in _NAMED] if PUSH_PORT and not PUSH else []
# the pages that may read what the push sends
PUSH_ORIGINS = [*CSRF_TRUSTED_ORIGINS, *(f"http://{host}:{os.environ.get('PORT') or 8012}" for host in _HOSTS)]


def _database(url: str) -> dict[str, object]:
    parts = urlparse(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "huisheng.kernel.database",
        "NAME": unquote(parts.path.lstrip("/")) or "huisheng",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(query.get("port", parts.port or "")),
        "CONN_MAX_AGE": None,  # persistent: 0.32 of the speed without (STACK)
        "CONN_HEALTH_CHECKS": True,
        # fixed statements (kernel.database.fixed, ledger.pen) are prepared; the ORM's own never are
        "OPTIONS": {"prepare_threshold": 5},
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///huisheng"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "huisheng.directory",
    "huisheng.taxonomy",
    "huisheng.ledger",
    "huisheng.knowledge",
    "huisheng.insight",
    "huisheng.lifecycle.workorder",
    "huisheng.lifecycle.listing",
    "huisheng.lifecycle.dispatch",
    "huisheng.lifecycle.attachments",
    "huisheng.lifecycle.visits",
    "huisheng.lifecycle.sessions",
    "huisheng.lifecycle.quality",
    "huisheng.lifecycle.records",
    "huisheng.lifecycle.topics",
    "huisheng.lifecycle.notices",
    "huisheng.channels.inbox",
    "huisheng.channels.outbox",
    "huisheng.channels.letters",
    "huisheng.channels.telephony",
    "huisheng.channels.sms",
    "huisheng.channels.mail",
    "huisheng.channels.open311",
    "huisheng.channels.wechat",
    "huisheng.portal",
    "huisheng.measures",
    "huisheng.circular",
    "huisheng.rehearsal",
]

MIDDLEWARE = [
    "huisheng.config.proxied.Proxied",
    "django.middleware.security.SecurityMiddleware",
    "huisheng.config.pressed.Pressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

# the API's own stack (config/wsgi.py): a bearer key is no cookie, so there is nothing to forge
API_MIDDLEWARE = [
    "huisheng.config.proxied.Proxied",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "huisheng.config.urls"
WSGI_APPLICATION = "huisheng.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huisheng.config.demo.demo",
            ],
            "builtins": ["huisheng.desks.tags"],
        },
    }
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "huisheng.directory.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "huisheng.directory.passwords.NotOnlyDigits"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username",)},
    },
]
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = 5
AXES_RESET_ON_SUCCESS = True  # four slips on Monday and one on Friday are not an attack
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "huisheng.desks.watch.locked"
AXES_IPWARE_PROXY_COUNT = 0
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("HUISHENG_HTTPS") == "1"
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "huisheng.config.refused.forged"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *_OWN_PUSH],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["huisheng.kernel.uploads.Bounded"]
ATTACHMENTS = Path(os.environ.get("HUISHENG_ATTACHMENTS") or VAR / "attachments")
# a store of its own instead of the folder: endpoint, bucket, key, secret, region
ATTACHMENTS_S3 = (
    os.environ.get("HUISHENG_S3_ENDPOINT", "").rstrip("/"),
    os.environ.get("HUISHENG_S3_BUCKET", ""),
    os.environ.get("HUISHENG_S3_KEY", ""),
    os.environ.get("HUISHENG_S3_SECRET", ""),
    os.environ.get("HUISHENG_S3_REGION") or "us-east-1",
)

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = True  # static files are served from where they lie: nothing is collected
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HUISHENG_LOG", "WARNING")},
}
