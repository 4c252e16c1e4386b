mod claims_request;
mod id_token;
mod logout;
mod subject;
