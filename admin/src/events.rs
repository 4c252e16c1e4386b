//! `npm run events -- tail | list | export`: one line of JSON for each event.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::event::Kind;
use edgegrant::store::events::{
    EventPage, Stored, events_after, events_before, events_counted, moment,
};
use edgegrant::store::users::find_user;
use serde_json::{Map, Value};

use super::listing::Dates;
use super::{Database, Refusal, Target, host, now};

/// How many events `tail` begins with.
const NEWEST: usize = 20;
/// How often `--follow` looks for more, in milliseconds.
const PAUSE: u32 = 2000;
/// How many events are between two lines of progress.
const PROGRESS: usize = 1000;

#[derive(Subcommand)]
pub(crate) enum Action {
    /// The newest 20 events, the latest at the end.
    Tail(Tail),
    /// About 20 events, the latest first, and then those before them.
    List(List),
    /// All events, or those of a given time, the latest at the end.
    Export(Export),
}

/// Which events.
#[derive(Args)]
struct Wanted {
    /// Only those that concern this user, or an id of a user who was removed.
    #[arg(long, value_name = "USERNAME")]
    user: Option<String>,
    /// Only those of this kind.
    #[arg(long, value_name = "KIND", value_parser = Kind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>())]
    kind: Option<String>,
}

#[derive(Args)]
pub(crate) struct Tail {
    /// Then show new events as they happen, until Ctrl-C.
    #[arg(long)]
    follow: bool,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct List {
    /// Begin after the event with this id, the last one of the previous list.
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    #[command(flatten)]
    dates: Dates,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    dates: Dates,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    target: Target,
}

pub(crate) async fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::Tail(options) => tail(&options).await,
        Action::List(options) => list(&options).await,
        Action::Export(options) => export(&options).await,
    }
}

/// The events that are wanted, in this database.
struct Reader<'a> {
    sql: Database,
    user_id: Option<String>,
    kind: Option<&'a str>,
}

impl<'a> Reader<'a> {
    async fn new(wanted: &'a Wanted, target: &Target) -> Result<Self, Refusal> {
        let sql = Database::new(target);
        let user_id = match &wanted.user {
            None => None,
            Some(name) => {
                let user = find_user(&sql, name).await?;
                Some(user.map_or_else(|| name.clone(), |user| user.id))
            }
        };
        Ok(Self {
            sql,
            user_id,
            kind: wanted.kind.as_deref(),
        })
    }

    fn is_wanted(&self, event: &Stored) -> bool {
        let same_user = self.user_id.is_none() || self.user_id == event.user_id;
        same_user && self.kind.is_none_or(|kind| kind == event.kind)
    }

    async fn before(&self, id: Option<&str>) -> Result<EventPage, Refusal> {
        Ok(events_before(&self.sql, self.user_id.as_deref(), id).await?)
    }

    async fn after(&self, id: &str) -> Result<EventPage, Refusal> {
        Ok(events_after(&self.sql, self.user_id.as_deref(), id).await?)
    }

    /// The newest, the latest first.
    async fn newest(&self) -> Result<Vec<Stored>, Refusal> {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let page = self.before(before.as_deref()).await?;
            found.extend(page.events.into_iter().filter(|it| self.is_wanted(it)));
            before = page.next;
            if found.len() >= NEWEST || before.is_none() {
                found.truncate(NEWEST);
                return Ok(found);
            }
        }
    }
}

async fn tail(options: &Tail) -> Result<(), Refusal> {
    let reader = Reader::new(&options.wanted, &options.target).await?;
    let begun = now();
    let mut newest = reader.newest().await?;
    newest.reverse();
    let mut shown = Shown::default();
    newest.iter().for_each(|event| shown.show(event));
    if options.follow {
        return follow(&reader, &mut shown, begun).await;
    }
    Ok(())
}

