//! [`Sql`] through Node: the local database, which is a file, or the deployed one, by D1's HTTP API.

use edgegrant::platform::{Fault, Outcome, Sql, SqlValue, Statement, Unicode, is_not_migrated};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Target, host};

/// The database behind `DB` of the settings.
pub(crate) struct Database {
    environment: Option<String>,
    persist_to: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    /// What each statement gave.
    #[serde(default)]
    outcomes: Vec<Given>,
    /// What SQLite says, if it refused one; then none had an effect.
    sql_error: Option<String>,
}

#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    results: Vec<Map<String, Value>>,
    #[serde(default)]
    changes: u64,
}

impl Database {
    pub(crate) fn new(target: &Target) -> Self {
        Self {
            environment: target.remote.then(|| target.env.clone()),
            persist_to: target.persist_to.clone(),
        }
    }

    /// The statements as Node takes them. D1's HTTP API has values for one statement only, and only as text: its values are
    /// written into what it runs as one batch.
    fn asked(&self, statements: &[Statement]) -> Result<Value, Fault> {
        let texts = statements
            .iter()
            .map(literal)
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(environment) = &self.environment {
            let writes = !statements.iter().all(|it| it.sql.starts_with("SELECT"));
            return Ok(
                json!({ "environment": environment, "sql": texts.join("; "), "writes": writes }),
            );
        }
        let statements: Vec<_> = statements
            .iter()
            .map(|it| json!({ "sql": it.sql, "values": it.values.iter().map(value).collect::<Vec<_>>() }))
            .collect();
        Ok(json!({ "persistTo": self.persist_to, "statements": statements }))
    }
}

impl Sql for Database {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        let asked = self.asked(&statements)?.to_string();
        let answer = host::database(&asked)
            .await
            .map_err(|refusal| Fault::new(refusal.0))?;
        let answer: Answer = serde_json::from_str(&answer).map_err(|error| {
            Fault::new(format!(
                "The database answered something unexpected: {error}."
            ))
        })?;
        if let Some(said) = answer.sql_error {
            return Err(Fault::new(self.trouble(&said)));
        }
        Ok(answer
            .outcomes
            .into_iter()
            .map(|given| Outcome {
                rows: given.results.into_iter().map(Into::into).collect(),
                changes: given.changes,
                ..Outcome::default()
            })
            .collect())
    }
}

impl Database {
    /// What SQLite's complaint means for a person.
    fn trouble(&self, said: &str) -> String {
        if !is_not_migrated(said) {
            return format!("The database refused what it was asked: {said}. Nothing was changed.");
        }
        match &self.environment {
            None => "The local database is not migrated. Run `npm start` once.".to_owned(),
            Some(_) => "The deployed database is not migrated. Run `npm run deploy`.".to_owned(),
        }
    }
}

impl Unicode for Database {
    fn fold(text: &str) -> String {
        host::fold(text)
    }

    fn compose(text: &str) -> String {
        host::compose(text)
    }

    fn capitals(text: &str) -> String {
        host::capitals(text)
    }
}

/// A value in JSON. A number is one that it carries without loss.
fn value(value: &SqlValue) -> Value {
    match value {
        SqlValue::Text(text) => json!(text),
        SqlValue::Integer(number) => json!(number),
        SqlValue::Null => Value::Null,
    }
}

/// The statement with its values written into it, as D1's HTTP API takes it.
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
        literal(&Statement::new(sql, values)).unwrap_or_else(|fault| fault.reason().to_owned())
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
