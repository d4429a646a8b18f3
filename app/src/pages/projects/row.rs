//! One project in the list, made of what `paths::rows` says: `app/index.html` draws it of the same before the console is there.

use crate::locale::number;
use crate::paths::rows;
use crate::ui::{Shown, Values, draw, person, time};
use leptos::prelude::*;
use portico_api::projects::ProjectRow;

/// The height of a row in CSS pixels.
pub(super) const HEIGHT: f64 = rows::PROJECT_HEIGHT as f64;

/// What makes the row another one.
pub(super) fn key(project: &ProjectRow) -> String {
    let live = project
        .live
        .as_ref()
        .map(|live| format!("{} {:?}", live.number, live.author_name))
        .unwrap_or_default();
    let ProjectRow { id, slug, name, drift, changed_at, .. } = project;
    format!("{id} {slug} {name} {drift} {changed_at} {live}")
}

/// The row, in the list of the organization that the address names.
pub fn row(organization: &str, project: &ProjectRow) -> AnyView {
    draw(rows::PROJECT, &[&values(organization, project)]).into_any()
}

fn values(organization: &str, project: &ProjectRow) -> Values {
    let mut values: Values = vec![
        ("organization", organization.into()),
        ("id", project.id.to_string().into()),
        ("name", project.name.as_str().into()),
        ("slug", project.slug.as_str().into()),
        ("changed", time(project.changed_at).into()),
    ];
    values.push(match &project.live {
        None => ("never", Shown::Of(Vec::new())),
        Some(live) => {
            let live: Values = vec![
                ("number", number(live.number).into()),
                ("author", person(&live.author_name, &live.author).into()),
                ("published", time(live.published_at).into()),
            ];
            ("live", live.into())
        }
    });
    let ahead = project.ahead();
    if ahead > 0 {
        let count: Values = vec![("count", number(ahead.into()).into())];
        values.push(("ahead", count.into()));
    }
    values
}
