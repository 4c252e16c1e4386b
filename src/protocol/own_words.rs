//! Words that the owner of this server writes into a setting: a text, or a text for each language.

use serde_json::Value;

use super::language::{Language, of_tag};

/// Words that the owner wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWords {
    /// The text of each language that they named. Without a language, it is for everybody.
    texts: Vec<(Option<Language>, String)>,
}

impl OwnWords {
    /// Reads a text, or an object that has a text for each language. `None`: it is something else, is empty, or names a
    /// language that this server does not have.
    #[must_use]
    pub fn read(setting: &Value) -> Option<Self> {
        let texts: Vec<_> = match setting {
            Value::String(text) => vec![(None, text.clone())],
            Value::Object(texts) => {
                let texts = texts.iter().map(|(code, text)| {
                    let language = of_tag(code).filter(|language| language == code)?;
                    Some((Some(language), text.as_str()?.to_owned()))
                });
                texts.collect::<Option<_>>()?
            }
            _ => return None,
        };
        (!texts.is_empty()).then_some(Self { texts })
    }

    /// Whether somebody would read nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.texts.iter().any(|(_, text)| text.trim().is_empty())
    }

    /// The text for who reads a language: in that one, otherwise in the second, otherwise in any.
    #[must_use]
    pub fn text(&self, language: &str, otherwise: Language) -> &str {
        let wanted = [language, otherwise].into_iter();
        let mut wanted = wanted.filter_map(|wanted| {
            let mut texts = self.texts.iter();
            texts.find(|(known, _)| *known == Some(wanted))
        });
        let any = || self.texts.first();
        wanted.next().or_else(any).map_or("", |(_, text)| text)
    }
}
