//! Browsers in which somebody has signed in before: strangers who guess passwords cannot keep them out.
//!
//! A cookie says so. It holds a random name of the browser and, for each of the last users who signed in there,
//! a mark that only this server can make. Nothing is stored for it, and it signs nobody in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::protocol::secret::{MacKey, Secret};
use crate::protocol::timestamp::Timestamp;

/// How long a browser stays known after a sign-in, in seconds: 400 days, as long as browsers keep a cookie.
pub const LIFETIME: u32 = 400 * DAY as u32;

/// How many users a browser is known to; the first to have signed in is forgotten first.
const MOST: usize = 4;

const DAY: i64 = 24 * 3600;

/// What a browser has to show for earlier sign-ins.
#[derive(Debug, Clone)]
pub struct KnownBrowser {
    id: String,
    marks: Vec<Mark>,
}

#[derive(Debug, Clone)]
struct Mark {
    /// The day of the sign-in, counted from 1970.
    day: i64,
    mac: Vec<u8>,
}

/// Who a browser is known to: this user with these credentials. New ones make every browser a new one.
#[must_use]
pub fn known_as(user_id: &str, credential_version: u32) -> String {
    format!("{user_id}.{credential_version}")
}

impl KnownBrowser {
    /// A browser in which nobody has signed in yet.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self {
            id: URL_SAFE_NO_PAD.encode(&random[..16]),
            marks: Vec::new(),
        }
    }

    /// Reads the cookie. What it claims counts only where [`KnownBrowser::knows`] agrees.
    #[must_use]
    pub fn read(cookie: &Secret) -> Option<Self> {
        let mut parts = cookie.reveal().split('.');
        let id = parts.next()?;
        let marks: Vec<Mark> = parts.map(Mark::read).collect::<Option<_>>()?;
        let good = URL_SAFE_NO_PAD.decode(id).is_ok_and(|id| id.len() == 16);
        (good && marks.len() <= MOST).then(|| Self {
            id: id.to_owned(),
            marks,
        })
    }

    /// The cookie's value.
    #[must_use]
    pub fn cookie(&self) -> Secret {
        let mut text = self.id.clone();
        for mark in &self.marks {
            text.push_str(&format!(
                ".{}-{}",
                mark.day,
                URL_SAFE_NO_PAD.encode(&mark.mac)
            ));
        }
        Secret::new(text)
    }

    /// The name of the browser: the same in every cookie that follows from this one.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether this user has signed in here, and not too long ago.
    #[must_use]
    pub fn knows(&self, key: &MacKey, user_id: &str, now: Timestamp) -> bool {
        self.marks.iter().any(|mark| {
            let until = Timestamp(mark.day * DAY).plus(LIFETIME);
            now < until && key.verify(&self.parts(user_id, &mark.day.to_string()), &mark.mac)
        })
    }

    /// The same browser, after this user signed in.
    #[must_use]
    pub fn after(mut self, key: &MacKey, user_id: &str, now: Timestamp) -> Self {
        let is_theirs = |mark: &Mark| {
            let day = mark.day.to_string();
            key.verify(&self.parts(user_id, &day), &mark.mac)
        };
        let mut marks: Vec<Mark> = self
            .marks
            .iter()
            .filter(|mark| !is_theirs(mark))
            .cloned()
            .collect();
        let day = now.0 / DAY;
        let mac = key.mac(&self.parts(user_id, &day.to_string())).to_vec();
        marks.insert(0, Mark { day, mac });
        marks.truncate(MOST);
        self.marks = marks;
        self
    }

    fn parts<'a>(&'a self, user_id: &'a str, day: &'a str) -> [&'a [u8]; 4] {
        let label: &[u8] = b"known browser";
        [
            label,
            self.id.as_bytes(),
            user_id.as_bytes(),
            day.as_bytes(),
        ]
    }
}

impl Mark {
    fn read(text: &str) -> Option<Self> {
        let (day, mac) = text.split_once('-')?;
        let day: i64 = day.parse().ok()?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        // No day of any calendar overflows when it is counted in seconds.
        ((0..10_000_000).contains(&day) && mac.len() == 32).then_some(Self { day, mac })
    }
}
