//! The pages that people read: what each one shows, and in which words. The layout is in `templates/`.
//!
//! The pages need nothing from another site and, except for the few lines of [`FormPost`] and [`Login`], no script, so
//! they work under `default-src 'none'; style-src 'self'; img-src 'self' data:`. Every field is escaped for HTML
//! where it is shown, so a caller passes text as it is.

mod account;
mod chart;
mod consent;
mod device;
mod field;
mod form_post;
mod frame;
mod home;
mod joining;
mod letter;
mod links;
mod login;
mod look;
mod notice;
mod outline;
mod part;
mod provider;
mod sample;
mod second_factor;
mod stranger;
pub mod words;

pub(crate) use account::{AddPasskey, Form, Search, Section, Sheet, Tabs, Thing};
pub(crate) use chart::{Chart, Table};
pub(crate) use consent::{Consent, Permission, Shut};
pub(crate) use device::{
    DeviceConfirmation, DeviceConfirmed, DeviceFacts, DeviceOnward, DeviceSignIn, UserCodeForm,
};
pub(crate) use field::Field;
pub(crate) use form_post::{FormPost, SUBMIT};
pub(crate) use frame::Frame;
pub(crate) use home::Home;
pub(crate) use joining::{Joining, Way as JoiningWay};
pub(crate) use letter::Letter;
pub(crate) use links::Links;
pub(crate) use login::{
    Demand, Login, Logout, PasskeyForm, SHOW_PASSWORD, SelectAccount, SignedOut,
};
pub use look::Look;
pub(crate) use notice::{Fact, Notice};
pub(crate) use outline::Outline;
pub use part::{Part, Parts};
pub(crate) use provider::ProviderForm;
pub(crate) use sample::Sample;
pub(crate) use second_factor::{App, LoginCode, Picture, SecondFactor};
pub(crate) use stranger::{Asker, Stranger};
