//! The providers of the settings (`PROVIDERS`).

use serde_json::{Map, Value};

use super::dialect::Dialect;
use super::safe_url::is_safe;
use crate::protocol::display_name::one_line;
use crate::protocol::group::ADMINISTRATORS;
use crate::protocol::json;

/// How many there may be: each is a button.
const MOST: usize = 10;
/// How many groups one may have a say in.
const MOST_GROUPS: usize = 10;

const MEMBERS: [&str; 11] = [
    "id",
    "client_id",
    "tenant",
    "team_id",
    "key_id",
    "issuer",
    "name",
    "scope",
    "clients",
    "groups",
    "identity_assertion",
];

/// A provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// What tells it from the others; it is in its redirect URI.
    pub id: String,
    /// What people know it by.
    pub name: String,
    /// How it differs from others.
    pub dialect: Dialect,
    /// Its issuer.
    pub issuer: String,
    /// This server's `client_id` there.
    pub client_id: String,
    /// What is asked for.
    pub scope: String,
    /// The clients for which it is offered; `None`: all.
    pub clients: Option<Vec<String>>,
    /// Which of our groups it has a say in.
    pub groups: Option<Groups>,
    /// Whether clients get tokens for what it asserts of people (draft-ietf-oauth-identity-assertion-authz-grant).
    pub identity_assertion: bool,
    /// Apple's names of the team and of the key that signs.
    pub signer: (String, String),
}

/// Which of our groups a provider has a say in.
#[derive(Debug, Clone)]
pub struct Groups {
    /// The claim that lists groups of theirs.
    claim: String,
    /// A group of theirs, and one of ours.
    map: Vec<(String, String)>,
}

impl Groups {
    /// Every group of ours that is named, JSON.
    #[must_use]
    pub fn all(&self) -> String {
        let ours = self.map.iter().map(|(_, ours)| ours.as_str());
        json::write(&ours.collect::<Value>())
    }

    /// The claim that lists them.
    #[must_use]
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// Whether the claims say something of groups.
    #[must_use]
    pub fn are_in(&self, claims: &Map<String, Value>) -> bool {
        claims.contains_key(&self.claim)
    }

    /// Those of them that somebody with these claims is in, JSON. The claim may be a list or a text.
    pub(super) fn of(&self, claims: &Map<String, Value>) -> String {
        let has = |theirs: &str| match claims.get(&self.claim) {
            Some(Value::Array(all)) => all.iter().any(|it| it == theirs),
            Some(value) => value == theirs,
            None => false,
        };
        let ours = self.map.iter().filter(|(theirs, _)| has(theirs));
        json::write(&ours.map(|(_, ours)| ours.as_str()).collect::<Value>())
    }
}

impl Provider {
    /// Reads the setting.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence.
    pub fn list(setting: &Value) -> Result<Vec<Self>, String> {
        let list = setting
            .as_array()
            .ok_or("it must be a list of {id, client_id}")?;
        if list.len() > MOST {
            return Err("there are more than 10".to_owned());
        }
        let mut all: Vec<Self> = Vec::new();
        for one in list {
            let provider = Self::read(one)?;
            if all.iter().any(|known| known.id == provider.id) {
                return Err([&*provider.id, " is there twice"].concat());
            }
            all.push(provider);
        }
        Ok(all)
    }

