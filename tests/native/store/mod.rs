mod accounts;
mod migrations;
mod openid_migration;
mod signing_keys;
mod storage;
