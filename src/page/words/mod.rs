//! The words that people read, from `words/`, and what fills them in.

mod fill;
mod reasons;
mod time;

pub use edgegrant_words::*;

pub(crate) use fill::{agent, counted, digits, fill, isolated, mark, named};
pub(crate) use reasons::{bad_logo, bad_logout, bad_password, malformed, unproved};
pub(crate) use time::{ago, day, moment, wait};
