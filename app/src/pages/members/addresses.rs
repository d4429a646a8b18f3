//! Addresses as people paste them.

/// The addresses in a pasted text: one a line, or parted by commas, semicolons or spaces. Of `Anna <anna@example.com>`
/// only the address counts.
pub fn split_addresses(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '\n', '\r', '\t']).map(str::trim);
    let addresses = parts.flat_map(|part| match part.split_once('<') {
        Some((_, rest)) => vec![rest.trim_end().trim_end_matches('>').trim()],
        None => part.split_whitespace().collect(),
    });
    addresses.filter(|address| !address.is_empty()).map(str::to_owned).collect()
}
