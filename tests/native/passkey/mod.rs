//! Passkeys: what authenticators answer, and what of it is refused.

mod cbor;
mod ceremonies;
mod vectors;