/// Shows what happens from `looked` on, for ever.
async fn follow(
    reader: &Reader<'_>,
    shown: &mut Shown,
    mut looked: Timestamp,
) -> Result<(), Refusal> {
    let mut last = settled(looked);
    loop {
        host::pause(PAUSE).await;
        let at = now();
        let page = reader.after(&last).await?;
        // The rows that count stand at the beginning of their hour, and change until its end.
        let mut counted = events_counted(&reader.sql, looked).await?;
        if at.0 / 3600 > looked.0 / 3600 {
            counted.extend(events_counted(&reader.sql, at).await?);
        }
        let met = page.events.iter().chain(&counted);
        let wanted = met.filter(|event| reader.is_wanted(event));
        wanted.for_each(|event| shown.show(event));
        last = page.next.unwrap_or_else(|| last.max(settled(at)));
        looked = at;
    }
}

/// The ids before which nothing more comes: a write takes a moment.
fn settled(at: Timestamp) -> String {
    moment(Timestamp(at.0 - 10))
}

/// What was shown, and how often it had happened then.
#[derive(Default)]
struct Shown(BTreeMap<String, u32>);

impl Shown {
    /// Shows an event, unless it was shown just as it is.
    fn show(&mut self, event: &Stored) {
        match self.0.insert(event.id.clone(), event.count) {
            Some(count) if count == event.count => {}
            _ => write(event),
        }
    }
}

async fn list(options: &List) -> Result<(), Refusal> {
    let reader = Reader::new(&options.wanted, &options.target).await?;
    let until = options.dates.to().map(moment);
    // Whichever comes first: what was shown last, or the end of the time that is asked for.
    let after = options.after.clone().into_iter().chain(until).min();
    let since = options.dates.from().map(moment).unwrap_or_default();
    let (mut found, mut next) = (Vec::new(), after);
    loop {
        let page = reader.before(next.as_deref()).await?;
        let over = page.events.iter().any(|it| it.id < since);
        let new = page.events.into_iter().filter(|it| it.id >= since);
        found.extend(new.filter(|it| reader.is_wanted(it)));
        next = page.next.filter(|_| !over);
        if next.is_none() || found.len() >= NEWEST {
            break;
        }
    }
    // A page of the table is longer than one of a list.
    if found.len() > NEWEST {
        found.truncate(NEWEST);
        next = found.last().map(|it| it.id.clone());
    }
    if options.target.json {
        let all: Vec<_> = found.iter().map(members).collect();
        say!("{}", serde_json::json!({ "events": all, "next": next }));
        return Ok(());
    }
    found.iter().for_each(write);
    if let Some(next) = next {
        note!("There are more: `npm run events -- list --after {next}`");
    }
    Ok(())
}

async fn export(options: &Export) -> Result<(), Refusal> {
    let reader = Reader::new(&options.wanted, &options.target).await?;
    let since = options.dates.from().unwrap_or(Timestamp(0));
    let until = options.dates.to().map(moment);
    let mut after = Some(moment(since));
    let (mut looked, mut written, mut told) = (0, 0, 0);
    while let Some(id) = after {
        let mut page = reader.after(&id).await?;
        if let Some(until) = &until
            && let Some(end) = page.events.iter().position(|it| it.id >= *until)
        {
            page.events.truncate(end);
            page.next = None;
        }
        looked += page.events.len();
        for event in page.events.iter().filter(|it| reader.is_wanted(it)) {
            write(event);
            written += 1;
        }
        if looked >= told + PROGRESS {
            told = looked;
            note!("  … {looked} events");
        }
        after = page.next;
    }
    note!("{written} of {looked} events.");
    Ok(())
}

/// A line with the names that the log has.
fn write(event: &Stored) {
    say!("{}", Value::Object(members(event)));
}

fn members(event: &Stored) -> Map<String, Value> {
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    let members = [
        ("at", Some(event.at.0.into())),
        ("what", Some(event.kind.as_str().into())),
        ("count", (event.count > 1).then(|| event.count.into())),
        ("id", Some(event.request.as_str().into())),
        ("client_id", text(&event.client_id)),
        ("user_id", text(&event.user_id)),
        ("family", text(&event.family)),
        ("kid", text(&event.kid)),
        ("reason", text(&event.reason)),
        ("actor", text(&event.actor)),
        ("details", text(&event.details)),
        ("address", text(&event.address)),
    ];
    let members = members.into_iter();
    members
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}
