//! Where the keyboard goes when the last row of a section is taken away.

use crate::ui::focus_lost;
use leptos::html;
use leptos::prelude::*;

/// To the heading of the section, unless something else has taken it.
pub(super) fn to_heading(heading: NodeRef<html::H2>) {
    focus_lost(move || heading.try_get_untracked().flatten().map(Into::into));
}
