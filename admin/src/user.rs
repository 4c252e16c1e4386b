//! `npm run user -- add | set-password | remove`; [`super::user_edit`], [`super::user_show`], [`super::user_standing`],
//! [`super::user_links`], [`super::user_passkeys`] and [`super::list_alike`] have the others.

use clap::{Args, Subcommand};
use edgegrant::store::user::User;
use edgegrant::store::user_details::{UserDetails, load_details};
use edgegrant::store::user_passwords::replace_password;
use edgegrant::store::users::{add_user, remove_user};
use serde_json::{Map, Value, json};

use super::chosen_password::{choose, tell, told};
use super::list_alike::{ListAlike, list_alike};
use super::one_user::{LAST_ADMINISTRATOR, One, TAKEN, UNCOMPARED, meant, unknown};
use super::own_claims::put_both;
use super::user_edit::{self, Edit, SetClaims};
use super::user_links::{self, Invite, SetupLink};
use super::user_open_links::{self, Links};
use super::user_passkeys::{self, Passkeys};
use super::user_show::{self, List, number};
use super::user_standing::{self, Administrator, Sessions};
use super::user_values::{NAMES, email, username};
use super::{Database, Refusal, Target, new_id, one_line};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Add a user. Without --password-stdin, a random password is made and shown once.
    Add(Add),
    /// Make a link with which somebody can make an account.
    Invite(Invite),
    /// Make a link with which a user who cannot sign in any more sets a new passkey or password. It also turns their second
    /// factor off.
    RecoveryLink(One),
    /// Make a link that proves that a user reads mail at the address they gave. Then they can sign in with it.
    VerificationLink(One),
    /// Make the link to the page where the first account is made, which is an administrator's.
    SetupLink(SetupLink),
    /// List the links that still work: for whom, since when and until when. They cannot be shown again.
    Links(Links),
    /// Change what is known about a user. Their sub, password, sessions and what they allowed stay as they are.
    Edit(Edit),
    /// List the users by username, 20 at a time; with --search, those whose username, address or name begins with PREFIX.
    List(List),
    /// Show everything that is known about a user, including passkeys, sessions and apps.
    Show(One),
    /// List the users whose name or address looks like another user's: they differ only in case, in width, or in
    /// how a letter is composed. They were added before such names were refused. It looks at 20 users at a time.
    ListAlike(ListAlike),
    /// Say whether people would lose passkeys with the ISSUER and the RP_ID of the settings. Fails if they would.
    Passkeys(Passkeys),
    /// Say more about a user, for apps that may see their profile, address or phone number.
    SetClaims(SetClaims),
    /// Shut a user out: they cannot sign in until you enable them, and all their sessions and tokens end.
    Disable(One),
    /// Let a disabled user sign in again.
    Enable(One),
    /// End the sessions of a user.
    #[command(subcommand, arg_required_else_help = true)]
    Sessions(Sessions),
    /// Make a user an administrator.
    Administrator(Administrator),
    /// Give a user a new password, and end all their sessions and tokens.
    SetPassword(SetPassword),
    /// Turn the second factor of a user off who has lost the app and the recovery codes. From then on their password alone signs
    /// them in.
    RemoveSecondFactor(One),
    /// Remove a user, all their sessions and everything they granted.
    Remove(One),
}

#[derive(Args)]
pub(crate) struct Add {
    /// The name to sign in with. It may be left out if there is an email address.
    #[arg(long, required_unless_present = "email")]
    username: Option<String>,
    /// The email address to sign in with.
    #[arg(long)]
    email: Option<String>,
    /// The name that apps and pages show.
    #[arg(long)]
    name: Option<String>,
    /// You know that the email address belongs to them.
    #[arg(long, requires = "email")]
    email_verified: bool,
    /// Something else that apps may ask for, such as given_name=Ada, or a claim of your own. Repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", num_args = 1..)]
    claims: Vec<String>,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
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

pub(crate) async fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::Add(add) => register(&add).await,
        Action::Invite(options) => user_links::invite(&options).await,
        Action::RecoveryLink(one) => user_links::recovery(&one).await,
        Action::VerificationLink(one) => user_links::verification(&one).await,
        Action::SetupLink(options) => user_links::setup(&options).await,
        Action::Links(options) => user_open_links::links(&options).await,
        Action::Edit(changes) => user_edit::edit(&changes).await,
        Action::List(options) => user_show::list(&options).await,
        Action::Show(one) => user_show::show(&one).await,
        Action::ListAlike(options) => list_alike(options).await,
        Action::Passkeys(options) => user_passkeys::passkeys(&options).await,
        Action::SetClaims(set) => user_edit::set_claims(&set).await,
        Action::Disable(one) => user_standing::disable(&one).await,
        Action::Enable(one) => user_standing::enable(&one).await,
        Action::Sessions(action) => user_standing::run_sessions(&action).await,
        Action::Administrator(options) => user_standing::administrator(&options).await,
        Action::SetPassword(set) => set_password(&set).await,
        Action::RemoveSecondFactor(one) => user_standing::remove_second_factor(&one).await,
        Action::Remove(remove) => erase(&remove).await,
    }
}

