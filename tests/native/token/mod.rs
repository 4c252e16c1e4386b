mod carried;
mod dpop;
mod families;
mod identity_assertion;
mod meanwhile;
mod request;
mod rotations;
mod trips;
