//! Other providers: their settings, their metadata, their ID tokens, and who somebody is there.

mod identity;
mod settings;
