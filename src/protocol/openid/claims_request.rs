//! The `claims` parameter: claims that a client asks for one by one (OpenID Connect Core section 5.5).

use serde_json::{Map, Value};

use super::claims::{is_covered, is_standard};
use crate::protocol::issuer::Issuer;
use crate::protocol::json;
use crate::protocol::login::{Acr, Method};
use crate::protocol::scope::Scope;

/// The longest parameter that is read, in bytes: what it asks for is kept with the tokens.
const LONGEST: usize = 4096;

/// Why a `claims` parameter is refused: `invalid_request`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadClaims {
    /// Longer than 4096 bytes.
    TooLong,
    /// The ID token is to be about one user, and userinfo about another.
    TwoSubjects,
    /// Not a JSON object whose members have the right types.
    Malformed,
}

impl BadClaims {
    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::TooLong => "claims is longer than 4096 bytes.",
            Self::TwoSubjects => "claims asks for two different values of sub.",
            Self::Malformed => {
                "claims must be a JSON object with the members id_token and userinfo, each an object of \
                 claims with null or {essential, value, values}."
            }
        }
    }
}

/// Where a claim is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the ID token.
    IdToken,
    /// At the userinfo endpoint.
    UserInfo,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::UserInfo => "userinfo",
        }
    }
}

/// What is asked for besides the scopes: for each place the standard claims, each with the list of values that
/// it must be among, or null. Claims that this server does not know are ignored (section 5.5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimsRequest {
    asked: Map<String, Value>,
    /// Who must be signed in (`sub` with a value).
    pub subject: Option<String>,
    /// What the sign-in must be, one of these, in the client's order. If it is none, any sign-in will do.
    pub acr: Vec<Acr>,
    /// Whether one of them is essential.
    pub essential_acr: bool,
    /// Whether an essential `acr` is asked for that no sign-in here has (section 5.5.1.1).
    pub unmet_acr: bool,
}

impl ClaimsRequest {
    /// Reads the parameter.
    ///
    /// # Errors
    /// [`BadClaims`].
    pub fn parse(text: &str, issuer: &Issuer) -> Result<Self, BadClaims> {
        if text.len() > LONGEST {
            return Err(BadClaims::TooLong);
        }
        let claims = json::object(text).ok_or(BadClaims::Malformed)?;
        let mut request = Self::default();
        for place in [Place::IdToken, Place::UserInfo] {
            let wishes = match claims.get(place.name()) {
                None | Some(Value::Null) => continue,
                Some(wishes) => wishes.as_object().ok_or(BadClaims::Malformed)?,
            };
            let mut asked = Map::new();
            for (name, wish) in wishes {
                let values = values(wish)?;
                match (name.as_str(), &values) {
                    ("sub", Some(values)) => {
                        let subject = only(values)?;
                        if request
                            .subject
                            .as_ref()
                            .is_some_and(|other| *other != subject)
                        {
                            return Err(BadClaims::TwoSubjects);
                        }
                        request.subject = Some(subject);
                    }
                    ("acr", Some(values)) => {
                        let values = values.iter().filter_map(Value::as_str);
                        let essential = wish["essential"] == true;
                        request.wish_for_acr(values, essential, issuer);
                    }
                    (name, _) if is_standard(name) => {
                        asked.insert(name.to_owned(), values.map_or(Value::Null, Value::Array));
                    }
                    _ => {}
                }
            }
            if !asked.is_empty() {
                request.asked.insert(place.name().to_owned(), asked.into());
            }
        }
        Ok(request)
    }

