//! Usernames and email addresses, as two of them are compared.

/// A username or an email address in the one spelling that stands for all those that people take for the same:
/// composed or not, of any width, in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedName(String);

impl FoldedName {
    /// Folds a name. `fold` gives a text in Normalization Form KC and lower case.
    #[must_use]
    pub fn new(text: &str, fold: fn(&str) -> String) -> Self {
        let text = text.trim();
        if text.is_ascii() {
            return Self(text.to_ascii_lowercase());
        }
        // A sigma has another form at the end of a word, and a name can be typed in capitals.
        Self(fold(text).trim().replace('ς', "σ"))
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
