//! [`Sql`] through `wrangler d1 execute`: the local database or the deployed one, with wrangler's rights.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use edgegrant::platform::{
    Fault, Outcome, Row, Sql, SqlValue, Statement, Unicode, is_not_migrated,
};
use serde::Deserialize;
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use super::Target;

/// The npm package `node`: wrangler may need a newer Node than the machine has.
const NODE: [&str; 2] = [
    "node_modules/node/bin/node",
    "node_modules/node/bin/node.exe",
];
const WRANGLER: &str = "node_modules/wrangler/package.json";
/// Runs wrangler with the arguments on its standard input, where nobody else can read them.
const UNSEEN: &str = "scripts/wrangler-unseen.cjs";

/// The longest time to wait before the local database is asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The database behind `DB` of `wrangler.toml`.
pub(crate) struct Wrangler {
    place: Vec<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    results: Vec<Row>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Default, Deserialize)]
struct Meta {
    #[serde(default)]
    changes: u64,
}

impl Wrangler {
    pub(crate) fn new(target: &Target) -> Self {
        let place = match (&target.persist_to, target.remote) {
            (_, true) => vec![
                "--remote".to_owned(),
                "--env".to_owned(),
                target.env.clone(),
            ],
            (Some(folder), false) => {
                vec![
                    "--local".to_owned(),
                    "--persist-to".to_owned(),
                    folder.clone(),
                ]
            }
            (None, false) => vec!["--local".to_owned()],
        };
        Self { place }
    }
}

impl Sql for Wrangler {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        if !Path::new(WRANGLER).exists() {
            return Err(Fault::new(
                "wrangler was not found; run this as `npm run client`, `npm run user`, `npm run group`, `npm run keys` or \
                 `npm run events`, in the project's folder",
            ));
        }
        let texts = statements
            .iter()
            .map(literal)
            .collect::<Result<Vec<_>, _>>()?;
        let node = NODE.into_iter().find(|path| Path::new(path).exists());
        let sql = texts.join("; ");
        let fixed = ["d1", "execute", "DB", "--json", "--yes"].into_iter();
        let place = self.place.iter().map(String::as_str);
        let arguments: Vec<&str> = fixed.chain(place).chain(["--command", &sql]).collect();
        let output = self
            .answer(node.unwrap_or("node"), &json!(arguments).to_string())
            .map_err(|error| Fault::new(format!("wrangler could not be started: {error}")))?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            let said = match said.trim() {
                "" => String::from_utf8_lossy(&output.stderr),
                _ => said,
            };
            return Err(Fault::new(trouble(&said)));
        }
        let answers: Vec<Answer> = serde_json::from_str(said.trim()).map_err(|error| {
            Fault::new(format!(
                "wrangler answered something unexpected: {error}\n{said}"
            ))
        })?;
        Ok(answers
            .into_iter()
            .map(|answer| Outcome {
                rows: answer.results,
                changes: answer.meta.changes,
            })
            .collect())
    }
}

impl Wrangler {
    /// What wrangler answers. The local database is a file that a running server writes too: while that holds it,
    /// wrangler fails at once, and nothing was changed. So it is asked again after a moment.
    fn answer(&self, node: &str, arguments: &str) -> std::io::Result<Output> {
        let local = self.place.iter().any(|place| place == "--local");
        let mut wait = Duration::from_millis(200);
        loop {
            let output = run(node, arguments)?;
            if output.status.success() || !local || !is_busy(&output) || wait > LONGEST_WAIT {
                return Ok(output);
            }
            std::thread::sleep(wait);
            wait *= 2;
        }
    }
}

/// Whether the database was held by somebody else. workerd does not always say so.
fn is_busy(output: &Output) -> bool {
    let said = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said));
    let busy = ["SQLITE_BUSY", "database is locked", "internal error"];
    said.iter()
        .any(|said| busy.iter().any(|word| said.contains(word)))
}

/// Runs wrangler with these arguments, a JSON array.
fn run(node: &str, arguments: &str) -> std::io::Result<Output> {
    let mut child = Command::new(node)
        .args(["--no-warnings", UNSEEN])
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_HIDE_BANNER", "true")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(arguments.as_bytes())?;
    }
    child.wait_with_output()
}

impl Unicode for Wrangler {
    fn fold(text: &str) -> String {
        let lower = text.nfkc().collect::<String>().to_lowercase();
        lower.nfkc().collect()
    }

    fn compose(text: &str) -> String {
        text.nfc().collect()
    }
}

/// What wrangler's complaint means for a person.
fn trouble(said: &str) -> String {
    if is_not_migrated(said) {
        return "The database is not migrated. Run `npm start` once for the local one, or \
                `npx wrangler d1 migrations apply DB --remote --env production` for the deployed one."
            .to_owned();
    }
    // With --json, wrangler wraps its complaint in more JSON than a person needs.
    let text = serde_json::from_str::<Complaint>(said.trim())
        .map_or_else(|_| said.trim().to_owned(), |complaint| complaint.error.text);
    format!("The database did not answer. wrangler said:\n{text}")
}

#[derive(Deserialize)]
struct Complaint {
    error: ComplaintText,
}

#[derive(Deserialize)]
struct ComplaintText {
    text: String,
}

/// The statement with its values written into it, because `d1 execute` cannot bind values.
fn literal(statement: &Statement) -> Result<String, Fault> {
    let mut text = String::new();
    let mut rest = statement.sql;
    while let Some(at) = rest.find('?') {
        text.push_str(&rest[..at]);
        let digits = rest[at + 1..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let number = &rest[at + 1..at + 1 + digits];
        let value = number
            .parse::<usize>()
            .ok()
            .and_then(|number| statement.values.get(number.checked_sub(1)?))
            .ok_or_else(|| Fault::new(format!("nothing is bound to ?{number}")))?;
        text.push_str(&quoted(value)?);
        rest = &rest[at + 1 + digits..];
    }
    text.push_str(rest);
    Ok(text)
}

/// An SQLite literal. In text, only `'` is special.
fn quoted(value: &SqlValue) -> Result<String, Fault> {
    match value {
        SqlValue::Text(text) if text.contains(char::is_control) => Err(Fault::new(
            "A line break or another control character cannot be stored.",
        )),
        SqlValue::Text(text) => Ok(format!("'{}'", text.replace('\'', "''"))),
        SqlValue::Integer(number) => Ok(number.to_string()),
        SqlValue::Null => Ok("NULL".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(sql: &'static str, values: &[&str]) -> String {
        let values = values.iter().map(|text| SqlValue::from(*text));
        let values: Vec<SqlValue> = values.collect();
        literal(&Statement::new(sql, values)).unwrap_or_else(|fault| fault.reason)
    }

    #[test]
    fn values_are_written_as_literals_and_never_read_again() {
        assert_eq!(written("SELECT ?2, ?1", &["a", "b"]), "SELECT 'b', 'a'");
        assert_eq!(written("SELECT ?1, ?2", &["?2", "x"]), "SELECT '?2', 'x'");
        assert_eq!(
            written("SELECT ?1", &["'; DROP TABLE users; --"]),
            "SELECT '''; DROP TABLE users; --'"
        );
        assert_eq!(written("SELECT ?1", &[r"\'"]), r"SELECT '\'''");
    }

    #[test]
    fn control_characters_and_missing_values_are_refused() {
        assert!(written("SELECT ?1", &["a\0b"]).contains("control character"));
        assert!(written("SELECT ?1", &["a\nb"]).contains("control character"));
        assert!(written("SELECT ?3", &["a"]).contains("?3"));
    }
}
