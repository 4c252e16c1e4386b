//! `npm run user -- add | list | list-alike | set-claims | set-password | remove`.

use clap::{Args, Subcommand};
use edgegrant::protocol::login::password;
use edgegrant::store::users::{
    User, UserPage, add_user, find_user, list_users, remove_user, replace_claims, replace_password,
};
use serde_json::{Map, json};

use super::chosen_password::{choose, tell, told};
use super::list_alike::{ListAlike, list_alike};
use super::user_values::{NAMES, email, put, username};
use super::{Refusal, Target, Wrangler, new_id, one_line, random, wait};

/// Why nobody can be added yet: a name that looks like theirs may be among those that were not compared.
const UNCOMPARED: &str = "Some users are from an earlier version, and their names were not compared with the others yet. \
     Run `npm run user -- list-alike --all` first, for the same database.";

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Add a user. Without --password-stdin, a random password is made and shown once.
    Add(Add),
    /// List the users by username, 20 at a time.
    List(List),
    /// List the users whose name or address looks like another user's: they differ only in case, in width, or in
    /// how a letter is composed. They were added before such names were refused. It looks at 20 users at a time.
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
        Action::ListAlike(options) => list_alike(options),
        Action::SetClaims(set) => set_claims(&set),
        Action::SetPassword(set) => set_password(&set),
        Action::Remove(remove) => erase(&remove),
    }
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
    let added = wait(add_user(&Wrangler::new(&add.target), &user, &hash))?;
    if !added.ok_or(UNCOMPARED)? {
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
            "Removed \"{username}\". An API that verifies access tokens itself accepts this user's tokens until they expire."
        );
    }
    Ok(())
}

fn unknown(username: &str) -> Refusal {
    Refusal(format!(
        "There is no user \"{username}\". `npm run user -- list` shows them all."
    ))
}