    fn read(value: &Value) -> Result<Self, String> {
        let members = Members::read(value)?;
        let id = members.id;
        let dialect = Dialect::of(id);
        let issuer = match dialect.issuer(members.text("tenant").unwrap_or("common")) {
            Some(issuer) if !members.all.contains_key("issuer") => issuer,
            Some(_) => return Err(members.wrong("its issuer is known")),
            None => members.need("issuer")?.to_owned(),
        };
        if !is_safe(&issuer) || issuer.contains(['?', ' ']) {
            let form = "\"issuer\" must begin with https://, exactly as in its metadata";
            return Err(members.wrong(form));
        }
        let mut signer = Default::default();
        if dialect == Dialect::Apple {
            let (team, key) = (members.need("team_id")?, members.need("key_id")?);
            signer = (team.to_owned(), key.to_owned());
        }
        let name = match dialect.name() {
            Some(name) => name,
            None => members.need("name")?,
        };
        let mut clients = None;
        if let Some(all) = members.all.get("clients") {
            let all = texts(all)
                .ok_or_else(|| members.wrong("\"clients\" must be a list of client_id"))?;
            clients = Some(all);
        }
        let mut groups = None;
        if let Some(all) = members.all.get("groups") {
            groups = Some(read_groups(all).map_err(|why| members.wrong(why))?);
        }
        let identity_assertion = match members.all.get("identity_assertion") {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) if dialect.signs_as(&issuer) => true,
            Some(_) => {
                let why = "\"identity_assertion\" is true or false, and true for an OpenID issuer of one tenant: not for \
                           Apple or GitHub, and for Microsoft only with the id of a tenant";
                return Err(members.wrong(why));
            }
        };
        Ok(Self {
            identity_assertion,
            client_id: members.need("client_id")?.to_owned(),
            scope: members.text("scope").unwrap_or(dialect.scope()).to_owned(),
            name: one_line(name).ok_or_else(|| members.wrong("\"name\" cannot be used"))?,
            id: id.to_owned(),
            clients,
            groups,
            dialect,
            issuer,
            signer,
        })
    }

    /// The name of its secret.
    #[must_use]
    pub fn secret(&self) -> String {
        secret_of(&self.id)
    }

    /// Whether it is offered to people who sign in for this client.
    #[must_use]
    pub fn is_for(&self, client_id: Option<&str>) -> bool {
        match (&self.clients, client_id) {
            (Some(clients), Some(client_id)) => clients.iter().any(|it| it == client_id),
            (None, _) | (_, None) => true,
        }
    }
}

/// The members of a provider in the settings.
struct Members<'a> {
    id: &'a str,
    all: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    fn read(value: &'a Value) -> Result<Self, String> {
        let Some(all) = value.as_object() else {
            return Err("each provider must be an object in braces".to_owned());
        };
        let id = all.get("id").and_then(Value::as_str).unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if id.is_empty() || id.len() > 20 || !id.bytes().all(plain) {
            return Err("\"id\" must be 1 to 20 characters: a to z, 0 to 9 and -".to_owned());
        }
        let members = Self { id, all };
        if all.contains_key("client_secret") {
            let instead = "a secret does not belong in the settings; put it into edgegrant.secrets.json as \"";
            return Err([&*members.wrong(instead), &secret_of(id), "\""].concat());
        }
        match all.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            Some(unknown) => {
                Err([&*members.wrong("Edgegrant does not know \""), unknown, "\""].concat())
            }
            None => Ok(members),
        }
    }

    fn wrong(&self, what: &str) -> String {
        [self.id, ": ", what].concat()
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        let text = self.all.get(name)?.as_str()?;
        (!text.is_empty() && !text.contains(char::is_control)).then_some(text)
    }

    fn need(&self, name: &str) -> Result<&'a str, String> {
        let missing = || self.wrong(&["\"", name, "\" is missing"].concat());
        self.text(name).ok_or_else(missing)
    }
}

fn secret_of(id: &str) -> String {
    let id = id.to_ascii_uppercase().replace('-', "_");
    ["PROVIDER_SECRET_", &id].concat()
}

fn texts(list: &Value) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for text in list.as_array()? {
        all.push(text.as_str()?.to_owned());
    }
    Some(all)
}

fn read_groups(groups: &Value) -> Result<Groups, &'static str> {
    const FORM: &str = "\"groups\" must be like {\"claim\": \"groups\", \"map\": {\"theirs\": \"ours\"}}, with 10 at most";
    let claim = groups["claim"].as_str().ok_or(FORM)?.to_owned();
    let mut map = Vec::new();
    for (theirs, ours) in groups["map"].as_object().ok_or(FORM)? {
        let ours = ours.as_str().ok_or(FORM)?.to_owned();
        if ours.eq_ignore_ascii_case(ADMINISTRATORS) {
            return Err("a provider cannot say who is an administrator");
        }
        map.push((theirs.clone(), ours));
    }
    if map.is_empty() || map.len() > MOST_GROUPS {
        return Err(FORM);
    }
    Ok(Groups { claim, map })
}
