mod endpoints;
mod openid;
mod storage;
