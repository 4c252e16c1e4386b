//! The second factor: codes from an app, and recovery codes.

mod account;
mod codes;
mod recovery;
mod sealed;
mod sign_in;
