//! What the Worker does when a cron trigger fires.

use std::rc::Rc;

use worker::{Env, ScheduleContext, ScheduledEvent, event};

use super::{Edge, ISOLATE, border, log, now, open, send, words};
use crate::endpoint::Server;
use crate::endpoint::backchannel_logout::deliver_waiting;
use crate::endpoint::config::Config;
use crate::endpoint::mail as mails;
use crate::endpoint::spending::report_spending;
use crate::platform::Fault;
use crate::store::daily_totals::add_up;
use crate::store::logos::forget_old_logos;
use crate::store::sealed_secrets::reseal;
use crate::store::signing_keys::tend_keys;
use crate::store::sweep::{Kept, sweep};

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _: ScheduleContext) {
    border::turn();
    let (config, edge) = match open(&env) {
        Ok(opened) => opened,
        Err(wrong) => {
            let fault = Fault::new(wrong.sentence());
            log::sweep(Err(fault.clone()));
            return log::keys(Err(fault));
        }
    };
    // None keeps the others from running. What the sweep takes was added up before.
    log::undone("totals", add_up(&edge).await);
    if !every_hour(&event.cron()) {
        tend(&config, &edge).await;
    }
    notify_waiting(&config, &edge).await;
    send_waiting(&config, &edge).await;
    let spending = &ISOLATE.with(Rc::clone).spending;
    spending.add(edge.cost.of(1), now());
    log::undone(
        "totals",
        report_spending(&edge, spending, spending.take(), 0).await,
    );
}

/// What is done once a day.
async fn tend(config: &Config, edge: &Edge) {
    let kept = Kept {
        idle: config.lifetimes.refresh_token_idle,
        events: config.events_retention,
    };
    log::sweep(sweep(edge, kept).await);
    log::keys(tend_keys(edge, &config.keys, config.key_rotation).await);
    log::second_factors(reseal(edge, &config.keys).await);
    let own = config.look.brand.logo.as_deref().unwrap_or_default();
    log::undone("logos", forget_old_logos(edge, own).await);
}

/// Whether a cron event comes every hour: the second field of its expression is the hour.
fn every_hour(cron: &str) -> bool {
    cron.split_whitespace().nth(1) == Some("*")
}

/// Tells the clients that still have to hear of a sign-out.
async fn notify_waiting(config: &Config, edge: &Edge) {
    let isolate = ISOLATE.with(Rc::clone);
    let server = Server::new(config, edge, &isolate);
    match deliver_waiting(&server).await {
        Ok(deliveries) => deliveries.iter().for_each(log::delivery),
        Err(fault) => log::waiting(&fault),
    }
}

/// Sends the invitations that wait.
async fn send_waiting(config: &Config, edge: &Edge) {
    let isolate = ISOLATE.with(Rc::clone);
    let server = Server::new(config, edge, &isolate);
    match mails::waiting(&server, words::of(config.language)).await {
        Ok(tasks) => {
            for task in &tasks {
                send(Server::new(config, edge, &isolate), task).await;
            }
        }
        Err(fault) => log::mail(None, Err(fault)),
    }
}
