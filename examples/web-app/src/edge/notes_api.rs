//! The notes API, called with the person's access token.

use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use serde::Deserialize;

use super::fetch::{load, send};
use super::reply::log;
use crate::challenge::StepUp;
use crate::config::Config;

/// A note of the API.
#[derive(Deserialize)]
pub(super) struct Note {
    pub(super) text: String,
    pub(super) created_at: String,
}

/// Why a call failed.
pub(super) enum Failure {
    /// 401: the access token is not accepted; a new one may be.
    Token,
    /// 401: it takes another sign-in, which the API describes.
    SignIn(StepUp),
    /// 403: it lacks the scope.
    Scope,
    /// 400 and the like: what is wrong with the note, in a sentence.
    Note(String),
    /// No answer, or one that makes no sense. Already logged.
    Trouble,
}

/// The notes of the person whom the token belongs to.
pub(super) async fn load_notes(config: &Config, access_token: &str) -> Result<Vec<Note>, Failure> {
    #[derive(Deserialize)]
    struct Notes {
        notes: Vec<Note>,
    }
    let url = format!("{}/notes", config.notes_api);
    let answer = load(&url, Some(access_token)).await;
    let body = accepted(answer, &url)?;
    let notes: Notes = serde_json::from_slice(&body).map_err(|error| {
        log(&format!("{url} cannot be read: {error}"));
        Failure::Trouble
    })?;
    Ok(notes.notes)
}

/// Adds a note.
pub(super) async fn add_note(
    config: &Config,
    access_token: &str,
    text: &str,
) -> Result<(), Failure> {
    let url = format!("{}/notes", config.notes_api);
    let body = serde_json::json!({ "text": text }).to_string();
    let request = http::Request::post(&url)
        .header(AUTHORIZATION, format!("Bearer {access_token}"))
        .header(CONTENT_TYPE, "application/json")
        .body(body.into_bytes())
        .map_err(|error| {
            log(&format!("{url} cannot be asked: {error}"));
            Failure::Trouble
        })?;
    accepted(send(request).await, &url).map(|_| ())
}

/// Deletes all notes of the person whom the token belongs to.
pub(super) async fn delete_notes(config: &Config, access_token: &str) -> Result<(), Failure> {
    let url = format!("{}/notes", config.notes_api);
    let request = http::Request::delete(&url)
        .header(AUTHORIZATION, format!("Bearer {access_token}"))
        .body(Vec::new())
        .map_err(|error| {
            log(&format!("{url} cannot be asked: {error}"));
            Failure::Trouble
        })?;
    accepted(send(request).await, &url).map(|_| ())
}

fn accepted(
    answer: Result<oauth2::HttpResponse, super::fetch::NoAnswer>,
    url: &str,
) -> Result<Vec<u8>, Failure> {
    #[derive(Deserialize)]
    struct Refusal {
        message: String,
    }
    let answer = answer.map_err(|reason| {
        log(&reason.to_string());
        Failure::Trouble
    })?;
    match answer.status() {
        StatusCode::OK | StatusCode::CREATED => Ok(answer.into_body()),
        StatusCode::UNAUTHORIZED => {
            let challenge = answer.headers().get(WWW_AUTHENTICATE);
            let challenge = challenge.and_then(|value| value.to_str().ok());
            let asked = challenge.and_then(StepUp::parse);
            Err(asked.map_or(Failure::Token, Failure::SignIn))
        }
        StatusCode::FORBIDDEN => Err(Failure::Scope),
        status => {
            if status.is_client_error()
                && let Ok(refusal) = serde_json::from_slice::<Refusal>(answer.body())
            {
                return Err(Failure::Note(refusal.message));
            }
            log(&format!("{url} answered with status {status}"));
            Err(Failure::Trouble)
        }
    }
}
