mod carried;
mod dpop;
mod families;
mod identity_assertion;
mod request;
mod rotations;
mod trips;
