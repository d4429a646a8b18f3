//! What a row of the lists of projects and organizations is made of. Two draw it: the console (`app/src/ui/drawn.rs`), and before any code of that is there a script in
//! `app/index.html`, so that the rows stand where they stay as soon as their answer has come. Both read it here; each reckons the values by itself.

mod organization;

pub use organization::{COLUMNS, ORGANIZATION, SEARCH_FROM};

/// What stands in a row. A text, of an element or of an attribute, names values as `{name}`.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    Text(&'static str),
    Element {
        tag: &'static str,
        attributes: &'static [(&'static str, &'static str)],
        inside: &'static [Part],
    },
    /// What is drawn of the values that one value consists of, and of those around it; nothing where that one is missing.
    Of(&'static str, &'static [Part]),
}

use Part::{Element, Of, Text};

/// How long ago something was, with the exact time as its tip, of the values `iso`, `exact` and `ago`.
pub const TIME: &[Part] = &[Element {
    tag: "time",
    attributes: &[("class", "time"), ("datetime", "{iso}"), ("data-tip", "{exact}")],
    inside: &[Text("{ago}")],
}];

/// The picture of somebody, of the value `initials`. Drawn by the stylesheet: it is no text to read, find or copy.
pub const INITIALS: &[Part] = &[Element {
    tag: "span",
    attributes: &[("class", "person-initials"), ("aria-hidden", "true"), ("data-initials", "{initials}")],
    inside: &[],
}];

/// Somebody, with the address as the tip, of the values `email`, `initials` and `called`.
pub const PERSON: &[Part] = &[Element {
    tag: "span",
    attributes: &[("class", "person"), ("translate", "no"), ("data-tip", "{email}")],
    inside: &[
        INITIALS[0],
        Element { tag: "span", attributes: &[("class", "person-name")], inside: &[Text("{called}")] },
    ],
}];

/// A project in the list: what it is called, what live answers, and how far sandbox is ahead of it. The whole of it leads to the project's
/// sandbox; the link is called as the project, and whatever else is shown describes it.
///
/// Of the values `organization` (as the address names it), `id`, `slug`, `name`, `changed` (a time), `ahead` (`count`), and either `never` or
/// `live` (`number`, `author` (a person), `published` (a time)).
pub const PROJECT: &[Part] = &[Element {
    tag: "div",
    attributes: &[("class", "row"), ("data-tips", "")],
    inside: &[
        Element {
            tag: "a",
            attributes: &[
                ("class", "row-link"),
                ("href", "/o/{organization}/p/{slug}/sandbox"),
                (
                    "aria-describedby",
                    "project-{id}-slug project-{id}-live project-{id}-drift project-{id}-when",
                ),
            ],
            inside: &[Element {
                tag: "span",
                attributes: &[("class", "row-title"), ("title", "{name}"), ("translate", "no")],
                inside: &[Text("{name}")],
            }],
        },
        Element {
            tag: "span",
            attributes: &[("class", "row-slug"), ("id", "project-{id}-slug"), ("translate", "no")],
            inside: &[Text("{slug}")],
        },
        Element {
            tag: "span",
            attributes: &[("class", "row-live"), ("id", "project-{id}-live")],
            inside: &[Of("never", NEVER), Of("live", LIVE)],
        },
        Of(
            "ahead",
            &[Element {
                tag: "span",
                attributes: &[("class", "row-drift"), ("id", "project-{id}-drift")],
                inside: &[Element {
                    tag: "span",
                    attributes: &[("class", "badge badge-accent")],
                    inside: &[Text("Sandbox {count} ahead")],
                }],
            }],
        ),
        Element {
            tag: "span",
            attributes: &[("class", "row-when"), ("id", "project-{id}-when")],
            inside: &[Text("Changed "), Of("changed", TIME)],
        },
    ],
}];

const NEVER: &[Part] =
    &[Element { tag: "span", attributes: &[("class", "row-never")], inside: &[Text("Not live yet")] }];

/// What live answers, since when and by whom.
const LIVE: &[Part] = &[
    Element {
        tag: "span",
        attributes: &[("class", "row-version")],
        inside: &[
            Element { tag: "span", attributes: &[("class", "visually-hidden")], inside: &[Text("Live is ")] },
            Text("v{number}"),
        ],
    },
    Text(" · "),
    Of("author", PERSON),
    Text(", "),
    Of("published", TIME),
];

/// What is said of rows of an earlier visit, before and after since when they are kept: while the edge is asked for newer ones.
pub const OLD: [&str; 2] = ["This is from ", ". Checking for changes…"];
/// The same, where the edge could not be reached.
pub const OLD_LOST: [&str; 2] = ["Portico could not be reached. This is from ", "."];
/// How long old rows stand before that is said, in milliseconds.
pub const OLD_SAID_AFTER_MS: u32 = 1000;

/// The height of such a row in CSS pixels, as in `style/pages/projects.css`.
pub const PROJECT_HEIGHT: u32 = 56;

/// The units in which it is said how long ago something was, the largest first, each with its seconds.
pub const UNITS: [(u32, &str); 6] = [
    (31_556_952, "year"),
    (2_629_746, "month"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
    (1, "second"),
];
/// Nearer to now than so many seconds is [`JUST_NOW`], if it has passed.
pub const NOW_SECONDS: u32 = 30;
pub const JUST_NOW: &str = "just now";
