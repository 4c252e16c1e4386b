//! What libraries and apps need of a client. `admin/src/apps.rs` says where each row was read, and has the settings that the
//! apps need in return.

use crate::protocol::jose::Algorithm;

/// One library or app.
#[derive(Debug)]
pub struct KnownApp {
    /// The word for it.
    pub word: &'static str,
    /// What the client is called, unless the owner says otherwise.
    pub name: &'static str,
    /// Where people are sent back to; `{url}` stands for the app's address.
    pub callbacks: &'static [&'static str],
    /// What differs from an ordinary client.
    pub needs: Needs,
}

/// What differs from an ordinary client.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// `id_token_signed_response_alg`.
    pub algorithm: Algorithm,
    /// It keeps no secret.
    pub public: bool,
    /// It cannot send a code challenge.
    pub without_pkce: bool,
    /// It cannot send a nonce either.
    pub without_nonce: bool,
    /// It reads the person's name and email from the ID token.
    pub claims_in_id_token: bool,
}

/// A client with a secret, PKCE and userinfo, whose ID tokens are signed with what every library can verify.
const USUAL: Needs = Needs {
    algorithm: Algorithm::Rs256,
    public: false,
    without_pkce: false,
    without_nonce: false,
    claims_in_id_token: false,
};

/// The same, for one that reads the person from the ID token.
const FROM_ID_TOKEN: Needs = Needs {
    claims_in_id_token: true,
    ..USUAL
};

const fn app(
    word: &'static str,
    name: &'static str,
    callbacks: &'static [&'static str],
    needs: Needs,
) -> KnownApp {
    KnownApp {
        word,
        name,
        callbacks,
        needs,
    }
}

/// Every row, by its word.
pub const KNOWN_APPS: [KnownApp; 14] = [
    app(
        "authjs",
        "Auth.js",
        &["{url}/api/auth/callback/edgegrant"],
        Needs {
            algorithm: Algorithm::Es256,
            ..FROM_ID_TOKEN
        },
    ),
    app(
        "better-auth",
        "Better Auth",
        &[
            "{url}/api/auth/callback/edgegrant",
            "{url}/api/auth/oauth2/callback/edgegrant",
        ],
        USUAL,
    ),
    app(
        "django-allauth",
        "django-allauth",
        &["{url}/accounts/oidc/edgegrant/login/callback/"],
        USUAL,
    ),
    app(
        "express-openid-connect",
        "express-openid-connect",
        &["{url}/callback"],
        USUAL,
    ),
    app(
        "gitea",
        "Gitea",
        &["{url}/user/oauth2/edgegrant/callback"],
        Needs {
            without_pkce: true,
            without_nonce: true,
            ..USUAL
        },
    ),
    app("go-oidc", "go-oidc", &["{url}/auth/callback"], USUAL),
    app("grafana", "Grafana", &["{url}/login/generic_oauth"], USUAL),
    app(
        "home-assistant",
        "Home Assistant",
        &["{url}/auth/oidc/callback"],
        Needs {
            public: true,
            ..FROM_ID_TOKEN
        },
    ),
    app(
        "immich",
        "Immich",
        &[
            "{url}/auth/login",
            "{url}/user-settings",
            "app.immich:///oauth-callback",
        ],
        USUAL,
    ),
    app(
        "mozilla-django-oidc",
        "mozilla-django-oidc",
        &["{url}/oidc/callback/"],
        USUAL,
    ),
    app(
        "nextauth",
        "NextAuth",
        &["{url}/api/auth/callback/edgegrant"],
        USUAL,
    ),
    app(
        "nextcloud",
        "Nextcloud",
        &[
            "{url}/apps/user_oidc/code",
            "{url}/index.php/apps/user_oidc/code",
        ],
        FROM_ID_TOKEN,
    ),
    app(
        "omniauth_openid_connect",
        "OmniAuth",
        &["{url}/auth/openid_connect/callback"],
        USUAL,
    ),
    app("proxmox", "Proxmox VE", &["{url}", "{url}/"], FROM_ID_TOKEN),
];

/// The row with this word.
#[must_use]
pub fn known_app(word: &str) -> Option<&'static KnownApp> {
    KNOWN_APPS.iter().find(|app| app.word == word)
}

impl KnownApp {
    /// The redirect URIs of one that is at `url`.
    #[must_use]
    pub fn redirect_uris(&self, url: &str) -> Vec<String> {
        let at = |callback: &&str| callback.replace("{url}", url.trim_end_matches('/'));
        self.callbacks.iter().map(at).collect()
    }
}
