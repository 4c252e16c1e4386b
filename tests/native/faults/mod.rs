mod account;
mod disabled;
mod endpoints;
mod joining;
mod openid;
mod second_factor;
mod storage;
