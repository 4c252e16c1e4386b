//! What pages are made of and is no text for people: the style sheet, scripts, and the marks of other providers. It lies beside the
//! WASM, because few requests need it.

/// Gives a part.
pub type Parts = fn(Part) -> &'static str;

macro_rules! parts {
    ($($(#[$about:meta])* $part:ident = $folder:literal $file:literal,)*) => {
        /// A file in `templates/`. To the Worker it is a text with its name, as the words of a language are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Part {
            $($(#[$about])* $part,)*
        }

        // Where one is missing, nothing compiles.
        $(const _: &str = include_str!(concat!("../../templates/", $folder, $file));)*

        impl Part {
            /// The name of its file.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$part => $file,)*
                }
            }

            /// What its file says.
            #[must_use]
            #[cfg(not(target_arch = "wasm32"))]
            pub fn contents(self) -> &'static str {
                match self {
                    $(Self::$part => include_str!(concat!("../../templates/", $folder, $file)),)*
                }
            }
        }
    };
}

parts! {
    /// The style sheet, before the owner's colours.
    Style = "" "style.css",
    /// What asks the browser for a passkey: by its button, and by autofill.
    Passkey = "" "passkey.js",
    /// What makes a passkey, and puts the browser's answer into the form.
    NewPasskey = "" "new_passkey.js",
    /// What looks whether somebody has answered on another device.
    DeviceSignIn = "" "device_sign_in.js",
    /// The mark of Google as SVG.
    Google = "marks/" "google.svg",
    /// The mark of Microsoft.
    Microsoft = "marks/" "microsoft.svg",
    /// The mark of Apple.
    Apple = "marks/" "apple.svg",
    /// The mark of GitHub.
    GitHub = "marks/" "github.svg",
}
