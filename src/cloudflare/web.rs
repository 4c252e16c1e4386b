//! [`Web`] over the runtime's `fetch`.

use super::Edge;
use super::border::{self, Answer, Settled};
use super::http::lines;
use crate::platform::{Fetched, Web};

/// How long an answer may take, in milliseconds: a person waits for a document, and after its answer to a
/// person a Worker has half a minute.
const PATIENCE: u32 = 5000;

impl Web for Edge {
    async fn fetch(&self, url: &str, longest: usize) -> Option<Fetched> {
        let headers = [("Accept", "application/json")];
        let answer = ask(url, &headers, (None, true), longest).await?;
        Some(Fetched {
            content_type: answer.content_type,
            cache_control: answer.cache_control,
            body: answer.body.filter(|_| answer.status == 200)?,
        })
    }

    async fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
        longest: usize,
    ) -> Option<(u16, Vec<u8>)> {
        let answer = ask(url, headers, (Some(body), false), longest).await?;
        Some((answer.status, answer.body.unwrap_or_default()))
    }

    async fn fetch_with(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        longest: usize,
    ) -> Option<(u16, Vec<u8>)> {
        let answer = ask(url, headers, (None, false), longest).await?;
        Some((answer.status, answer.body.unwrap_or_default()))
    }
}

/// Sends `body`, if there is one. With `good`, reads the body of the answer only if its status is 200.
async fn ask(
    url: &str,
    headers: &[(&str, &str)],
    (body, good): (Option<&str>, bool),
    longest: usize,
) -> Option<Box<border::Fetched>> {
    let headers = lines(headers.iter().copied())?;
    let longest = longest.try_into().ok()?;
    let answer = Answer::to(|number| {
        border::ask(url, &headers, body, PATIENCE, longest, good, number);
    });
    match answer.await {
        Settled::Fetched(fetched) => Some(fetched),
        _ => None,
    }
}
