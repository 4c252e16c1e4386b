mod account;
mod disabled;
mod endpoints;
mod joining;
mod openid;
mod storage;
