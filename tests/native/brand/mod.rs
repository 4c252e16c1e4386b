//! What a server looks like.

mod colors;
mod logos;
mod settings;

pub(crate) use logos::{png, webp_extended, webp_lossless, webp_lossy};
