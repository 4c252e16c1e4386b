//! What happened while a request was answered.

use std::cell::RefCell;

pub use crate::store::event::{Event, Kind, Told};

/// The events of one request, in order.
#[derive(Debug, Default)]
pub struct Events(RefCell<Vec<Event>>);

impl Events {
    /// Adds one.
    pub fn tell(&self, event: Event) {
        self.0.borrow_mut().push(event);
    }

    /// Takes them, to write them down.
    #[must_use]
    pub fn take(&self) -> Vec<Event> {
        self.0.take()
    }
}
