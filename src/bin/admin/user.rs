//! `npm run user -- add | list | list-alike | set-claims | set-password | remove`.

use std::io::Read;

use clap::{Args, Subcommand};
use edgegrant::platform::Unicode;
use edgegrant::protocol::login::{FoldedName, password};
use edgegrant::protocol::openid::claims;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::folded_names::fold_all;
use edgegrant::store::users::{
    User, UserPage, add_user, find_user, list_users, remove_user, replace_claims, replace_password,
};
use serde_json::{Map, Value, json};

use super::{Refusal, Target, Wrangler, new_id, one_line, random, wait};

/// NIST SP 800-63B section 3.1.1: shorter passwords are guessed.
const SHORTEST_PASSWORD: usize = 8;
/// How the refusal of a name or an address begins.
const NAMES: &str = "Names and addresses have";

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Add a user. Without --password-stdin, a random password is made and shown once.
    Add(Add),
    /// List the users by username, 20 at a time.
    List(List),
    /// List the users whose name or address looks like another user's: they differ only in case, in width, or in
    /// how a letter is composed. They were added before such names were refused.
    ListAlike(ListAlike),
    /// Say more about a user, for apps that may see their profile, address or phone number.
    SetClaims(SetClaims),
    /// Give a user another password, and end all their sessions and tokens.
    SetPassword(SetPassword),
    /// Remove a user, all their sessions and everything they granted.
    Remove(Remove),
}

