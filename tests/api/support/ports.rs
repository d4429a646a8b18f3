//! What the service needs from the world, for tests: a clock to set, numbers that repeat, a cipher, and a store to look into.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use portico_edge::ports::{Cipher, CipherKey, Clock, ConfigStore, Local, Nonce, Random, Stamp};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// A clock that a test sets.
pub(crate) struct TestClock(pub(super) Cell<i64>);

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.get()
    }
}

/// A generator that answers the same numbers in every run (SplitMix64).
pub(crate) struct TestRandom(pub(super) Cell<u64>);

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
            let mut mixed = self.0.get();
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (mixed >> 33) as u8;
        }
    }
}

/// The RustCrypto implementation of what Web Crypto does at the edge.
pub(crate) struct TestCipher;

impl Cipher for TestCipher {
    fn encrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        aad: &'a [u8],
        msg: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>> {
        Box::pin(std::future::ready(cipher(key).encrypt(nonce.into(), Payload { msg, aad }).ok()))
    }

    fn decrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        aad: &'a [u8],
        msg: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>> {
        Box::pin(std::future::ready(cipher(key).decrypt(nonce.into(), Payload { msg, aad }).ok()))
    }
}

fn cipher(key: &CipherKey) -> Aes256Gcm {
    Aes256Gcm::new_from_slice(key).unwrap()
}

/// Published documents in memory.
#[derive(Default)]
pub(crate) struct MemoryStore {
    pub(crate) documents: RefCell<BTreeMap<String, (Stamp, String)>>,
    /// How often it was asked and written.
    pub(crate) gets: Cell<usize>,
    pub(crate) puts: Cell<usize>,
    /// Whether it fails instead.
    pub(crate) is_down: Cell<bool>,
}

impl ConfigStore for MemoryStore {
    type Body = String;

    async fn get(&self, environment: &str) -> Result<Option<(Stamp, String)>, String> {
        self.gets.set(self.gets.get() + 1);
        if self.is_down.get() {
            return Err("down".to_owned());
        }
        Ok(self.documents.borrow().get(environment).cloned())
    }

    async fn put(&self, environment: &str, stamp: &Stamp, document: &str) -> Result<(), String> {
        if self.is_down.get() {
            return Err("down".to_owned());
        }
        self.puts.set(self.puts.get() + 1);
        self.documents.borrow_mut().insert(environment.to_owned(), (stamp.clone(), document.to_owned()));
        Ok(())
    }

    async fn remove(&self, environment: &str) -> Result<(), String> {
        if self.is_down.get() {
            return Err("down".to_owned());
        }
        self.documents.borrow_mut().remove(environment);
        Ok(())
    }
}
