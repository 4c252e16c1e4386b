//! The authorization request, from the parameters to a code (RFC 6749 section 4.1).
//!
//! Each step takes the type that the step before it proved.

pub mod approval;
pub mod code;
pub mod decision;
pub mod destination;
pub mod error;
pub mod hearsay;
pub mod pkce;
pub mod prompt;
pub mod pushed_request;
pub mod request;
pub mod request_object;
pub mod scope;
pub mod visitor;

pub use approval::Approval;
pub use code::{ApprovedRequest, Code};
pub use decision::Decision;
pub use destination::{Answer, Destination, ResponseMode, Unproved};
pub use error::AuthorizationError;
pub use hearsay::Hearsay;
pub use pkce::{CodeChallenge, CodeVerifier};
pub use prompt::{AuthenticationRequest, Prompt};
pub use pushed_request::{PushedRequest, PushedResponse, Reference};
pub use request::AuthorizationRequest;
pub use request_object::{BadRequestObject, RequestObject};
pub use scope::{Asking, BadRequestedScope};
pub use visitor::{Account, Answered, Granted, SEEN_AGAIN, Session, Visitor};
