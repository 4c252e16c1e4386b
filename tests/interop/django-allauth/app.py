"""A web application made of Django and django-allauth, used as its documentation shows.

Its only argument is JSON: the port to serve, the issuer, and the clients that it is, by name. Each signs in at
/accounts/oidc/<name>/login/; then /me says who that is. Answers are JSON.
"""

import json
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import include, path

told = json.loads(sys.argv[1])


def provider(name, client):
    own = {"server_url": told["issuer"], "oauth_pkce_enabled": True, "scope": told["scope"].split()}
    if client.get("says"):
        own["token_auth_method"] = client["says"]
    return {
        "provider_id": name,
        "name": name,
        "client_id": client["id"],
        "secret": client["secret"],
        "settings": own,
    }


settings.configure(
    DEBUG=True,
    SECRET_KEY="a secret of this test, which needs no strength",
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:app?mode=memory&cache=shared"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
        "context_processors": ["django.template.context_processors.request"],
    }}],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    LOGIN_REDIRECT_URL="/me",
    SOCIALACCOUNT_LOGIN_ON_GET=True,
    SOCIALACCOUNT_STORE_TOKENS=True,
    SOCIALACCOUNT_PROVIDERS={
        "openid_connect": {"APPS": [provider(name, client) for name, client in told["clients"].items()]},
    },
    LOGGING={"version": 1, "handlers": {"out": {"class": "logging.StreamHandler"}}, "root": {"handlers": ["out"]}},
)
django.setup()


def me(request):
    from allauth.socialaccount.models import SocialAccount, SocialToken

    if not request.user.is_authenticated:
        return JsonResponse(None, safe=False)
    account = SocialAccount.objects.filter(user=request.user).latest("last_login")
    token = SocialToken.objects.filter(account=account).latest("id")
    return JsonResponse({
        "provider": account.provider,
        "uid": account.uid,
        "email": request.user.email,
        "claims": account.extra_data,
        "refreshes": bool(token.token_secret),
    })


urlpatterns = [path("accounts/", include("allauth.urls")), path("me", me)]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


application = get_wsgi_application()
call_command("migrate", verbosity=0)
make_server("localhost", told["port"], application, handler_class=Quiet).serve_forever()
