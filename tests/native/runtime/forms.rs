//! The forms of a page, as a browser with scripts sees them.

use edgegrant::endpoint::http::reply::Reply;
use http::Method;
use http::header::{CONTENT_TYPE, ORIGIN};
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::visitor::{ISSUER, Visitor, form_type};

impl Visitor<'_> {
    /// The browser posts a form of a page: the first with `mark` in it, with what is in its hidden fields, and `fields`.
    pub fn fill(&mut self, page: &Reply, mark: &str, fields: &[(&str, &str)]) -> Reply {
        let form = form(page, mark);
        let mut body = Serializer::new(String::new());
        for input in form
            .split("<input type=\"hidden\" ")
            .skip(1)
            .map(|rest| rest.split_once('>').expect("the end of a tag").0)
        {
            let name = attribute(input, "name").expect("a name");
            if !fields.iter().any(|(filled, _)| *filled == name) {
                body.append_pair(&name, &attribute(input, "value").unwrap_or_default());
            }
        }
        body.extend_pairs(fields);
        let mut headers = self.browser_headers();
        headers.insert(ORIGIN, ISSUER.parse().expect("a header"));
        headers.insert(CONTENT_TYPE, form_type());
        let action = attribute(form, "action").expect("an action");
        self.send(Method::POST, &action, headers, &body.finish())
    }
}

/// What the first form of a page with `mark` in it asks the browser's authenticator for.
pub fn options(page: &Reply, mark: &str) -> Value {
    let options = attribute(form(page, mark), "data-options").expect("options");
    serde_json::from_str(&options).expect("JSON")
}

fn form<'a>(page: &'a Reply, mark: &str) -> &'a str {
    let mut forms = page.body.split("<form ").skip(1);
    let form = forms.find(|form| {
        form.split_once("</form>")
            .is_some_and(|(form, _)| form.contains(mark))
    });
    let form = form.expect("a form with this mark");
    form.split_once("</form>").expect("its end").0
}

/// The first attribute with this name.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!("{name}=\""))?.1;
    let value = value.split_once('"')?.0;
    Some(value.replace("&#34;", "\"").replace("&#38;", "&"))
}
