//! SCIM 2.0 (RFC 7643, RFC 7644): a directory, such as Microsoft Entra ID or Okta, makes users and groups here and keeps them as
//! they are there. Pure: what it sends is read here, and what it is told is written here.
//!
//! Left out on purpose: bulk operations, `/Me`, sorting, searching by POST, and any filter but `eq` with `and`.

mod apply;
mod attribute;
mod error;
mod filter;
mod group;
mod patch;
mod path;
mod person;
mod query;
mod user;

pub use apply::apply;
pub use error::ScimError;
pub use filter::{Condition, conditions};
pub(crate) use group::resource as group_resource;
pub use group::{GroupChange, MOST_MEMBERS, changes, changes_to, claim_name, display_name};
pub use patch::{Op, Operation, operations};
pub use path::{BASE, Place, place};
pub use person::{Person, person};
pub use query::{PAGE, Query, only};
pub use user::{record, resource};
