//! Lists: some at a time, and those of some days only.

use clap::Args;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::PAGE;
use edgegrant::store::owner_lists::{Listed, created};

use super::span::{When, when};
use super::{Database, Refusal, now};

/// How many pages one command reads to find those of some days. Then it says where it stopped.
pub(crate) const MOST_PAGES: usize = 50;

/// From when to when.
#[derive(Args)]
pub(crate) struct Dates {
    /// Only from this day on (UTC), such as 2026-11-30, or since 90s, 10m, 8h or 30d ago.
    #[arg(long, value_name = "WHEN", value_parser = when)]
    since: Option<When>,
    /// Only until the end of this day (UTC), or until 90s, 10m, 8h or 30d ago.
    #[arg(long, value_name = "WHEN", value_parser = when)]
    until: Option<When>,
}

impl Dates {
    /// The first moment that counts.
    pub(crate) fn from(&self) -> Option<Timestamp> {
        self.since.map(|it| it.begins(now()))
    }

    /// The first moment that counts no more.
    pub(crate) fn to(&self) -> Option<Timestamp> {
        self.until.map(|it| it.ends(now()))
    }

    pub(crate) fn hold(&self, at: Timestamp) -> bool {
        self.from().is_none_or(|from| at >= from) && self.to().is_none_or(|to| at < to)
    }

    pub(crate) fn are_given(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }
}

/// What was found, each with the time when it was made, and where the rest begins.
pub(crate) struct Found<T> {
    pub(crate) all: Vec<(T, Timestamp)>,
    pub(crate) next: Option<String>,
}

/// The next of a list that `read` gives page by page. With dates, as many pages are read as it takes to find about one page
/// of them.
pub(crate) async fn find<T>(
    sql: &Database,
    (listed, id): (Listed, impl Fn(&T) -> &str),
    dates: &Dates,
    after: Option<&str>,
    read: impl AsyncFn(Option<&str>) -> Result<(Vec<T>, Option<String>), Refusal>,
) -> Result<Found<T>, Refusal> {
    let mut found = Found {
        all: Vec::new(),
        next: after.map(str::to_owned),
    };
    for _ in 0..MOST_PAGES {
        let (page, next) = read(found.next.as_deref()).await?;
        found.next = next;
        let ids: Vec<&str> = page.iter().map(&id).collect();
        let times = if ids.is_empty() {
            Vec::new()
        } else {
            created(sql, listed, &ids).await?
        };
        for one in page {
            let time = times.iter().find(|(known, _)| known == id(&one));
            // Whoever was removed meanwhile is not shown.
            if let Some((_, at)) = time.filter(|(_, at)| dates.hold(*at)) {
                found.all.push((one, *at));
            }
        }
        if found.next.is_none() || !dates.are_given() || found.all.len() >= PAGE as usize {
            break;
        }
    }
    Ok(found)
}

/// The line that shows the rest.
pub(crate) fn tell_more(command: &str, search: Option<&str>, next: &str) {
    let search = search.map(|it| format!(" --search {}", quoted(it)));
    say!(
        "\nThere may be more: `npm run {command} -- list{} --after {}`",
        search.unwrap_or_default(),
        quoted(next)
    );
}

/// As a shell takes it in one word. Names of people may have spaces.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/@+".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_line_can_be_copied() {
        assert_eq!(quoted("ada@example.com"), "ada@example.com");
        assert_eq!(quoted("Ada L"), "'Ada L'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("$(x)"), "'$(x)'");
        assert_eq!(quoted(""), "''");
    }
}
