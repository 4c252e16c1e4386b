mod accounts;
mod migrations;
mod openid_migration;
mod signing_keys;
mod signing_out;
mod storage;
