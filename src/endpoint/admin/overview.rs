//! `/admin`: how this server is.

use super::desk::Desk;
use super::keys::facts;
use super::overview_warnings::warnings;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::{Words, day, digits, fill, moment};
use crate::page::{Chart, Outline, Section, Table, Thing};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::jose::KeyRing;
use crate::protocol::jose::key_ring::State;
use crate::protocol::timestamp::{DAY, Timestamp};
use crate::store::overview::{
    Count, DAYS, Day, MOST_ADMINISTRATORS, Overview, overview, read_overview,
};

/// What the free plan allows on one day: requests, rows that D1 reads and writes, and what KV reads and writes.
const PLAN: [u32; 5] = [100_000, 5_000_000, 100_000, 100_000, 1_000];

/// How large a database may be there, in megabytes.
const PLAN_SIZE: u32 = 500;

/// What `GET /admin` reads.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    overview(desk.server.config.strangers)
}

/// `GET /admin`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let it = read_overview(found)?;
    let now = desk.server.platform.now();
    let words = desk.words();
    let text = &words.admin.overview;
    let days = each_day(&it.days, now);
    let mut sections = vec![Section {
        lead: text.lead.to_owned(),
        ..Section::default()
    }];
    let things = warnings(desk, &it, &days[days.len() - 1], now);
    if !things.is_empty() {
        sections.push(Section {
            heading: text.needs,
            things,
            ..Section::default()
        });
    }
    sections.push(here(&it, words));
    for (place, heading) in text.charts.iter().enumerate() {
        sections.push(chart(heading, &days, place, words));
    }
    sections.push(table(&it, &days, words));
    sections.push(plan(desk, &days[days.len() - 1]));
    // The first one is made when it is needed.
    if !it.keys.keys.is_empty() {
        sections = keys(desk, &it.keys, sections);
    }
    Ok(desk.sheet(admin_path::OVERVIEW, "", sections))
}

/// The last days, one after the other, today at the end. `found`: those on which something happened.
fn each_day(found: &[Day], now: Timestamp) -> [Day; DAYS as usize] {
    let mut days = [Day::default(); DAYS as usize];
    let today = u32::try_from(now.0 / i64::from(DAY)).unwrap_or_default();
    for (place, day) in (0..DAYS).rev().zip(&mut days) {
        day.day = today.saturating_sub(place);
    }
    for known in found {
        if let Some(day) = days.iter_mut().find(|day| day.day == known.day) {
            *day = *known;
        }
    }
    days
}

fn date(day_of: &Day, words: &Words) -> String {
    day(
        ("", ""),
        Timestamp(i64::from(day_of.day) * i64::from(DAY)),
        words,
    )
}

/// How large it is.
fn here(it: &Overview, words: &'static Words) -> Section {
    let text = &words.admin.overview;
    let number = |number| digits(number, words);
    let count = |count: Option<Count>| match count {
        None => text.not_counted.to_owned(),
        Some(Count { count, at }) => {
            let values = [("n", &*number(count)), ("at", &moment(at, words))];
            fill(text.counted, &values)
        }
    };
    let administrators = match it.administrators {
        MOST_ADMINISTRATORS => fill(text.or_more, &[("n", &number(MOST_ADMINISTRATORS))]),
        few => number(few),
    };
    let mut things = vec![
        Thing::told(text.users, count(it.users)),
        Thing::told(text.administrators, administrators),
        Thing::told(text.apps, count(it.clients)),
    ];
    if let Some(size) = it.size {
        let size = number(u32::try_from(size.div_ceil(1_000_000)).unwrap_or(u32::MAX));
        let values = [("n", &*size), ("all", &number(PLAN_SIZE))];
        things.push(Thing::told(text.storage, fill(text.megabytes, &values)));
    }
    things.push(Thing::told(
        text.version,
        env!("CARGO_PKG_VERSION").to_owned(),
    ));
    Section {
        heading: text.here,
        things,
        ..Section::default()
    }
}

/// One of the numbers of each day. `place`: which.
fn chart(
    heading: &'static str,
    days: &[Day; DAYS as usize],
    place: usize,
    words: &'static Words,
) -> Section {
    let text = &words.admin.overview;
    let numbers = days.map(|day| day.happened[place]);
    let all = numbers.into_iter().fold(0, u32::saturating_add);
    let values = [("n", &*digits(all, words)), ("all", &digits(DAYS, words))];
    let lead = fill(text.chart_lead, &values);
    let mut highest = &days[0];
    for day in days {
        if day.happened[place] > highest.happened[place] {
            highest = day;
        }
    }
    let says = if all == 0 {
        text.chart_empty.to_owned()
    } else {
        let most = digits(highest.happened[place], words);
        fill(
            text.chart_text,
            &[("n", &*most), ("day", &date(highest, words))],
        )
    };
    Section {
        heading,
        lead,
        chart: Some(Chart::new(&numbers, says)),
        ..Section::default()
    }
}

/// The numbers of each day, the latest first.
fn table(it: &Overview, days: &[Day], words: &'static Words) -> Section {
    let text = &words.admin.overview;
    let mut rows = Vec::with_capacity(days.len());
    for day in days.iter().rev() {
        let mut row = vec![date(day, words)];
        for number in day.happened {
            row.push(digits(number, words));
        }
        rows.push(row);
    }
    Section {
        heading: text.days,
        lead: match it.until {
            None => text.days_none.to_owned(),
            Some(at) => fill(text.days_lead, &[("at", &moment(at, words))]),
        },
        table: Some(Table {
            show: text.days_show,
            columns: &text.columns,
            rows,
        }),
        ..Section::default()
    }
}

/// What today's requests cost. What this isolate has not reported yet counts, too.
fn plan<P: Platform>(desk: &Desk<'_, P>, today: &Day) -> Section {
    let words = desk.words();
    let text = &words.admin.overview;
    let spent = today.spent.and(desk.server.isolate.spending.unreported());
    let spent = [
        spent.requests,
        spent.rows_read,
        spent.rows_written,
        spent.kv_reads,
        spent.kv_writes,
    ];
    let mut things = Vec::with_capacity(PLAN.len());
    for ((unit, spent), all) in text.plan_units.iter().zip(spent).zip(PLAN) {
        let values = [("n", &*digits(spent, words)), ("all", &digits(all, words))];
        things.push(Thing::told(unit, fill(text.plan_of, &values)));
    }
    Section {
        heading: text.plan,
        lead: text.plan_lead.to_owned(),
        things,
        ..Section::default()
    }
}

/// The signing keys, and what each does.
fn keys<P: Platform>(desk: &Desk<'_, P>, ring: &KeyRing, sections: Vec<Section>) -> Vec<Section> {
    let mut page = Outline { sections };
    page.section(desk.words().admin.overview.keys, "");
    for key in &ring.keys {
        let state = ring.state(key, desk.server.platform.now());
        if state != State::Archived {
            let name = key.kid.get(..8).unwrap_or(&key.kid);
            let name = [key.algorithm.as_str(), " ", name].concat();
            page.thing(&name, desk.link(admin_path::KEYS, ""));
            facts(desk, ring, key, state, &mut page);
        }
    }
    page.sections
}
