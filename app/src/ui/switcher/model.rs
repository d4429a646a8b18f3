/// One thing to switch to.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitcherRow {
    /// Unique in the list.
    pub id: String,
    pub title: String,
    /// Tells rows of the same title apart.
    pub subtitle: Option<String>,
    pub href: String,
    /// Where one is now: it has the check mark.
    pub current: bool,
}

/// What the list shows.
#[derive(Clone, Debug, PartialEq)]
pub enum SwitcherItems {
    Loading,
    /// Could not be loaded: why, in a sentence.
    Failed(String),
    Ready {
        rows: Vec<SwitcherRow>,
        /// Whether the server has further rows.
        more: bool,
    },
}

impl SwitcherItems {
    pub(super) fn rows(&self) -> &[SwitcherRow] {
        match self {
            SwitcherItems::Ready { rows, .. } => rows,
            _ => &[],
        }
    }
}

/// The last entry, always in sight.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitcherFooter {
    /// Verb and noun: "Create organization".
    pub label: String,
    pub href: String,
    /// Why it can't be followed; `None` when it can.
    pub disabled_reason: Option<String>,
}

/// Where a key leads from the active entry. Entries are the rows and, behind them, the footer.
pub(super) fn next_entry(key: &str, active: Option<usize>, rows: usize) -> Option<usize> {
    const PAGE: usize = 8;
    let footer = rows;
    Some(match (key, active) {
        ("ArrowDown", None) | ("Home", _) => 0,
        ("ArrowDown", Some(at)) if at == footer => 0,
        ("ArrowDown", Some(at)) => at + 1,
        ("ArrowUp", None | Some(0)) | ("End", _) => footer,
        ("ArrowUp", Some(at)) => at - 1,
        ("PageDown", at) => (at.unwrap_or(0) + PAGE).min(footer.saturating_sub(1)),
        ("PageUp", at) => at.unwrap_or(0).saturating_sub(PAGE),
        _ => return None,
    })
}
