//! What a method and a path ask for.

/// The scope that reading notes needs.
pub const READ: &str = "notes:read";
/// The scope that adding a note needs.
pub const WRITE: &str = "notes:write";

/// What a request asks for. `HEAD` asks for what `GET` does.
#[derive(Debug, PartialEq, Eq)]
pub enum Route {
    /// What this API is.
    Home,
    /// The metadata of RFC 9728.
    Metadata,
    /// The caller's notes. Needs [`READ`].
    List,
    /// A new note. Needs [`WRITE`].
    Add,
    /// No note is left. Needs [`WRITE`], and a person who has just confirmed with a passkey that they are there.
    Clear,
    /// 404.
    NotFound,
    /// 405, with the `Allow` header to send.
    MethodNotAllowed(&'static str),
}

/// The route for a method and a path. `metadata_path` is where RFC 9728 puts the metadata of this
/// resource.
#[must_use]
pub fn route(method: &str, path: &str, metadata_path: &str) -> Route {
    let read = matches!(method, "GET" | "HEAD");
    match path {
        "/notes" if read => Route::List,
        "/notes" if method == "POST" => Route::Add,
        "/notes" if method == "DELETE" => Route::Clear,
        "/notes" => Route::MethodNotAllowed("GET, HEAD, POST, DELETE"),
        "/" if read => Route::Home,
        path if path == metadata_path && read => Route::Metadata,
        path if path == "/" || path == metadata_path => Route::MethodNotAllowed("GET, HEAD"),
        _ => Route::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, route};

    #[test]
    fn every_path_answers_its_methods() {
        let metadata = "/.well-known/oauth-protected-resource";
        for (method, path, expected) in [
            ("GET", "/", Route::Home),
            ("HEAD", "/", Route::Home),
            ("POST", "/", Route::MethodNotAllowed("GET, HEAD")),
            ("GET", "/notes", Route::List),
            ("HEAD", "/notes", Route::List),
            ("POST", "/notes", Route::Add),
            ("DELETE", "/notes", Route::Clear),
            (
                "PUT",
                "/notes",
                Route::MethodNotAllowed("GET, HEAD, POST, DELETE"),
            ),
            ("GET", metadata, Route::Metadata),
            ("PUT", metadata, Route::MethodNotAllowed("GET, HEAD")),
            ("GET", "/notes/", Route::NotFound),
            ("GET", "/Notes", Route::NotFound),
            ("BREW", "/coffee", Route::NotFound),
        ] {
            assert_eq!(route(method, path, metadata), expected, "{method} {path}");
        }
    }
}
