//! A client whose metadata document has changed since somebody said yes to it.

use super::registration::Client;

impl Client {
    /// The client as its document describes it now, and in no way looser than `allowed`, which is what people said yes to
    /// and what the database knows: until they are asked again, nobody who got hold of the document gets more with it.
    #[must_use]
    pub fn no_looser_than(self: Box<Self>, allowed: &Self) -> Box<Self> {
        let mut client = self;
        client.revision.clone_from(&allowed.revision);
        client.requires_dpop |= allowed.requires_dpop;
        client
            .grant_types
            .retain(|grant_type| allowed.may(*grant_type));
        client
            .post_logout_redirect_uris
            .retain(|uri| allowed.post_logout_redirect_uris.contains(uri));
        if allowed.auth_method.is_confidential() && !client.auth_method.is_confidential() {
            client.auth_method = allowed.auth_method;
            client.keys = allowed.keys.clone();
        }
        client
    }
}
