//! What a session says about where it began: in which browser and system, and at which place. It helps people to tell
//! their own sessions from those of others. The headers themselves are stored nowhere.

use std::fmt;

/// What tells a browser, and its name. The first that is found counts: most browsers also name those that they are like.
const BROWSERS: [(&str, &str); 17] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("Brave/", "Brave"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The same for systems: an iPhone says that it is like a Mac, and Android that it is a Linux.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS ", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

/// How much of a header is looked at, in bytes. Real ones have 100 to 200.
const LONGEST_HEADER: usize = 512;

/// The longest name of a city, in characters.
const LONGEST_CITY: usize = 64;

/// A browser and the system that it runs on, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agent {
    /// The browser's name.
    pub browser: Option<&'static str>,
    /// The system's.
    pub system: Option<&'static str>,
}

impl Agent {
    /// What `User-Agent` says. Anybody may send anything: it is a hint for people, and nothing is decided by it.
    #[must_use]
    pub fn of(header: &str) -> Self {
        let header = header.get(..LONGEST_HEADER).unwrap_or(header);
        let found = |names: &[(&str, &'static str)]| {
            let mut names = names.iter();
            names.find(|(mark, _)| header.contains(mark)).map(|it| it.1)
        };
        Self {
            browser: found(&BROWSERS),
            system: found(&SYSTEMS),
        }
    }

    /// What is stored of it.
    #[must_use]
    pub fn stored(self) -> String {
        let [browser, system] = [self.browser, self.system].map(Option::unwrap_or_default);
        format!("{browser}/{system}")
    }

    /// Reads what [`Agent::stored`] wrote. A name that this version does not have is not known.
    #[must_use]
    pub fn parse(stored: &str) -> Self {
        let (browser, system) = stored.split_once('/').unwrap_or_default();
        let known = |names: &[(&str, &'static str)], name: &str| {
            let mut names = names.iter();
            names.find(|it| it.1 == name).map(|it| it.1)
        };
        Self {
            browser: known(&BROWSERS, browser),
            system: known(&SYSTEMS, system),
        }
    }
}

/// In English.
impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.browser.unwrap_or("Unknown browser"))?;
        match self.system {
            Some(system) => write!(f, " on {system}"),
            None => Ok(()),
        }
    }
}

/// A city and a country, or one of them, as in "Austin, US".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// What the edge says of where a request came from; `None` if that is nothing. A country is two capital letters (ISO
    /// 3166-1), `T1` for the Tor network, or `XX` if it is not known.
    #[must_use]
    pub fn told(city: Option<&str>, country: Option<&str>) -> Option<Self> {
        let is_code =
            |code: &&str| code.len() == 2 && code.bytes().all(|it| it.is_ascii_uppercase());
        let country = match country {
            Some("T1") => Some("Tor"),
            Some("XX") => None,
            country => country.filter(is_code),
        };
        let city = city.map(str::trim).filter(|city| {
            let fits = !city.is_empty() && city.chars().count() <= LONGEST_CITY;
            fits && !city.chars().any(char::is_control)
        });
        let parts: Vec<&str> = city.into_iter().chain(country).collect();
        (!parts.is_empty()).then(|| Self(parts.join(", ")))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a session begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// In which browser.
    pub agent: Agent,
    /// At which place, if that is known.
    pub place: Option<Place>,
}