async fn register(add: &Add) -> Result<(), Refusal> {
    let mut claims = Map::new();
    if add.email_verified {
        claims.insert("email_verified".to_owned(), json!(true));
    }
    let mut own_claims = Map::new();
    put_both(&mut claims, &mut own_claims, &add.claims, &add.target)?;
    let id = new_id()?;
    let chosen = add.username.as_deref().map(username).transpose()?;
    let user = User {
        claims,
        own_claims,
        username: chosen.unwrap_or_else(|| id.clone()),
        id,
        email: add.email.as_deref().map(email).transpose()?,
        name: add
            .name
            .as_deref()
            .map(|name| one_line(name, NAMES))
            .transpose()?,
        ..User::default()
    };
    let chosen = choose(add.password_stdin, &user).await?;
    let added = add_user(&Database::new(&add.target), &user, &chosen.hash).await?;
    if !added.ok_or(UNCOMPARED)? {
        return Err(TAKEN.into());
    }
    if add.target.json {
        say!(
            "{}",
            json!({ "sub": user.id, "username": user.username, "password": told(&chosen) })
        );
        return Ok(());
    }
    let called = user.chosen_username().or(user.email.as_deref());
    say!("Added \"{}\".", called.unwrap_or(&user.username));
    tell(&chosen);
    Ok(())
}

/// What a user is about to lose, for the owner to read.
struct Losses(UserDetails);

impl Losses {
    async fn of(sql: &Database, user: &User) -> Result<Self, Refusal> {
        let details = load_details(sql, &user.id).await?;
        Ok(Self(details.ok_or_else(|| unknown(&user.username))?))
    }

    fn sessions(&self) -> String {
        number(&self.0.sessions)
    }

    fn apps(&self) -> String {
        number(&self.0.clients)
    }

    /// `all`, and how many of each ended, as far as was counted.
    fn added_to(&self, mut all: Value) -> Value {
        let Self(UserDetails {
            sessions, clients, ..
        }) = self;
        all["sessions_ended"] = json!(sessions.found.len());
        all["more_sessions"] = json!(sessions.more);
        all["apps_ended"] = json!(clients.found.len());
        all["more_apps"] = json!(clients.more);
        all
    }
}

async fn set_password(set: &SetPassword) -> Result<(), Refusal> {
    let sql = Database::new(&set.target);
    let user = meant(&sql, &set.username).await?;
    let chosen = choose(set.password_stdin, &user).await?;
    let losses = Losses::of(&sql, &user).await?;
    let username = user.username;
    if !replace_password(&sql, &username, &chosen.hash).await? {
        return Err(unknown(&username));
    }
    if set.target.json {
        let changed = json!({ "username": username, "password": told(&chosen) });
        say!("{}", losses.added_to(changed));
        return Ok(());
    }
    say!(
        "\"{username}\" has a new password and is signed out everywhere, apps included. Sessions that ended: {}. \
         Apps that have to ask again for access: {}. If they have a second factor, it stays on.",
        losses.sessions(),
        losses.apps()
    );
    tell(&chosen);
    Ok(())
}

async fn erase(remove: &One) -> Result<(), Refusal> {
    let sql = Database::new(&remove.target);
    let user = meant(&sql, &remove.username).await?;
    let losses = Losses::of(&sql, &user).await?;
    let username = user.username;
    if !remove_user(&sql, &username).await? {
        return Err(if user.administrator {
            LAST_ADMINISTRATOR.into()
        } else {
            unknown(&username)
        });
    }
    if remove.target.json {
        say!("{}", losses.added_to(json!({ "removed": username })));
    } else {
        say!(
            "Removed \"{username}\". Sessions that ended: {}. Apps that lost their access: {}. An API that verifies \
             access tokens itself accepts this user's tokens until they expire.",
            losses.sessions(),
            losses.apps()
        );
    }
    Ok(())
}
