//! What the owner of the app sets in `wrangler.toml`.

use url::Url;

/// What the app asks the person to grant.
pub const SCOPES: [&str; 6] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "notes:read",
    "notes:write",
];

/// How to set a variable.
const VARIABLE: &str =
    "Set it under [vars] in wrangler.toml ([env.production.vars] for the deployed app).";
/// How to set the secret.
const SECRET: &str = "Give it to `npx wrangler secret put CLIENT_SECRET --env production` in \
                      examples/web-app (locally it is a line of .dev.vars).";

/// The settings of the app.
pub struct Config {
    /// The issuer identifier of the authorization server, spelled exactly as the server does.
    pub issuer: String,
    /// The registration of this app.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The origin of this app, without a slash at its end.
    pub base_url: String,
    /// The address of the notes API, without a slash at its end.
    pub notes_api: String,
}

impl Config {
    /// Reads the settings; `variable` returns one by its name.
    ///
    /// # Errors
    /// A sentence that names the first setting that is missing or wrong, and where to set it.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let set = |name: &str, how: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| format!("{name} is not set. {how}"))
        };
        let address = |name: &str| {
            let value = set(name, VARIABLE)?;
            if trusted(&value) {
                Ok(value)
            } else {
                Err(format!(
                    "{name} is `{value}`, which is not an address such as https://example.com. \
                     Correct it in wrangler.toml."
                ))
            }
        };
        let base_url = address("BASE_URL")?;
        let base_url = base_url.trim_end_matches('/');
        if !Url::parse(base_url).is_ok_and(|url| url.path() == "/") {
            return Err(format!(
                "BASE_URL is `{base_url}`, but must have no path. Correct it in wrangler.toml."
            ));
        }
        Ok(Self {
            issuer: address("ISSUER")?,
            client_id: set("CLIENT_ID", VARIABLE)?,
            client_secret: set("CLIENT_SECRET", SECRET)?,
            base_url: base_url.to_owned(),
            notes_api: address("NOTES_API")?.trim_end_matches('/').to_owned(),
        })
    }

    /// Where the authorization server sends the browser back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/callback", self.base_url)
    }

    /// Where it sends the browser after the person has signed out there.
    #[must_use]
    pub fn post_logout_redirect_uri(&self) -> String {
        format!("{}/", self.base_url)
    }
}

/// `https`, or `http` on this machine, where nobody can listen in between.
fn trusted(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| {
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        (url.scheme() == "https" || url.scheme() == "http" && local)
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::Config;

    fn read(changes: &[(&str, &str)]) -> Result<Config, String> {
        let good = [
            ("ISSUER", "https://login.example"),
            ("CLIENT_ID", "app"),
            ("CLIENT_SECRET", "secret"),
            ("BASE_URL", "http://localhost:8788"),
            ("NOTES_API", "https://api.example/v1/"),
        ];
        Config::read(|name| {
            let find = |list: &[(&str, &str)]| {
                let found = list.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            find(changes).or_else(|| find(&good))
        })
    }

    #[test]
    fn good_settings_are_read() {
        let config = read(&[]).expect("good settings");
        assert_eq!(config.redirect_uri(), "http://localhost:8788/callback");
        assert_eq!(config.notes_api, "https://api.example/v1");
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (name, value) in [
            ("ISSUER", ""),
            ("ISSUER", "login.example"),
            ("ISSUER", "http://login.example"),
            ("CLIENT_ID", ""),
            ("CLIENT_SECRET", ""),
            ("BASE_URL", "https://app.example/notes"),
            ("BASE_URL", "https://app.example?x"),
            ("NOTES_API", "ftp://api.example"),
        ] {
            let sentence = read(&[(name, value)]).err().expect("an error");
            assert!(sentence.starts_with(name), "{sentence}");
        }
    }

    /// Every command in a message can be pasted: only npm's commands are on the PATH, and the local demo's
    /// values are not the deployed ones.
    #[test]
    fn a_missing_setting_is_set_for_the_deployed_app() {
        let sentence = |name| read(&[(name, "")]).err().expect("an error");
        assert!(sentence("CLIENT_ID").contains("[env.production.vars]"));
        let command = "`npx wrangler secret put CLIENT_SECRET --env production`";
        assert!(sentence("CLIENT_SECRET").contains(command));
    }
}
