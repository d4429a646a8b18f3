//! How organizations are found and told apart.

use portico_api::organizations::Organization;
use portico_api::text::key;

/// The edge's rule: name or slug contains the term.
pub(crate) fn matches(row: &Organization, term: &str) -> bool {
    key(&row.name).contains(term) || row.slug.contains(term)
}

/// Whether more than one organization has this name.
pub(crate) fn repeats(rows: &[Organization], name: &str) -> bool {
    rows.iter().filter(|row| row.name == name).count() > 1
}
