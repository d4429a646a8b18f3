//! The colours of the console: the system's choice unless the person made one. index.html sets it before first paint.

use crate::browser::{remember, remembered};
use leptos::prelude::document;

/// Where this browser remembers the choice.
const KEPT_AS: &str = "portico.theme";

/// What can be chosen, with its label. The first is the default.
pub(super) const THEMES: [(&str, &str); 3] = [("system", "System"), ("light", "Light"), ("dark", "Dark")];

/// The choice of this browser.
pub(super) fn chosen() -> String {
    let known = |word: &String| THEMES.iter().any(|(theme, _)| theme == word);
    remembered(KEPT_AS).filter(known).unwrap_or_else(|| THEMES[0].0.to_owned())
}

/// Shows `theme` from now on.
pub(super) fn choose(theme: &str) {
    remember(KEPT_AS, theme);
    let Some(root) = document().document_element() else { return };
    if theme == THEMES[0].0 {
        root.remove_attribute("data-theme").ok();
    } else {
        root.set_attribute("data-theme", theme).ok();
    }
}
