//! What the pages of the administrators look like, and where each leads.

use http::StatusCode;

use super::desk::Desk;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::login::errand::login_for_admin;
use crate::page::{Form, Section, Sheet, Tabs};
use crate::platform::Platform;
use crate::protocol::admin_path;
use crate::protocol::binding;
use crate::protocol::location::Location;
use crate::store::administering::Seen;

impl<P: Platform> Desk<'_, P> {
    /// What the administrator looks for.
    pub(super) fn typed(&self) -> &str {
        self.query.field("q").trim()
    }

    /// What a field of the form for `action` holds. If that form was refused, this is what was typed.
    pub(super) fn filled(&self, action: &str, name: &str, stored: &str) -> String {
        let refused = self.error.is_some() && self.request.path == action;
        let text = if refused {
            self.query.field(name)
        } else {
            stored
        };
        text.to_owned()
    }

    /// What stands beside a field of the form, if the form was refused because of this field.
    pub(super) fn wrong_in(&self, name: &str) -> String {
        let error = self.error.clone().filter(|_| self.wrong == Some(name));
        error.unwrap_or_default()
    }

    /// Where administrators prove again who they are. Then they come back.
    pub(super) fn again(&self) -> Location {
        let about = Some(self.id.as_str()).filter(|id| !id.is_empty());
        login_for_admin(self.request, self.page, about)
    }

    /// The address of a page. If the page is about one thing, this is its id.
    pub(super) fn address(&self, page: &str, id: &str) -> Location {
        let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
        let query = if id.is_empty() {
            id
        } else {
            format!("id={id}")
        };
        Location::here(&self.request.base, page, &query)
    }

    /// The same, for a link.
    pub(super) fn link(&self, page: &str, id: &str) -> String {
        self.address(page, id).as_str().to_owned()
    }

    /// The address of the next part of the list on this page. `query`: its parameters; empty values are left out.
    pub(super) fn further(&self, query: &[(&str, &str)]) -> String {
        self.link_with(self.page, query)
    }

    /// The same, of another page.
    pub(super) fn link_with(&self, page: &str, query: &[(&str, &str)]) -> String {
        let given = query.iter().filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(given)
            .finish();
        let address = Location::here(&self.request.base, page, &query);
        address.as_str().to_owned()
    }

    /// A form for `action`, about the thing that the page shows, as it was `seen`. If the thing has changed since, the form
    /// changes nothing.
    pub(super) fn form(&self, action: &'static str, seen: &Seen) -> Form {
        self.form_about(action, &self.id, seen)
    }

    /// The same, about one of several things on the page.
    pub(super) fn form_about(&self, action: &'static str, id: &str, seen: &Seen) -> Form {
        if self.is_program() {
            return Form::default();
        }
        let (keys, now) = (&self.server.config.keys.form, self.server.platform.now());
        let about = self.about(id, seen);
        let bound = self.bound(action, &about);
        Form {
            action,
            token: binding::mint_unique(keys, bound, now, self.server.platform.random()),
            id: Some(id.to_owned()),
            ..Form::default()
        }
    }

    /// Back to the page about this thing, or to another page.
    pub(super) fn onward(&self, page: &str, id: &str) -> Reply {
        if self.is_program() {
            return Reply::empty(StatusCode::NO_CONTENT);
        }
        Reply::redirect(&self.address(page, id))
    }

    /// The address of the page that the form was on.
    pub(super) fn home(&self) -> Location {
        let about = admin_path::is_about_one(self.page);
        self.address(self.page, if about { &self.id } else { "" })
    }

    /// Back to the page that the form was on.
    pub(super) fn back(&self) -> Reply {
        if self.is_program() {
            return Reply::empty(StatusCode::NO_CONTENT);
        }
        Reply::redirect(&self.home())
    }

    /// The page. `tab`: the tab that it belongs to; `about`: its title, if that is not the tab's.
    pub(super) fn sheet(&self, tab: &'static str, about: &str, sections: Vec<Section>) -> Reply {
        if self.is_program() {
            return Reply::empty(StatusCode::NO_CONTENT);
        }
        let again = self.again();
        let waits = sections.iter().any(Section::waits);
        let sheet = Sheet {
            frame: self.request.frame(),
            tabs: Tabs::of(tab, (&self.called, true), about),
            error: self.error.as_deref(),
            again: (!self.recent && waits).then(|| again.as_str()),
            sections,
        };
        let status = match self.error {
            None => StatusCode::OK,
            Some(_) => StatusCode::BAD_REQUEST,
        };
        Reply::form_here(status, &sheet)
    }
}
