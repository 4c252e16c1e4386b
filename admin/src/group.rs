//! `npm run group`: groups of users. [`super::group_users`] has who is in them.

use clap::{Args, Subcommand};
use edgegrant::protocol::group::{ADMINISTRATORS, parse_name};
use edgegrant::store::group_members::list_members;
use edgegrant::store::groups::{
    Group, add_group, list_limited, remove_group, rename_group, replace_group_claims,
};
use edgegrant::store::user::User;
use serde_json::{Map, json};

use super::group_list::{self, List};
use super::group_users::{self, Users};
use super::one_group::{known, meant, unknown};
use super::own_claims::put_own;
use super::{Database, Refusal, Target, new_id};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Make a group.
    Add(Add),
    /// List the groups by name, 20 at a time; with --search, those whose name begins with PREFIX.
    List(List),
    /// Show a group, and who is in it, 20 at a time.
    Show(Show),
    /// Give a group another name. Apps are told the new name from then on.
    Rename(Rename),
    /// Change the claims of everybody in a group.
    Edit(Edit),
    /// Put users into a group.
    AddUser(Users),
    /// Take users out of a group. Apps that they may no longer use lose their access at once.
    RemoveUser(Users),
    /// Remove a group. Apps that are limited to it stay limited.
    Remove(One),
}

#[derive(Args)]
pub(crate) struct Add {
    /// Its name, which apps are told: letters, digits and -._:/@
    name: String,
    /// A claim of your own about everybody in it, such as plan=pro. Repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", num_args = 1..)]
    claims: Vec<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Show {
    /// Its name.
    name: String,
    /// Begin after the user with this sub.
    #[arg(long, value_name = "SUB")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Rename {
    /// Its present name.
    name: String,
    /// Its new name.
    new_name: String,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Edit {
    /// Its name.
    name: String,
    /// A claim of your own about everybody in it, such as plan=pro. Without a value it is removed: plan=.
    /// Repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", num_args = 1.., required = true)]
    claims: Vec<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct One {
    /// Its name.
    name: String,
    #[command(flatten)]
    target: Target,
}

pub(crate) async fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::Add(options) => add(&options).await,
        Action::List(options) => group_list::list(&options).await,
        Action::Show(options) => show(&options).await,
        Action::Rename(options) => rename(&options).await,
        Action::Edit(options) => edit(&options).await,
        Action::AddUser(users) => group_users::add(&users).await,
        Action::RemoveUser(users) => group_users::remove(&users).await,
        Action::Remove(one) => remove(&one).await,
    }
}

fn name(text: &str) -> Result<String, Refusal> {
    let name = parse_name(text).map_err(|bad| format!("\"{text}\" cannot be a group: {bad}."))?;
    Ok(name.to_owned())
}

fn taken(name: &str) -> Refusal {
    Refusal(format!(
        "There is already a group \"{name}\", or one that differs only in case."
    ))
}

async fn add(options: &Add) -> Result<(), Refusal> {
    let mut claims = Map::new();
    put_own(
        &mut claims,
        &options.claims.iter().collect::<Vec<_>>(),
        &options.target,
    )?;
    let group = Group {
        id: new_id()?,
        name: name(&options.name)?,
        claims,
    };
    if !add_group(&Database::new(&options.target), &group).await? {
        return Err(taken(&group.name));
    }
    if options.target.json {
        say!("{}", known(&group));
    } else {
        say!(
            "Made the group \"{0}\". Nobody is in it yet: `npm run group -- add-user {0} USERNAME`",
            group.name
        );
    }
    Ok(())
}

async fn show(options: &Show) -> Result<(), Refusal> {
    let Show { after, target, .. } = options;
    let sql = Database::new(target);
    let group = meant(&sql, &options.name).await?;
    let members = list_members(&sql, &group.id, after.as_deref()).await?;
    let clients = list_limited(&sql, &group.id).await?;
    if target.json {
        let users = members.users.iter();
        let users: Vec<_> = users
            .map(|user| json!({ "sub": user.id, "username": user.username, "name": user.name }))
            .collect();
        let clients = clients.iter().map(|(id, _)| id);
        let mut all = known(&group);
        all["users"] = json!(users);
        all["next"] = json!(members.next);
        all["clients"] = clients.cloned().collect();
        say!("{all}");
        return Ok(());
    }
    say!("name    {}", group.name);
    for (name, value) in &group.claims {
        say!("claim   {name} {value}");
    }
    for (id, name) in &clients {
        say!("app     {name} ({id}) is open only to this group, perhaps with others");
    }
    for user in &members.users {
        say!("user    {}", called(user));
    }
    if members.users.is_empty() {
        say!(
            "user    {}",
            if after.is_some() { "no more" } else { "none" }
        );
    }
    if let Some(next) = &members.next {
        say!(
            "\nThere are more: `npm run group -- show {} --after {next}`",
            group.name
        );
    }
    Ok(())
}

fn called(user: &User) -> String {
    match &user.name {
        Some(name) => format!("{} ({name})", user.username),
        None => user.username.clone(),
    }
}

async fn rename(options: &Rename) -> Result<(), Refusal> {
    let new_name = name(&options.new_name)?;
    let sql = Database::new(&options.target);
    let group = meant(&sql, &options.name).await?;
    refuse_administrators(&group, "keeps its name")?;
    if !rename_group(&sql, &group.id, &new_name).await? {
        return Err(taken(&new_name));
    }
    if options.target.json {
        say!("{}", json!({ "name": new_name, "before": group.name }));
    } else {
        say!(
            "The group \"{}\" is called \"{new_name}\" now. Change the rules of apps that name it: they are told the new name the \
             next time they ask.",
            group.name
        );
    }
    Ok(())
}

async fn edit(options: &Edit) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    let mut group = meant(&sql, &options.name).await?;
    let texts: Vec<_> = options.claims.iter().collect();
    put_own(&mut group.claims, &texts, &options.target)?;
    if !replace_group_claims(&sql, &group.id, &group.claims).await? {
        return Err(unknown(&group.name));
    }
    if options.target.json {
        say!("{}", known(&group));
        return Ok(());
    }
    say!("Everybody in \"{}\" has these claims now:\n", group.name);
    for (name, value) in &group.claims {
        say!("{name:22} {value}");
    }
    Ok(())
}

async fn remove(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let group = meant(&sql, &one.name).await?;
    refuse_administrators(&group, "cannot be removed")?;
    let clients = list_limited(&sql, &group.id).await?;
    if !remove_group(&sql, &group.id).await? {
        return Err(unknown(&group.name));
    }
    if one.target.json {
        let ids: Vec<_> = clients.iter().map(|(id, _)| id).collect();
        say!("{}", json!({ "removed": group.name, "clients": ids }));
        return Ok(());
    }
    say!(
        "Removed the group \"{}\". Nobody is in it any more.",
        group.name
    );
    for (id, name) in &clients {
        say!(
            "\"{name}\" was open only to this group, perhaps with others. It does not open to everybody: \
             `npm run client -- edit {id} --group GROUP` names other groups, and `--clear group` opens it."
        );
    }
    Ok(())
}

fn refuse_administrators(group: &Group, what: &str) -> Result<(), Refusal> {
    if group.id == ADMINISTRATORS {
        return Err(format!("The group \"{ADMINISTRATORS}\" is always there, and {what}.").into());
    }
    Ok(())
}
