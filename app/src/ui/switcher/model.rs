use super::super::words::Words;

/// One thing to switch to.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitcherRow {
    /// Unique in the list.
    pub id: String,
    pub title: String,
    /// Tells rows of the same title apart.
    pub subtitle: Option<String>,
    /// What it is found by besides: shown, and marked, where nothing else in the row says why it was found.
    pub also: Option<String>,
    /// What else one may want to know of it, in a line of its own: "Owner · Pro plan".
    pub context: Option<Words>,
    pub href: String,
    /// Where one is now: it has the check mark.
    pub current: bool,
    /// Where one was lately: such rows stand together before the others.
    pub recent: bool,
    /// Something else than the rest, such as an invite: it stands behind it, and Enter follows it only after it was chosen.
    pub apart: bool,
}

/// What the list shows.
#[derive(Clone, Debug, PartialEq)]
pub enum SwitcherItems {
    Loading,
    /// Could not be loaded: why, in a sentence.
    Failed(String),
    Ready {
        /// Those that stand apart come last.
        rows: Vec<SwitcherRow>,
        /// Whether the server has further rows.
        more: bool,
        /// How many of how many are found, in words; `None` where nothing is searched.
        count: Option<String>,
    },
}

impl SwitcherItems {
    pub(super) fn rows(&self) -> &[SwitcherRow] {
        match self {
            SwitcherItems::Ready { rows, .. } => rows,
            _ => &[],
        }
    }

    /// What Enter follows before anything is chosen: where one is, or else the first that is found.
    pub(super) fn first(&self) -> Option<usize> {
        self.rows().first().filter(|row| !row.apart).map(|_| 0)
    }

    pub(super) fn count(&self) -> Option<String> {
        match self {
            SwitcherItems::Ready { count, .. } => count.clone(),
            _ => None,
        }
    }
}

/// The entry that was chosen with the arrows or the pointer. A row is known by its `id`, so that another one in its place is not taken for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Chosen {
    Row(String),
    Footer,
}

impl Chosen {
    pub(super) fn of(rows: &[SwitcherRow], at: usize) -> Self {
        rows.get(at).map_or(Chosen::Footer, |row| Chosen::Row(row.id.clone()))
    }

    /// Where it is now; `None` when it is gone.
    pub(super) fn place(&self, rows: &[SwitcherRow]) -> Option<usize> {
        match self {
            Chosen::Row(id) => rows.iter().position(|row| row.id == *id),
            Chosen::Footer => Some(rows.len()),
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
    pub disabled_reason: Option<Words>,
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
