//! Whether a form came from us: the defence against another site posting in a person's name.

/// Whether a POST came from a page of this app, going by headers that the browser itself sets and no page can
/// forge. A request with neither does not come from a current browser.
#[must_use]
pub fn is_own(origin: Option<&str>, fetch_site: Option<&str>, base_url: &str) -> bool {
    match (origin, fetch_site) {
        (None, None) => false,
        (origin, site) => {
            origin.is_none_or(|origin| origin == base_url)
                && site.is_none_or(|site| site == "same-origin")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_our_own_pages_may_post() {
        let us = "https://app.example";
        for (origin, site, expected) in [
            (Some(us), Some("same-origin"), true),
            (Some(us), None, true),
            (None, Some("same-origin"), true),
            (None, None, false),
            (Some("null"), Some("same-origin"), false),
            (Some("https://evil.example"), None, false),
            (Some("https://evil.example"), Some("same-origin"), false),
            (Some("https://app.example.evil.example"), None, false),
            (Some(us), Some("cross-site"), false),
            (None, Some("same-site"), false),
            (None, Some("none"), false),
        ] {
            assert_eq!(is_own(origin, site, us), expected, "{origin:?} {site:?}");
        }
    }
}
