//! The Worker: from a request to a response.

mod fetch;
mod form;
mod home;
mod keys;
mod notes_api;
mod reply;
mod server;
mod sign_in;
mod sign_out;
mod store;
mod tokens;

use http::StatusCode;
use worker::{Context, Date, Env, Request, Response, Result, event};

use crate::config::Config;
use crate::origin::is_own;
use crate::page::{Flash, Problem, STYLE, WayOn};
use crate::session::{COOKIE, FLASH_COOKIE, cookie, is_ours};
use reply::Reply;
use store::Store;

/// What every route works with.
struct App {
    config: Config,
    store: Store,
    /// The browser's cookie, if it has one of ours.
    cookie: Option<String>,
    /// What the page before wants this one to say.
    flash: Option<Flash>,
}

/// Seconds since the Unix epoch.
fn now() -> u64 {
    Date::now().as_millis() / 1000
}

/// Answers one request.
#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _: Context) -> Result<Response> {
    let app = match App::new(&request, &env) {
        Ok(app) => app,
        Err(sentence) => return reply::not_set_up(&sentence).send(""),
    };
    let issuer = app.config.issuer.clone();
    app.route(&mut request).await.send(&issuer)
}

impl App {
    fn new(request: &Request, env: &Env) -> std::result::Result<Self, String> {
        let config = Config::read(|name| env.var(name).ok().map(|value| value.to_string()))?;
        let store = Store::new(env)?;
        let cookies = header(request, "cookie").unwrap_or_default();
        Ok(Self {
            config,
            store,
            cookie: cookie(&cookies, COOKIE)
                .filter(|value| is_ours(value))
                .map(str::to_owned),
            flash: cookie(&cookies, FLASH_COOKIE).and_then(Flash::parse),
        })
    }

    async fn route(&self, request: &mut Request) -> Reply {
        let method = request.inner().method();
        let path = request.path();
        let allow = match path.as_str() {
            "/" | "/style.css" => "GET, HEAD",
            // No HEAD: opening these addresses redeems the code, or begins a sign-in.
            "/callback" | "/start" => "GET",
            "/sign-in"
            | "/notes"
            | "/delete-notes"
            | "/refresh"
            | "/sign-out"
            | "/backchannel-logout" => "POST",
            _ => return reply::not_found(),
        };
        if allow == "POST" {
            if method != "POST" {
                return reply::method_not_allowed(allow);
            }
            let origin = header(request, "origin");
            let site = header(request, "sec-fetch-site");
            // Edgegrant is not a browser and has no cookie; it sends a token that is proof enough.
            let proved = path == "/backchannel-logout";
            if !proved && !is_own(origin.as_deref(), site.as_deref(), &self.config.base_url) {
                return self.not_ours();
            }
        } else if method != "GET" && (method != "HEAD" || allow == "GET") {
            return reply::method_not_allowed(allow);
        }
        match path.as_str() {
            "/" => self.home().await,
            "/style.css" => Reply::style(STYLE),
            "/callback" => self.callback(&query(request)).await,
            "/start" => self.start(&query(request)).await,
            "/sign-in" => self.sign_in().await,
            "/notes" => self.add_note(request).await,
            "/delete-notes" => self.delete_notes().await,
            "/refresh" => self.refresh().await,
            "/backchannel-logout" => self.backchannel_logout(request).await,
            _ => self.sign_out().await,
        }
    }

    fn not_ours(&self) -> Reply {
        Reply::problem(
            StatusCode::FORBIDDEN,
            &Problem {
                title: "This did not come from the app",
                message: format!(
                    "The form was sent from another address. Open the app at {} and try there.",
                    self.config.base_url
                ),
                detail: None,
                way_on: WayOn::Link("Open the app", format!("{}/", self.config.base_url)),
            },
        )
    }
}

fn query(request: &Request) -> String {
    let url = request.inner().url();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.to_owned()
}

fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name).unwrap_or(None)
}