#[derive(Args)]
pub(crate) struct Add {
    /// The name to sign in with.
    #[arg(long)]
    username: String,
    /// The email address to sign in with.
    #[arg(long)]
    email: Option<String>,
    /// The name that apps and pages show.
    #[arg(long)]
    name: Option<String>,
    /// The email address is known to belong to them.
    #[arg(long, requires = "email")]
    email_verified: bool,
    /// Something else that apps may ask for, such as given_name=Ada. Repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", num_args = 1..)]
    claims: Vec<String>,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct SetClaims {
    /// The name they sign in with.
    username: String,
    /// A standard claim of OpenID Connect, such as given_name=Ada. Without a value it is removed: given_name=.
    /// Repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", num_args = 1.., required = true)]
    claims: Vec<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct List {
    /// Begin after the user with this username.
    #[arg(long, value_name = "USERNAME")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct ListAlike {
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct SetPassword {
    /// The name they sign in with.
    username: String,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Remove {
    /// The name they sign in with.
    username: String,
    #[command(flatten)]
    target: Target,
}

pub(crate) fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::Add(add) => register(&add),
        Action::List(options) => list(&options),
        Action::ListAlike(ListAlike { target }) => list_alike(&target),
        Action::SetClaims(set) => set_claims(&set),
        Action::SetPassword(set) => set_password(&set),
        Action::Remove(remove) => erase(&remove),
    }
}

/// A password, and whether it was made here and must be shown.
struct Chosen {
    password: Secret,
    made_up: bool,
}

fn register(add: &Add) -> Result<(), Refusal> {
    let mut claims = Map::new();
    if add.email_verified {
        claims.insert("email_verified".to_owned(), json!(true));
    }
    for text in &add.claims {
        put(&mut claims, text)?;
    }
    let user = User {
        claims,
        pairwise_salt: String::new(),
        id: new_id()?,
        username: username(&add.username)?,
        email: add.email.as_deref().map(email).transpose()?,
        name: add
            .name
            .as_deref()
            .map(|name| one_line(name, NAMES))
            .transpose()?,
    };
    let chosen = choose(add.password_stdin, &add.target)?;
    let hash = password::hash(&chosen.password, &random()?)?;
    if !wait(add_user(&Wrangler::new(&add.target), &user, &hash))? {
        return Err(
            "The username or the email address is taken, or looks like one that is.".into(),
        );
    }
    if add.target.json {
        println!(
            "{}",
            json!({ "sub": user.id, "username": user.username, "password": told(&chosen) })
        );
        return Ok(());
    }
    println!("Added \"{}\".", user.username);
    tell(&chosen);
    Ok(())
}

fn list(options: &List) -> Result<(), Refusal> {
    let List { after, target } = options;
    let UserPage { users, next } = wait(list_users(&Wrangler::new(target), after.as_deref()))?;
    if target.json {
        let all: Vec<_> = users
            .iter()
            .map(|user| {
                json!({ "sub": user.id, "username": user.username, "email": user.email, "name": user.name, "claims": user.claims })
            })
            .collect();
        println!("{}", json!({ "users": all, "next": next }));
        return Ok(());
    }
    if users.is_empty() && after.is_some() {
        println!("No more users.");
    } else if users.is_empty() {
        println!("There are no users yet. `npm run user -- add --help` says how to add one.");
    } else {
        for user in &users {
            let known_as = [user.name.as_deref(), user.email.as_deref()];
            let known_as: Vec<_> = known_as.into_iter().flatten().collect();
            println!("{}  {}", user.username, known_as.join("  "));
        }
    }
    if let Some(next) = next {
        println!("\nThere are more: `npm run user -- list --after {next}`");
    }
    Ok(())
}

fn list_alike(target: &Target) -> Result<(), Refusal> {
    let all = wait(fold_all(&Wrangler::new(target)))?;
    if target.json {
        let all: Vec<_> = all
            .iter()
            .map(|it| json!({ "username": it.username, "username_of": it.username_of, "email_of": it.email_of }))
            .collect();
        println!("{}", json!(all));
    } else if all.is_empty() {
        println!("No two users have names that look alike.");
    }
    for it in all.iter().filter(|_| !target.json) {
        if let Some(other) = &it.username_of {
            println!("{}  has a username like {other}", it.username);
        }
        if let Some(other) = &it.email_of {
            println!("{}  has an address like {other}", it.username);
        }
    }
    Ok(())
}

fn set_claims(set: &SetClaims) -> Result<(), Refusal> {
    let sql = Wrangler::new(&set.target);
    let user = wait(find_user(&sql, &set.username))?.ok_or_else(|| unknown(&set.username))?;
    let mut claims = user.claims;
    for text in &set.claims {
        put(&mut claims, text)?;
    }
    let claims = wait(replace_claims(&sql, &user.id, &claims))?;
    let claims = claims.ok_or_else(|| unknown(&set.username))?;
    if set.target.json {
        println!("{}", json!({ "username": user.username, "claims": claims }));
        return Ok(());
    }
    println!("\"{}\" has these claims now:\n", user.username);
    for (name, value) in &claims {
        println!("{name:22} {value}");
    }
    Ok(())
}

/// Which claims are not text.
const BOOLEANS: [&str; 2] = ["email_verified", "phone_number_verified"];

/// Sets a claim, or removes it.
fn put(claims: &mut Map<String, Value>, text: &str) -> Result<(), Refusal> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("\"{text}\" is not a claim; write it as name=value."))?;
    let column = match name {
        "name" | "email" => Some(format!("--{name}")),
        "preferred_username" => Some("--username".to_owned()),
        _ => None,
    };
    if let Some(option) = column {
        return Err(
            format!("{name} cannot be set as a claim; it is the value of {option}.").into(),
        );
    }
    if !claims::is_standard(name) || name == "updated_at" {
        let all: Vec<_> = claims::supported().collect();
        return Err(format!(
            "\"{name}\" is not a claim that can be set here; known claims are: {}.",
            all.join(" ")
        )
        .into());
    }
    let json = || serde_json::from_str::<Value>(value).ok();
    let value = match name {
        _ if value.is_empty() => {
            claims.remove(name);
            return Ok(());
        }
        "address" => json().filter(Value::is_object).ok_or(
            "address must be a JSON object, such as address='{\"formatted\":\"1 Main Street\"}'.",
        )?,
        _ if BOOLEANS.contains(&name) => json()
            .filter(Value::is_boolean)
            .ok_or_else(|| format!("{name} must be true or false."))?,
        _ => json!(one_line(value, "A claim has")?),
    };
    claims.insert(name.to_owned(), value);
    Ok(())
}

