"""A web application made of Flask and Authlib, used as Authlib's documentation shows.

Its only argument is JSON: the port to serve, the issuer, and the clients that it is, by name. Each has a
/<name>/login, and after that /<name>/userinfo, /<name>/refresh and /<name>/logout. Answers are JSON.
"""

import json
import sys

from authlib.integrations.flask_client import OAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from flask import Flask, jsonify, session, url_for

settings = json.loads(sys.argv[1])
issuer = settings["issuer"]

app = Flask(__name__)
app.secret_key = "a secret of this test, which needs no strength"
oauth = OAuth(app)
# In the application's memory, by name of the client: together they are too long for a cookie.
tokens = {}


def keep(name):
    """What Authlib calls after it has refreshed by itself."""

    def update_token(token, refresh_token=None, access_token=None):
        assert refresh_token == tokens[name]["refresh_token"]
        tokens[name].update(token)

    return update_token


for name, client in settings["clients"].items():
    oauth.register(
        name,
        client_id=client["id"],
        client_secret=client["secret"],
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings["scope"],
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": client["method"],
        },
        client_auth_methods=[PrivateKeyJWT(f"{issuer}/token")],
        update_token=keep(name),
    )


@app.get("/<name>/login")
def login(name):
    return oauth.create_client(name).authorize_redirect(url_for("callback", name=name, _external=True))


@app.get("/<name>/callback")
def callback(name):
    tokens[name] = oauth.create_client(name).authorize_access_token()
    # These are the claims of the ID token; Authlib leaves the member out if it did not verify one.
    session[name] = tokens[name]["userinfo"]
    return jsonify(session[name])


@app.get("/<name>/userinfo")
def userinfo(name):
    return jsonify(oauth.create_client(name).userinfo(token=tokens[name]))


@app.get("/<name>/refresh")
def refresh(name):
    """An access token that has expired: Authlib refreshes when it is used."""
    before = dict(tokens[name])
    tokens[name]["expires_at"] = 1
    client = oauth.create_client(name)
    person = client.userinfo(token=tokens[name])
    changed = [part for part in ("access_token", "refresh_token", "id_token") if tokens[name][part] != before[part]]
    claims = client.parse_id_token(tokens[name], nonce=None)
    return jsonify(changed=changed, userinfo=person, claims=claims)


@app.get("/<name>/logout")
def logout(name):
    return oauth.create_client(name).logout_redirect(
        post_logout_redirect_uri=url_for("signed_out", name=name, _external=True),
        id_token_hint=tokens[name]["id_token"],
    )


@app.get("/<name>/signed-out")
def signed_out(name):
    oauth.create_client(name).validate_logout_response()
    del session[name]
    return jsonify(session.get(name))


app.run(host="localhost", port=settings["port"])
