mod carried;
mod dpop;
mod families;
mod request;
