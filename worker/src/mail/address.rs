//! Addresses as they are kept where nobody has to read them.

use crate::secret::sha256;

/// What an address that asked for no more mail is known by. Made without a key, so that it outlives every key.
pub(crate) fn address_hash(key: &str) -> String {
    sha256(&[b"address:", key.as_bytes()])
}

/// Enough of an address to know one's own by: `a•••@example.com`.
pub(crate) fn mask(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => format!("{}•••@{domain}", local.chars().take(1).collect::<String>()),
        None => "•••".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_addresses_show_one_letter_and_the_domain() {
        assert_eq!(mask("anna.b@example.com"), "a•••@example.com");
    }
}
