"""Calls every route of the Admin API with whatever its description allows, and with what it does not allow, and holds each
answer against the description. Its argument is JSON: {url, client_id, key, ids, examples, turns, never, broken};
`key` is a PEM of ES256, `ids` has some ids for each collection, `turns` says how often a route is tried with so many `examples` until a call
goes well, `never` names the routes where none does, and with `broken` the description says of a user what is not so. The last line that it writes is {"done": calls by route and status}."""

import base64
import collections
import hashlib
import json
import random
import sys
import time
import uuid

import hypothesis
import hypothesis.strategies
import jwt
import requests
import schemathesis
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from schemathesis.checks import CHECKS

SETTINGS = json.loads(sys.argv[1])
API = SETTINGS["url"] + "/admin/api"
PROOF_KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(PROOF_KEY.public_key()))


class Caller(requests.auth.AuthBase):
    """A program with private_key_jwt, whose every call has a proof of its own."""

    def __init__(self):
        self.client_key = serialization.load_pem_private_key(SETTINGS["key"].encode(), None)
        self.token = None
        self.until = 0
        self.nonce = None

    def proof(self, method, url, **claims):
        said = {"jti": str(uuid.uuid4()), "htm": method, "htu": url.split("?")[0], "iat": int(time.time()), **claims}
        if self.nonce:
            said["nonce"] = self.nonce
        return jwt.encode(said, PROOF_KEY, "ES256", {"typ": "dpop+jwt", "jwk": PUBLIC})

    def assertion(self):
        now = int(time.time())
        name = SETTINGS["client_id"]
        said = {"iss": name, "sub": name, "aud": SETTINGS["url"], "jti": str(uuid.uuid4()), "iat": now, "exp": now + 60}
        return jwt.encode(said, self.client_key, "ES256")

    def renew(self):
        url = SETTINGS["url"] + "/token"
        for _ in range(2):
            answer = requests.post(url, headers={"DPoP": self.proof("POST", url)}, data={
                "grant_type": "client_credentials", "scope": "admin_api", "resource": API, "client_id": SETTINGS["client_id"],
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": self.assertion(),
            })
            self.nonce = answer.headers.get("DPoP-Nonce", self.nonce)
            if answer.ok:
                break
        answer.raise_for_status()
        self.token = answer.json()["access_token"]
        self.until = time.time() + 120

    def __call__(self, request):
        if time.time() > self.until:
            self.renew()
        ath = jwt.utils.base64url_encode(hashlib.sha256(self.token.encode()).digest()).decode()
        request.headers["Authorization"] = "DPoP " + self.token
        request.headers["DPoP"] = self.proof(request.method, request.url, ath=ath)
        return request


# A PNG of one transparent pixel.
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII=")
for kind in ("image/png", "image/webp"):
    schemathesis.openapi.media_type(kind, hypothesis.strategies.just(PICTURE) | hypothesis.strategies.binary(max_size=200))

# A smaller example of what went wrong is not worth its time.
PHASES = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
# Hypothesis sets the usual one to the same seed before each call.
chance = random.SystemRandom()
caller = Caller()
described = requests.get(API + "/openapi.json").json()
assert described["servers"] == [{"url": API, "description": "This server."}], described["servers"]
# The token is the transport's business: a call without one would be made with it all the same.
del described["security"]
if SETTINGS.get("broken"):
    described["components"]["schemas"]["User"]["properties"]["administrator"] = {"type": "string"}
    described["paths"] = {"/users/{id}": described["paths"]["/users/{id}"]}
schema = schemathesis.openapi.from_dict(described)


def known(case):
    """Most calls are about something that is there."""
    collection = case.path.split("/")[1]
    for name, ids in (("id", SETTINGS["ids"].get(collection)), ("which", SETTINGS["ids"]["users"])):
        if ids and name in (case.path_parameters or {}) and chance.random() < 0.8:
            case.path_parameters[name] = chance.choice(ids)
    return case


def takes_away(operation):
    """How little can be done about the same thing after it: 2 removes it."""
    if operation.method.upper() == "DELETE" and operation.path.count("/") == 2:
        return 2
    return int(operation.path.endswith(("/disable", "/block")))


# What chance seldom finds: a body that means something.
BODIES = {
    ("POST", "/apps"): lambda: {"name": "An app", "redirect_uris": ["https://app.example/callback"]},
    ("PATCH", "/apps/{id}"): lambda: {"name": "Another name"},
    ("POST", "/groups"): lambda: {"name": f"group-{uuid.uuid4()}"},
    ("PATCH", "/groups/{id}"): lambda: {"name": f"group-{uuid.uuid4()}"},
    ("POST", "/invitations"): lambda: {"uses": 1, "days": 7},
}


usual = hypothesis.settings(max_examples=SETTINGS["examples"], deadline=None, database=None, phases=PHASES,
                            suppress_health_check=list(hypothesis.HealthCheck))


def main():
    calls = collections.Counter()
    checks = CHECKS.get_all()
    left_out = {"ignored_auth", "positive_data_acceptance", "use_after_free", "ensure_resource_availability", "missing_required_header"}
    checks = [check for check in checks if check.__name__ not in left_out]
    operations = [result.ok() for result in schema.get_all_operations()]
    for operation in sorted(operations, key=takes_away):

        route = f"{operation.method.upper()} {operation.path}"

        @usual
        @hypothesis.given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE))
        def right(case):
            if chance.random() < 0.7:
                for name in ("If-Match", "Idempotency-Key"):
                    (case.headers or {}).pop(name, None)
            body = BODIES.get((operation.method.upper(), operation.path))
            if body and chance.random() < 0.7:
                case.body = body()
            call(case)

        @usual
        @hypothesis.given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
        def wrong(case):
            call(case)

        def call(case):
            known(case)
            answer = case.call(auth=caller, base_url=API)
            caller.nonce = next(iter(answer.headers.get("dpop-nonce", [])), caller.nonce)
            calls[f"{route} {answer.status_code}"] += 1
            case.validate_response(answer, checks=checks)

        def went_well():
            return any(done.startswith(f"{route} 2") for done in calls)

        # Little of what is there is as some routes want it, and chance may miss it.
        for seed in range(SETTINGS["turns"]):
            hypothesis.seed(seed)(right)()
            if went_well() or route in SETTINGS["never"]:
                break
        try:
            hypothesis.seed(0)(wrong)()
        except (hypothesis.errors.Unsatisfiable, schemathesis.errors.InvalidSchema, ValueError) as error:
            calls[f"{route} nothing is wrong there: {type(error).__name__}"] += 1
    print(json.dumps({"done": calls}))


main()
