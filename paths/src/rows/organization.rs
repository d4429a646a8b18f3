//! A row of the table of organizations.

use super::Part::{self, Element, Of, Text};
use super::TIME;
use portico_api::organizations::OrganizationColumn as Column;

/// The columns in their order, with their headings.
pub const COLUMNS: [(Column, &str); 6] = [
    (Column::Name, "Organization"),
    (Column::Role, "Your role"),
    (Column::Projects, "Projects"),
    (Column::Members, "Members"),
    (Column::Plan, "Plan"),
    (Column::Used, "Last used"),
];

/// An organization in the table, as one of its members sees it. The whole row leads to its projects.
///
/// Of the values `slug`, `name`, `role`, `repeated` where another is called the same, `used` (a time) or `unused`, and either `closed`, where it asks
/// for another sign-in and tells no more, or `open` (`website`, `shown`, `projects`, `members`, `of`, `ascii` (`host`) where that is not as it is
/// read, and `plan` of `billing` for whoever may see more of it, else of `paying`).
pub const ORGANIZATION: &[Part] = &[Element {
    tag: "tr",
    attributes: &[("class", "organization"), ("role", "row"), ("data-tips", "")],
    inside: &[
        Element {
            tag: "th",
            attributes: &[("role", "rowheader"), ("scope", "row")],
            inside: &[
                Element {
                    tag: "a",
                    attributes: &[("class", "organization-link"), ("translate", "no"), ("href", "/o/{slug}")],
                    inside: &[Text("{name}")],
                },
                Of(
                    "repeated",
                    &[Element {
                        tag: "span",
                        attributes: &[("class", "organization-slug"), ("translate", "no")],
                        inside: &[Text("{slug}")],
                    }],
                ),
                Element {
                    tag: "span",
                    attributes: &[("class", "organization-site")],
                    inside: &[Of("open", SITE), Of("closed", &[Text("Sign-in required")])],
                },
            ],
        },
        Element {
            tag: "td",
            attributes: &[("role", "cell")],
            inside: &[Element { tag: "span", attributes: &[("class", "badge")], inside: &[Text("{role}")] }],
        },
        Element {
            tag: "td",
            attributes: &[("role", "cell"), ("class", "organization-number"), ("data-of", "Projects")],
            inside: &[Of("open", &[Text("{projects}")]), CLOSED],
        },
        Element {
            tag: "td",
            attributes: &[("role", "cell"), ("class", "organization-number"), ("data-of", "Members")],
            inside: &[Of("open", MEMBERS), CLOSED],
        },
        Element {
            tag: "td",
            attributes: &[("role", "cell"), ("data-of", "Plan")],
            inside: &[Of("open", PLAN), CLOSED],
        },
        Element {
            tag: "td",
            attributes: &[("role", "cell"), ("data-of", "Last used")],
            inside: &[
                Of("used", TIME),
                Of("unused", &[Element { tag: "span", attributes: &[], inside: &[Text("Never")] }]),
            ],
        },
    ],
}];

const CLOSED: Part = Of("closed", &[Text("–")]);

const SITE: &[Part] = &[
    Element {
        tag: "a",
        attributes: &[
            ("href", "{website}"),
            ("target", "_blank"),
            ("rel", "noopener noreferrer"),
            ("translate", "no"),
        ],
        inside: &[Text("{shown}")],
    },
    Of(
        "ascii",
        &[Text(" "), Element { tag: "span", attributes: &[("translate", "no")], inside: &[Text("{host}")] }],
    ),
];

/// Which organization it is of, for a screen reader; a page that is translated leaves it.
const NAME: Part = Element { tag: "span", attributes: &[("translate", "no")], inside: &[Text("{name}")] };

const MEMBERS: &[Part] = &[Element {
    tag: "a",
    attributes: &[("href", "/o/{slug}/members")],
    inside: &[
        Text("{members}"),
        Element { tag: "span", attributes: &[("class", "visually-hidden")], inside: &[Text("{of}"), NAME] },
    ],
}];

const PLAN: &[Part] = &[
    Of(
        "billing",
        &[Element {
            tag: "a",
            attributes: &[("href", "/o/{slug}/billing")],
            inside: &[
                Text("{plan}"),
                Element {
                    tag: "span",
                    attributes: &[("class", "visually-hidden")],
                    inside: &[Text(" plan of "), NAME],
                },
            ],
        }],
    ),
    Of("paying", &[Element { tag: "span", attributes: &[], inside: &[Text("{plan}")] }]),
];

/// With as many organizations there is a field to search them.
pub const SEARCH_FROM: usize = 9;
