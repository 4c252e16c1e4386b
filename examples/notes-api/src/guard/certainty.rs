//! How certain it must be that the person themselves is there (RFC 9470).

use super::token::Claims;

/// What an access token must say of the sign-in that it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Certainty<'a> {
    /// The values of `acr` of which it must have one, the preferred one first. None: any sign-in will do.
    pub acr_values: &'a [&'a str],
    /// How long ago the sign-in may be, in seconds; `None`: as long as the token is valid.
    pub max_age: Option<u32>,
}

impl Certainty<'_> {
    /// Any sign-in, whenever it was.
    pub const ANY: Self = Self {
        acr_values: &[],
        max_age: None,
    };

    /// Whether the sign-in was such a one. What a token does not say is not so.
    pub(super) fn is_met(&self, claims: &Claims, now: u64) -> bool {
        let acr = claims.acr.as_deref().unwrap_or_default();
        let sure = self.acr_values.is_empty() || self.acr_values.contains(&acr);
        #[allow(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        let now = now as f64;
        let recent = self.max_age.is_none_or(|age| {
            let at = claims.auth_time;
            at.is_some_and(|at| now <= at + f64::from(age))
        });
        sure && recent
    }

    /// The parameters of the challenge (section 3), each after a comma.
    pub(super) fn parameters(&self) -> String {
        let mut parameters = String::new();
        if !self.acr_values.is_empty() {
            parameters.push_str(&format!(", acr_values=\"{}\"", self.acr_values.join(" ")));
        }
        if let Some(age) = self.max_age {
            parameters.push_str(&format!(", max_age=\"{age}\""));
        }
        parameters
    }
}
