//! What `npm run client -- add --for` knows: the settings that libraries and apps need in return for what they need of a
//! client, which is in `src/protocol/client/known_apps.rs`. Each row says where that was read, and when not all of it could be.

use edgegrant::protocol::client::known_apps::known_app;

use super::app::App;

/// What each needs in return, by its word. Above each row is where that and what its client needs were read.
const SETTINGS: [(&str, &str); 14] = [
    // Tried here: tests/workerd/foreign/oidc-authjs.test.mjs. It sends PKCE and HTTP Basic, takes any algorithm that
    // the metadata names, and reads name and email from the ID token.
    (
        "authjs",
        "\
# .env
AUTH_EDGEGRANT_ISSUER={issuer}
AUTH_EDGEGRANT_ID={id}
AUTH_EDGEGRANT_SECRET={secret}
# among the providers of the configuration:
#   { id: \"edgegrant\", name: \"Edgegrant\", type: \"oidc\", issuer: process.env.AUTH_EDGEGRANT_ISSUER,
#     clientId: process.env.AUTH_EDGEGRANT_ID, clientSecret: process.env.AUTH_EDGEGRANT_SECRET }",
    ),
    // Tried here: tests/interop/better-auth. The callback of 1.7 is /api/auth/callback/<providerId>; that of earlier
    // versions was read in its tests (github.com/better-auth/better-auth, generic-oauth).
    (
        "better-auth",
        "\
# .env
EDGEGRANT_CLIENT_ID={id}
EDGEGRANT_CLIENT_SECRET={secret}
# in genericOAuth({ config: [ … ] }):
#   { providerId: \"edgegrant\", discoveryUrl: \"{issuer}/.well-known/openid-configuration\", pkce: true,
#     scopes: [\"openid\", \"profile\", \"email\"], clientId: process.env.EDGEGRANT_CLIENT_ID,
#     clientSecret: process.env.EDGEGRANT_CLIENT_SECRET }",
    ),
    // Tried here: tests/interop/django-allauth. The callback is that of its manual
    // (github.com/pennersr/django-allauth, docs/socialaccount/providers/openid_connect.rst).
    (
        "django-allauth",
        "\
# settings.py
SOCIALACCOUNT_PROVIDERS = {
    \"openid_connect\": {
        \"APPS\": [{
            \"provider_id\": \"edgegrant\",
            \"name\": \"Edgegrant\",
            \"client_id\": \"{id}\",
            \"secret\": \"{secret}\",
            \"settings\": {\"server_url\": \"{issuer}\", \"oauth_pkce_enabled\": True},
        }],
    },
}",
    ),
    // Tried here: tests/interop/express-openid-connect. Without authorizationParams it asks for the implicit flow,
    // which is not served, and it expects RS256 (github.com/auth0/express-openid-connect, lib/config.js).
    (
        "express-openid-connect",
        "\
# .env; add your own SECRET for the cookie: 32 random characters or more
ISSUER_BASE_URL={issuer}
BASE_URL={url}
CLIENT_ID={id}
CLIENT_SECRET={secret}
# in the code, because the default is the implicit flow:
#   auth({ authorizationParams: { response_type: \"code\", scope: \"openid profile email\" } })",
    ),
    // Read in the source of its provider (github.com/markbates/goth, providers/openidConnect/openidConnect.go): it
    // sends a state, but neither a code challenge nor a nonce; it asks userinfo. Not tried.
    (
        "gitea",
        "\
# on the machine that runs Gitea (Forgejo: forgejo admin …)
gitea admin auth add-oauth --name edgegrant --provider openidConnect --key {id} --secret {secret} \\
  --auto-discover-url {issuer}/.well-known/openid-configuration --scopes openid --scopes profile --scopes email",
    ),
    // Tried here: tests/interop/go-oidc. Old versions take RS256 alone; newer ones what the metadata names, unless the
    // verifier was made by hand (github.com/coreos/go-oidc, oidc/verify.go).
    (
        "go-oidc",
        "\
# .env
OIDC_ISSUER={issuer}
OIDC_CLIENT_ID={id}
OIDC_CLIENT_SECRET={secret}
OIDC_REDIRECT_URL={url}/auth/callback
# in the code: oauth2.GenerateVerifier(), AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)) and
# Exchange(ctx, code, oauth2.VerifierOption(verifier)); golang.org/x/oauth2 does not send PKCE by itself",
    ),
    // Read in its manual (grafana.com/docs/grafana, generic-oauth): the callback is /login/generic_oauth, `use_pkce`
    // sends PKCE, and api_url is userinfo. Not tried.
    (
        "grafana",
        "\
# grafana.ini
[auth.generic_oauth]
enabled = true
name = Edgegrant
client_id = {id}
client_secret = {secret}
scopes = openid profile email
auth_url = {issuer}/authorize
token_url = {issuer}/token
api_url = {issuer}/userinfo
use_pkce = true",
    ),
    // Read in the manual of hass-oidc-auth (github.com/christiaangoossens/hass-oidc-auth, docs/configuration.md), for
    // Home Assistant has no OpenID Connect of its own: a public client with PKCE that expects RS256. Not tried.
    (
        "home-assistant",
        "\
# configuration.yaml, with hass-oidc-auth installed
auth_oidc:
  client_id: \"{id}\"
  discovery_url: \"{issuer}/.well-known/openid-configuration\"
  features:
    include_groups_scope: false",
    ),
    // Read in its manual (docs.immich.app/administration/oauth): three redirect URIs, one of them of its mobile app. It
    // expects RS256 unless it is told otherwise. Not tried.
    (
        "immich",
        "\
# Administration > Settings > Authentication > OAuth
Issuer URL      {issuer}
Client ID       {id}
Client secret   {secret}
Scope           openid email profile",
    ),
    // Read in its manual (mozilla-django-oidc.readthedocs.io): it expects HS256 unless it is told otherwise, knows no
    // discovery, and sends PKCE where it says OIDC_USE_PKCE (since 4.0). Not tried.
    (
        "mozilla-django-oidc",
        "\
# settings.py
OIDC_RP_CLIENT_ID = \"{id}\"
OIDC_RP_CLIENT_SECRET = \"{secret}\"
OIDC_RP_SIGN_ALGO = \"RS256\"
OIDC_USE_PKCE = True
OIDC_OP_JWKS_ENDPOINT = \"{issuer}/.well-known/jwks.json\"
OIDC_OP_AUTHORIZATION_ENDPOINT = \"{issuer}/authorize\"
OIDC_OP_TOKEN_ENDPOINT = \"{issuer}/token\"
OIDC_OP_USER_ENDPOINT = \"{issuer}/userinfo\"",
    ),
    // Read in its issues (github.com/nextauthjs/next-auth, 3559 and 6760; karakeep-app/karakeep, 2850): version 4
    // expects RS256, and sends PKCE and a nonce where `checks` says so. Not tried.
    (
        "nextauth",
        "\
# .env
NEXTAUTH_URL={url}
EDGEGRANT_CLIENT_ID={id}
EDGEGRANT_CLIENT_SECRET={secret}
# among the providers of the configuration, for version 4:
#   { id: \"edgegrant\", name: \"Edgegrant\", type: \"oauth\", idToken: true, checks: [\"pkce\", \"state\", \"nonce\"],
#     wellKnown: \"{issuer}/.well-known/openid-configuration\",
#     authorization: { params: { scope: \"openid profile email\" } },
#     clientId: process.env.EDGEGRANT_CLIENT_ID, clientSecret: process.env.EDGEGRANT_CLIENT_SECRET,
#     userinfo: {}, profile: ({ sub, name, email }) => ({ id: sub, name, email }) }",
    ),
    // Read in the manual of its app user_oidc (github.com/nextcloud/user_oidc, README.md, and `occ user_oidc:provider`):
    // it reads the person from the ID token, for `enrich_login_id_token_with_userinfo` is off. Not tried.
    (
        "nextcloud",
        "\
# on the machine that runs Nextcloud
occ app:install user_oidc
occ user_oidc:provider edgegrant --clientid={id} --clientsecret={secret} --scope=\"openid profile email\" \\
  --discoveryuri={issuer}/.well-known/openid-configuration",
    ),
    // Read in its manual (github.com/omniauth/omniauth_openid_connect, README.md): HTTP Basic, a nonce, and PKCE where
    // it says `pkce: true`. Not tried.
    (
        "omniauth_openid_connect",
        "\
# .env
OP_ISSUER={issuer}
OP_CLIENT_ID={id}
OP_SECRET_KEY={secret}
# in the builder of OmniAuth:
#   provider :openid_connect, issuer: ENV[\"OP_ISSUER\"], discovery: true, pkce: true,
#     scope: [:openid, :profile, :email], client_options: { identifier: ENV[\"OP_CLIENT_ID\"],
#     secret: ENV[\"OP_SECRET_KEY\"], redirect_uri: \"{url}/auth/openid_connect/callback\" }",
    ),
    // Read in descriptions of its realm (pulumi.com/registry/packages/proxmoxve, realm/openid): the redirect URI is its
    // address alone, with the port. It is written with the crate openidconnect, which is tried in tests/interop. Older
    // versions do not ask userinfo. Not tried itself.
    (
        "proxmox",
        "\
# on a machine of the cluster
pveum realm add edgegrant --type openid --issuer-url {issuer} --client-id {id} --client-key {secret} \\
  --username-claim preferred_username --scopes \"openid email profile\" --autocreate 1",
    ),
];

/// The app with this word.
pub(super) fn find(word: &str) -> Option<App> {
    let mut rows = SETTINGS.iter();
    let (_, settings) = rows.find(|(known, _)| *known == word)?;
    Some(App {
        known: known_app(word)?,
        settings,
    })
}

#[cfg(test)]
mod tests;
