//! What an owner types, and how it is called: `npm run client -- add …`, or `edgegrant client add …` where the package is
//! installed.

use std::borrow::Cow;

use clap::error::{Error, ErrorKind};
use clap::{Command, Subcommand};

/// What the commands are about, and what their help says first.
pub(crate) const SUBJECTS: [(&str, &str); 6] = [
    (
        "client",
        "The apps (clients) that may ask people to sign in.",
    ),
    ("user", "The people (users) who can sign in."),
    (
        "group",
        "Groups of users: what apps are told of them, and which apps are only for some.",
    ),
    (
        "keys",
        "The signing keys. They rotate by themselves; you need this only if one leaks.",
    ),
    (
        "events",
        "What happened: who signed in and who did not, what was allowed, and what ended. As lines of JSON.",
    ),
    (
        "scim",
        "Directories that make users and groups here by SCIM: their tokens.",
    ),
];

/// Why there is nothing to be done.
pub(crate) enum Unparsed {
    /// The owner asked how a command is used.
    Help(String),
    /// The owner's line is wrong.
    Wrong(Usage),
}

/// What is wrong with a line.
pub(crate) struct Usage {
    /// In one line.
    pub(crate) sentence: String,
    /// For people, with the lines that would be right.
    pub(crate) full: String,
}

/// How a line begins that is about `subject`.
fn begins(subject: &str, installed: bool) -> String {
    if installed {
        format!("edgegrant {subject}")
    } else {
        format!("npm run {subject} --")
    }
}

/// What follows `subject`, read.
pub(crate) fn parse<A: Subcommand>(
    subject: &'static str,
    rest: &[String],
    installed: bool,
) -> Result<A, Unparsed> {
    let about = SUBJECTS.into_iter().find(|(name, _)| *name == subject);
    let name = begins(subject, installed);
    let command = Command::new(subject)
        .bin_name(&name)
        .about(about.map(|(_, about)| about))
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true);
    let mut command = A::augment_subcommands(command);
    let words = std::iter::once(name.as_str()).chain(rest.iter().map(String::as_str));
    let matches = command.try_get_matches_from_mut(words).map_err(unparsed)?;
    A::from_arg_matches(&matches).map_err(unparsed)
}

fn unparsed(error: Error) -> Unparsed {
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp => Unparsed::Help(text.trim_end().to_owned()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Unparsed::Wrong(Usage {
            sentence: "The command is not complete.".to_owned(),
            full: text.trim_end().to_owned(),
        }),
        _ => {
            let full = text.trim_end().trim_start_matches("error: ").to_owned();
            let first = full.split("\n\n").next().unwrap_or_default();
            let words: Vec<_> = first.split_whitespace().collect();
            Unparsed::Wrong(Usage {
                sentence: words.join(" "),
                full,
            })
        }
    }
}

/// What `edgegrant` does beside the commands (`scripts/edgegrant.mjs`).
const OTHERS: &str = "
`edgegrant start`, `check`, `deploy`, `backup` and `restore` do what `npm run` does with these names.";

/// What is said where nothing is asked for that there is.
pub(crate) fn overview(installed: bool) -> String {
    let lines = SUBJECTS.map(|(subject, about)| format!("  {subject:<8}{about}"));
    let begins = begins("client", installed);
    let others = if installed { OTHERS } else { "" };
    format!(
        "Manage who may use this authorization server (apps and people) and its signing keys, and see what happened.\n\n{}\n\n\
         `{begins} --help` lists the commands for apps, and so on.{others}",
        lines.join("\n")
    )
}

/// A text for people, with the commands that it names as they are typed here. Sources write them for npm.
pub(crate) fn as_typed(text: &str, installed: bool) -> Cow<'_, str> {
    if !installed || text.starts_with(['{', '[']) {
        return Cow::Borrowed(text);
    }
    let named = SUBJECTS
        .into_iter()
        .fold(text.to_owned(), |text, (subject, _)| {
            let npm = format!("`{} ", begins(subject, false));
            text.replace(&npm, &format!("`{} ", begins(subject, true)))
        });
    Cow::Owned(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client;

    fn wrong(rest: &[&str], installed: bool) -> Usage {
        let rest: Vec<_> = rest.iter().map(|it| (*it).to_owned()).collect();
        match parse::<client::Action>("client", &rest, installed) {
            Err(Unparsed::Wrong(usage)) => usage,
            Err(Unparsed::Help(help)) => Usage {
                sentence: String::new(),
                full: help,
            },
            Ok(_) => Usage {
                sentence: String::new(),
                full: String::new(),
            },
        }
    }

    #[test]
    fn usage_shows_the_line_that_works() {
        let npm = wrong(&["show", "--nonsense"], false);
        assert!(
            npm.full.contains("Usage: npm run client -- show"),
            "{}",
            npm.full
        );
        assert!(npm.sentence.contains("--nonsense"), "{}", npm.sentence);
        assert!(!npm.sentence.contains('\n') && !npm.sentence.contains("Usage"));
        let installed = wrong(&["show", "--nonsense"], true);
        assert!(
            installed.full.contains("Usage: edgegrant client show"),
            "{}",
            installed.full
        );
        let help = wrong(&["add", "--help"], false).full;
        assert!(
            help.contains("Usage: npm run client -- add [OPTIONS]"),
            "{help}"
        );
        assert!(
            wrong(&[], false)
                .full
                .contains("npm run client -- <COMMAND>")
        );
    }

    #[test]
    fn sentences_name_the_commands_as_they_are_typed() {
        let said = "There is no user \"x\". `npm run user -- list` shows them all.";
        assert_eq!(as_typed(said, false), said);
        assert_eq!(
            as_typed(said, true),
            "There is no user \"x\". `edgegrant user list` shows them all."
        );
        let json = "{\"name\":\"`npm run user -- list`\"}";
        assert_eq!(as_typed(json, true), json);
    }
}