    /// Takes in what is asked of the sign-in. What is essential goes before what is not, and of two
    /// essential wishes the surer one. Values that no sign-in here has are ignored, unless they are all there is and one is essential.
    pub fn wish_for_acr<'a>(
        &mut self,
        values: impl Iterator<Item = &'a str>,
        essential: bool,
        issuer: &Issuer,
    ) {
        let mut known = Vec::new();
        for value in values {
            known.extend(Acr::of_value(value, issuer));
        }
        self.unmet_acr |= essential && known.is_empty();
        let least = |acr: &[Acr]| acr.iter().min().copied();
        let goes_before = match (essential, self.essential_acr) {
            (true, true) => least(&known) > least(&self.acr),
            (true, false) => true,
            (false, _) => self.acr.is_empty(),
        };
        if goes_before {
            self.acr = known;
            self.essential_acr = essential;
        }
    }

    /// The least that the sign-in must be.
    #[must_use]
    pub fn least_acr(&self) -> Acr {
        let least = self.acr.iter().min();
        least.copied().unwrap_or(Acr::OneFactor)
    }

    /// What the tokens of such a sign-in say: the first of what was asked for, or else what it is.
    #[must_use]
    pub fn acr(&self, method: Method) -> Acr {
        let mut asked = self.acr.iter().copied();
        let own = method.acr();
        asked.find(|acr| *acr <= own).unwrap_or(own)
    }

    /// Drops the claims that no scope of `allowed` asks for.
    pub fn keep_within(&mut self, allowed: &Scope) {
        self.asked.retain(|_, wishes| {
            if let Value::Object(wishes) = wishes {
                wishes.retain(|name, _| is_covered(name, allowed));
            }
            wishes.as_object().is_some_and(|wishes| !wishes.is_empty())
        });
    }

    /// Reads what [`ClaimsRequest::stored`] wrote; `None` when that is damaged.
    #[must_use]
    pub fn restore(stored: Option<&str>) -> Option<Self> {
        let mut asked = match stored {
            None => Map::new(),
            Some(text) => json::object(text)?,
        };
        let places = [Place::IdToken, Place::UserInfo].map(Place::name);
        let whole = |wishes: &Map<String, Value>| {
            let mut values = wishes.values();
            values.all(|values| values.is_null() || values.is_array())
        };
        let right = asked.iter().all(|(place, wishes)| {
            places.contains(&place.as_str()) && wishes.as_object().is_some_and(whole)
        });
        if !right {
            return None;
        }
        let mut acr = Vec::new();
        let place = Place::IdToken.name();
        if let Some(Value::Object(wishes)) = asked.get_mut(place) {
            let names = wishes.remove("acr");
            let empty = wishes.is_empty();
            for name in names
                .as_ref()
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                acr.push(Acr::parse(name.as_str()?)?);
            }
            if empty {
                asked.remove(place);
            }
        }
        Some(Self {
            asked,
            acr,
            ..Self::default()
        })
    }

    /// What is kept with the tokens; `None` when nothing was asked for.
    #[must_use]
    pub fn stored(&self) -> Option<String> {
        let mut asked = self.asked.clone();
        if !self.acr.is_empty() {
            let names = self.acr.iter().map(|acr| acr.name().into()).collect();
            let wishes = asked
                .entry(Place::IdToken.name())
                .or_insert_with(|| Map::new().into());
            wishes["acr"] = Value::Array(names);
        }
        (!asked.is_empty()).then(|| json::write(&asked.into()))
    }

    /// The names of the claims that `scope` does not already ask for: the person must be asked about these.
    #[must_use]
    pub fn beyond(&self, scope: &Scope) -> Scope {
        let wishes = self.asked.values().filter_map(Value::as_object);
        let names = wishes.flat_map(Map::keys).map(String::as_str);
        let beyond: Vec<&str> = names.filter(|name| !is_covered(name, scope)).collect();
        // The names of standard claims are valid scope tokens.
        Scope::parse(&beyond.join(" ")).unwrap_or_default()
    }

    /// Whether anything is asked for in `place`.
    #[must_use]
    pub fn wants(&self, place: Place) -> bool {
        let wishes = self.asked.get(place.name()).and_then(Value::as_object);
        wishes.is_some_and(|wishes| !wishes.is_empty())
    }

    /// The user's claims that are asked for in `place`. A claim whose value is not one that was asked for is
    /// left out (section 5.5.1).
    pub fn select(&self, place: Place, all: &Map<String, Value>, into: &mut Map<String, Value>) {
        let wishes = self.asked.get(place.name()).and_then(Value::as_object);
        for (name, values) in wishes.into_iter().flatten() {
            let wanted = |value: &&Value| values.as_array().is_none_or(|some| some.contains(value));
            if let Some(value) = all.get(name).filter(wanted) {
                into.insert(name.clone(), value.clone());
            }
        }
    }
}

/// The values that a claim must be among; `None` when any will do.
fn values(wish: &Value) -> Result<Option<Vec<Value>>, BadClaims> {
    let wish = match wish {
        Value::Null => return Ok(None),
        wish => wish.as_object().ok_or(BadClaims::Malformed)?,
    };
    match (wish.get("essential"), wish.get("value"), wish.get("values")) {
        (None | Some(Value::Bool(_)), None, None) => Ok(None),
        (None | Some(Value::Bool(_)), Some(value), None) => Ok(Some(vec![value.clone()])),
        (None | Some(Value::Bool(_)), None, Some(Value::Array(values))) => Ok(Some(values.clone())),
        _ => Err(BadClaims::Malformed),
    }
}

/// The one user that is meant.
fn only(values: &[Value]) -> Result<String, BadClaims> {
    match values {
        [Value::String(subject)] => Ok(subject.clone()),
        _ => Err(BadClaims::Malformed),
    }
}

errors!(BadClaims);
