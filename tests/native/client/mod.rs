mod assertion;
mod credentials;
mod document;
mod keys;
mod metadata;
mod openid_metadata;
mod redirect_uris;
mod registrations;
