//! Unicode's tables, which every runtime has and which are too large for the WASM.

/// Letters, whatever their shape.
pub trait Unicode {
    /// The text in Normalization Form KC (Unicode Standard Annex #15), then in lower case, and in that form again,
    /// because lower case may have taken a letter apart.
    fn fold(text: &str) -> String;

    /// The text in Normalization Form C: however a letter was typed, it is the same one.
    fn compose(text: &str) -> String;

    /// The text in capitals.
    fn capitals(text: &str) -> String;
}
