//! The part of what was found that is asked for.

use crate::protocol::scim::Query;

/// That part.
pub(super) fn part<T>(found: Vec<T>, query: &Query) -> Vec<T> {
    let skipped = (query.start - 1) as usize;
    found
        .into_iter()
        .skip(skipped)
        .take(query.count as usize)
        .collect()
}
