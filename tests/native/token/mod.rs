mod dpop;
mod families;
mod request;
