//! What a server looks like: its name, its logo, its colours, and where its terms are.

mod bad_logo;
mod color;
mod logo;
mod palette;
mod settings;

pub use bad_logo::{BadLogo, LARGEST};
pub use color::{Color, contrast};
pub use logo::{Logo, hash_of, is_hash};
pub use palette::{Palette, Scheme};
pub use settings::Brand;
