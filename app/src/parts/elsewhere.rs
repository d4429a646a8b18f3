//! What a page shows that comes in another chunk than the page itself.

use crate::paths::Place;
use leptos::prelude::*;

/// Makes the history of a setting, which the place names. The frame provides it, because it alone knows the chunks.
#[derive(Clone, Copy)]
pub(crate) struct Elsewhere(pub(crate) fn(Place) -> AnyView);
