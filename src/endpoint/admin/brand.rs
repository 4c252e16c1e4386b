//! `/admin/brand`: what the sign-in page looks like, and would look like with another name and other colours. Nothing is saved here: the
//! settings have the brand.

use askama::Template;
use http::StatusCode;
use serde_json::Map;

use super::desk::Desk;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::{Outline, Sample};
use crate::platform::{Fault, Outcome, Platform};
use crate::protocol::brand::{Color, Palette};
use crate::protocol::json::{self, put};
use crate::protocol::{admin_path, display_name};

/// The two colours, as the settings and the query name them.
const COLORS: [&str; 2] = ["color", "background"];

/// `GET /admin/brand`; in the query are the name (`q`) and the colours that are tried.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, _found: &[Outcome]) -> Result<Reply, Stop> {
    let text = &desk.words().admin.brand;
    let brand = &desk.request.look().brand;
    let tries =
        !desk.typed().is_empty() || COLORS.iter().any(|it| !desk.query.field(it).is_empty());
    let name = display_name::one_line(desk.typed()).unwrap_or_else(|| brand.name.clone());
    let mut colors = brand.colors;
    let mut page = Outline::default();
    page.section("", text.lead);
    page.search(
        admin_path::BRAND,
        [text.name, text.name_help, text.show],
        &name,
    );
    let mut wrong = false;
    for (place, (query, label)) in COLORS.into_iter().zip(text.colors).enumerate() {
        let typed = desk.query.field(query).trim();
        if tries {
            colors[place] = Color::parse(typed);
        }
        let value = if tries {
            typed.to_owned()
        } else {
            written(colors[place])
        };
        page.filter(query, label, value);
        let field = page.filter_at(place);
        field.help = text.color_help;
        if tries && !typed.is_empty() && colors[place].is_none() {
            text.bad_color.clone_into(&mut field.error);
            wrong = true;
        }
    }
    let [color, background] = colors;
    let sample = Sample::new(
        desk.request.frame(),
        &name,
        Palette::of(color, background),
        text.pictures,
    );
    let sample = sample.render();
    page.section(text.page, "").picture =
        sample.map_err(|_| Fault::new("a picture of the brand could not be rendered"))?;
    if tries && !wrong {
        let mut kept = Map::new();
        put(&mut kept, "name", name.as_str().into());
        for (name, color) in COLORS.into_iter().zip(colors) {
            if color.is_some() {
                put(&mut kept, name, written(color).into());
            }
        }
        // The other members of BRAND stay as they are.
        let kept = json::write(&kept.into());
        let members = kept.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        page.section(text.keep, text.keep_lead).once = members.unwrap_or_default().to_owned();
    }
    let mut reply = desk.sheet(admin_path::BRAND, "", page.sections);
    if wrong {
        reply.status = StatusCode::BAD_REQUEST;
    }
    Ok(reply)
}

/// A colour as the settings say it. Nothing, if there is none.
fn written(color: Option<Color>) -> String {
    color.map_or_else(String::new, |it| ["#", &it.digits()].concat())
}
