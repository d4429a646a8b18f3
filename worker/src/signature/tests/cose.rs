//! Keys as authenticators write them.

use super::*;

/// A COSE key as an authenticator writes one.
fn cose_es256(alg: &[u8], curve: u8) -> Vec<u8> {
    let (x, y) = (decode(es256::X).unwrap(), decode(es256::Y).unwrap());
    [&[0xa5, 0x01, 0x02, 0x03], alg, &[0x20, curve, 0x21, 0x58, 0x20], &x, &[0x22, 0x58, 0x20], &y].concat()
}

#[test]
fn cose_keys_are_read_and_what_follows_them_is_left() {
    let (n, ed) = (
        decode(rs256::N).unwrap(),
        from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap(),
    );
    let ed = [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20][..], &ed].concat();
    let rsa =
        [&[0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00][..], &n, &[0x21, 0x43, 1, 0, 1]]
            .concat();
    for (cose, algorithm) in
        [(cose_es256(&[0x26], 1), Algorithm::Es256), (ed, Algorithm::EdDsa), (rsa, Algorithm::Rs256)]
    {
        let followed = [&cose[..], &[0xa0]].concat();
        let (key, rest) = PublicKey::from_cose(&followed).unwrap();
        assert_eq!((key.algorithm(), rest), (algorithm, &[0xa0][..]));
        for length in 0..cose.len() {
            assert!(PublicKey::from_cose(&cose[..length]).is_none(), "{algorithm:?} cut to {length}");
        }
    }
}

#[test]
fn cose_keys_that_contradict_themselves_are_refused() {
    let right = cose_es256(&[0x26], 1);
    assert!(PublicKey::from_cose(&right).is_some());
    let replaced = |at: usize, byte: u8| {
        let mut key = right.clone();
        key[at] = byte;
        key
    };
    for wrong in [
        // EdDSA, ES384, another curve, another type, one field more or less than there is.
        cose_es256(&[0x27], 1),
        cose_es256(&[0x38, 0x22], 1),
        cose_es256(&[0x26], 2),
        replaced(2, 0x01),
        replaced(2, 0x03),
        replaced(0, 0xa4),
        replaced(0, 0xa6),
        replaced(0, 0xbf),
        // A label that stands twice, and one that is not known.
        replaced(3, 0x01),
        replaced(3, 0x04),
        [vec![0xa5, 0x01, 0x02, 0x01, 0x02], right[5..].to_vec()].concat(),
        vec![0xbb; 9],
        vec![0x80],
    ] {
        // What is left of a map that said fewer fields than it has is refused by whoever reads on.
        let read = PublicKey::from_cose(&wrong);
        assert!(read.is_none_or(|(_, rest)| !rest.is_empty()), "{}", hex(&wrong));
    }
}
