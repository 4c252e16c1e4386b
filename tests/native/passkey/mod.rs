//! Passkeys: what authenticators answer, and what of it is refused.

mod cbor;
mod ceremonies;
mod moved;
mod rp_id;
mod vectors;
