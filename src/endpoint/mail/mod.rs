//! What this server sends by mail, once the answer is given. So neither the answer nor its time tells whether there was
//! somebody to send something to.
//!
//! Mail goes to the address that is stored, never to what was typed.

mod deliver;
mod envelope;
mod invitations;
mod links;
mod notices;
mod run;
mod task;

pub use deliver::Delivery;
pub use invitations::waiting;
pub use notices::notices;
pub use run::run;
pub use task::{Happened, Task, Work};
