mod accounts;
mod ends;
mod ends_migration;
mod migrations;
mod openid_migration;
mod signing_keys;
mod signing_out;
mod storage;
