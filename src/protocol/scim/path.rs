//! Where things are (RFC 7644 section 3.2).

/// Everything of SCIM is below this.
pub const BASE: &str = "/scim/v2";

/// What an address is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// `/Users`.
    Users,
    /// `/Users/<id>`.
    User(&'a str),
    /// `/Groups`.
    Groups,
    /// `/Groups/<id>`.
    Group(&'a str),
    /// `/ServiceProviderConfig`, `/ResourceTypes` or `/Schemas`, perhaps with the id of one of them.
    Document(&'static str, Option<&'a str>),
    /// Nothing that there is.
    Unknown,
}

/// The place with this path. `None`: it is not below [`BASE`].
#[must_use]
pub fn place(path: &str) -> Option<Place<'_>> {
    const CONFIG: &str = "ServiceProviderConfig";
    let below = path.strip_prefix(BASE)?;
    let Some(below) = below.strip_prefix('/') else {
        return below.is_empty().then_some(Place::Unknown);
    };
    let (name, id) = match below.split_once('/') {
        Some((name, id)) => (name, Some(id)),
        None => (below, None),
    };
    Some(match (name, id) {
        ("Users", None) => Place::Users,
        ("Users", Some(id)) => Place::User(id),
        ("Groups", None) => Place::Groups,
        ("Groups", Some(id)) => Place::Group(id),
        (CONFIG, None) => Place::Document(CONFIG, None),
        ("ResourceTypes", id) => Place::Document("ResourceTypes", id),
        ("Schemas", id) => Place::Document("Schemas", id),
        _ => Place::Unknown,
    })
}
