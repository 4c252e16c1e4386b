mod jws;
mod public_key;
mod signing_key;
