mod account;
mod disabled;
mod endpoints;
mod joining;
mod openid;
mod other_device;
mod second_factor;
mod storage;
