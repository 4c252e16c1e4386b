mod claims_request;
mod id_token;
mod logout;
mod subject;
mod user_claims;
