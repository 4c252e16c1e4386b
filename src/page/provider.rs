//! The buttons of other providers.

use super::part::Part;
use crate::protocol::provider::{Dialect, Provider};

/// A form with a button for each provider. It posts `token`, `from`, `provider` and, where that is asked, `keep`.
pub(crate) struct ProviderForm {
    /// Where it is posted.
    pub(crate) action: String,
    /// What the hidden field `token` holds.
    pub(crate) token: String,
    /// The path of the page that it is on.
    pub(crate) from: &'static str,
    /// Whether "Keep me signed in" is ticked, where that is asked.
    pub(crate) keep: Option<bool>,
    /// Whether somebody came from a provider and may choose another way.
    pub(crate) another: bool,
    /// The id of each provider, its name, and its mark.
    pub(crate) buttons: Vec<(String, String, Option<Part>)>,
}

impl ProviderForm {
    /// The buttons of these providers.
    pub(crate) fn buttons<'a>(
        providers: impl Iterator<Item = &'a Provider>,
    ) -> Vec<(String, String, Option<Part>)> {
        let mut buttons = Vec::new();
        for provider in providers {
            let (id, name) = (provider.id.clone(), provider.name.clone());
            buttons.push((id, name, mark(provider.dialect)));
        }
        buttons
    }
}

/// The mark of a provider as SVG, as its rules for buttons ask; of another one there is none.
fn mark(dialect: Dialect) -> Option<Part> {
    match dialect {
        Dialect::OpenId => None,
        Dialect::Google => Some(Part::Google),
        Dialect::Microsoft => Some(Part::Microsoft),
        Dialect::Apple => Some(Part::Apple),
        Dialect::GitHub => Some(Part::GitHub),
    }
}
