//! How long the bodies of requests may be.

use edgegrant::endpoint::http::body::{LONGEST_BODY, longest_body};
use edgegrant::protocol::brand::LARGEST;

#[test]
fn only_the_form_with_a_logo_is_longer() {
    for path in [
        "/",
        "/token",
        "/admin/app",
        "/admin/app/edit",
        "/admin/app/logo/",
        "/admin/app/remove-logo",
        "/admin/api/apps/x/logo",
        "/scim/v2/Users",
    ] {
        assert_eq!(longest_body(path), LONGEST_BODY, "{path}");
    }
    for path in ["/admin/app/logo", "/issuer/admin/app/logo"] {
        assert!((LARGEST + 2048..=LARGEST + 4096).contains(&longest_body(path)));
    }
}
