//! What the developer of an app is told about a request that cannot be used: on the page, because the
//! person may pass it on to them, and in the log, where the owner looks.

use serde_json::Value;

use crate::endpoint::http::reply::Reply;
use crate::page::Fact;
use crate::page::words;
use crate::protocol::client::{BadClientDocument, Client, LeftOut};
use crate::protocol::params::Params;
use crate::protocol::quoted::{for_the_log, quoted};

/// What is known about a request that cannot be used.
pub(crate) struct Evidence {
    client_id: String,
    redirect_uri: Option<String>,
    left_out: Vec<LeftOut>,
    problem: Option<String>,
}

impl Evidence {
    /// Of a request whose `redirect_uri` does not lead to its client.
    pub(crate) fn of_redirect(client: &Client, params: &Params) -> Self {
        Self {
            client_id: client.id.clone(),
            redirect_uri: params.one("redirect_uri").ok().flatten().map(str::to_owned),
            left_out: client.left_out.clone(),
            problem: None,
        }
    }

    /// Of a request whose client cannot be described; none where its address says it all.
    pub(crate) fn of_document(client_id: &str, bad: BadClientDocument) -> Option<Self> {
        (bad != BadClientDocument::Url).then(|| Self {
            client_id: client_id.to_owned(),
            redirect_uri: None,
            left_out: Vec::new(),
            problem: bad.problem(),
        })
    }

    /// For the page.
    pub(crate) fn facts(&self, words: &words::Developer) -> Vec<Fact> {
        let fact = |name, value: String| Fact { name, value };
        let mut facts = vec![fact("client_id", quoted(&self.client_id))];
        let sent = self.redirect_uri.as_deref().map(quoted);
        facts.extend(sent.map(|uri| fact("redirect_uri", uri)));
        let (before, between) = words.left_out;
        facts.extend(self.left_out.iter().map(|out| {
            let why = out.why.sentence();
            fact(
                "redirect_uris",
                format!("{before}{}{between}{why}", quoted(&out.uri)),
            )
        }));
        let problem = self.problem.clone();
        facts.extend(problem.map(|problem| fact(words.problem, problem)));
        facts
    }

    /// For the log, which has no queries of any URL in it.
    pub(crate) fn logged(&self, reply: Reply) -> Reply {
        let reply = reply.detail("client_id", for_the_log(&self.client_id).into());
        let reply = match &self.redirect_uri {
            Some(uri) => reply.detail("redirect_uri", for_the_log(uri).into()),
            None => reply,
        };
        let reply = match &self.problem {
            Some(problem) => reply.detail("problem", problem.as_str().into()),
            None => reply,
        };
        if self.left_out.is_empty() {
            reply
        } else {
            reply.detail("left_out", left_out(&self.left_out))
        }
    }
}

/// Says in the log which URIs of a metadata document cannot be used. The client may be used all the same.
pub(crate) fn note_left_out(reply: Reply, client: &Client) -> Reply {
    if client.left_out.is_empty() {
        return reply;
    }
    reply
        .detail("client_id", for_the_log(&client.id).into())
        .detail("left_out", left_out(&client.left_out))
}

fn left_out(uris: &[LeftOut]) -> Value {
    let lines = uris
        .iter()
        .map(|out| format!("{}: {}", for_the_log(&out.uri), out.why));
    lines.collect()
}