/// The username, as it stands, of the user whom the owner means.
fn meant(sql: &Wrangler, username: &str) -> Result<String, Refusal> {
    let user = wait(find_user(sql, username))?;
    Ok(user.ok_or_else(|| unknown(username))?.username)
}

fn set_password(set: &SetPassword) -> Result<(), Refusal> {
    let sql = Wrangler::new(&set.target);
    let username = meant(&sql, &set.username)?;
    let chosen = choose(set.password_stdin, &set.target)?;
    let hash = password::hash(&chosen.password, &random()?)?;
    if !wait(replace_password(&sql, &username, &hash))? {
        return Err(unknown(&username));
    }
    if set.target.json {
        println!(
            "{}",
            json!({ "username": username, "password": told(&chosen) })
        );
        return Ok(());
    }
    println!("\"{username}\" has a new password and is signed out everywhere, apps included.");
    tell(&chosen);
    Ok(())
}

fn erase(remove: &Remove) -> Result<(), Refusal> {
    let sql = Wrangler::new(&remove.target);
    let username = meant(&sql, &remove.username)?;
    if !wait(remove_user(&sql, &username))? {
        return Err(unknown(&username));
    }
    if remove.target.json {
        println!("{}", json!({ "removed": username }));
    } else {
        println!(
            "Removed \"{username}\". An API that verifies access tokens itself accepts theirs until they expire."
        );
    }
    Ok(())
}

fn unknown(username: &str) -> Refusal {
    Refusal(format!(
        "There is no user \"{username}\". `npm run user -- list` shows them all."
    ))
}

fn choose(from_stdin: bool, target: &Target) -> Result<Chosen, Refusal> {
    if !from_stdin {
        return Ok(Chosen {
            password: Secret::mint(random()?),
            made_up: true,
        });
    }
    let mut text = String::new();
    std::io::stdin()
        .take(password::LONGEST as u64 + 2)
        .read_to_string(&mut text)
        .map_err(|error| format!("The password cannot be read: {error}"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if target.remote && text.chars().count() < SHORTEST_PASSWORD {
        return Err(format!(
            "The password must have at least {SHORTEST_PASSWORD} characters; a sentence works well."
        )
        .into());
    }
    Ok(Chosen {
        password: Secret::new(text),
        made_up: false,
    })
}

fn told(chosen: &Chosen) -> Option<&str> {
    chosen.made_up.then(|| chosen.password.reveal())
}

fn tell(chosen: &Chosen) {
    if let Some(password) = told(chosen) {
        println!(
            "\npassword  {password}\n\nPass it on now: only its hash is stored, so it cannot be shown again."
        );
    }
}

/// A username has no `@`, so that nobody takes it for somebody's email address. What looks like one is one.
fn username(text: &str) -> Result<String, Refusal> {
    let text = one_line(text, NAMES)?;
    let folded = FoldedName::new(&text, Wrangler::fold);
    if folded.as_str().contains('@') || has_space(&text, &folded) {
        return Err(
            "A username must not contain spaces or @; give the address with --email.".into(),
        );
    }
    Ok(text)
}

fn email(text: &str) -> Result<String, Refusal> {
    let text = one_line(text, NAMES)?;
    let folded = FoldedName::new(&text, Wrangler::fold);
    match folded.as_str().split_once('@') {
        Some((local, domain))
            if text.contains('@')
                && !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !has_space(&text, &folded) =>
        {
            Ok(text)
        }
        _ => Err(format!("\"{text}\" is not an email address.").into()),
    }
}

fn has_space(text: &str, folded: &FoldedName) -> bool {
    [text, folded.as_str()]
        .iter()
        .any(|it| it.contains(char::is_whitespace))
}
