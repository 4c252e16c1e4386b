mod binding;
mod decision;
mod decision_properties;
mod request;
mod request_object;
mod scope;
