mod account;
mod disabled;
mod endpoints;
mod openid;
mod storage;
