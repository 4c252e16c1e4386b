//! Mail: addresses, senders, and what is sent once an answer is given.

mod addresses;
mod afterwards;
mod links;
mod senders;
mod sweep;
