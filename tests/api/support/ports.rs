//! What the service needs from the world, for tests: a clock to set, numbers that repeat, a cipher, and a store to look into.

use super::time::Pace;
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use portico_edge::ports::{Cipher, CipherKey, ConfigStore, Local, Nonce, Random, Stamp};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

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
#[derive(Default)]
pub(crate) struct TestCipher {
    pub(crate) pace: Pace,
}

impl Cipher for TestCipher {
    fn encrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        aad: &'a [u8],
        msg: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>> {
        Box::pin(async move {
            self.pace.pass().await;
            cipher(key).encrypt(nonce.into(), Payload { msg, aad }).ok()
        })
    }

    fn decrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        aad: &'a [u8],
        msg: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>> {
        Box::pin(async move {
            self.pace.pass().await;
            cipher(key).decrypt(nonce.into(), Payload { msg, aad }).ok()
        })
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
    /// Environments of which it takes nothing, as KV does that is asked too fast.
    pub(crate) refuses: RefCell<BTreeSet<String>>,
    /// Whether it takes nothing the next time.
    pub(crate) refuses_once: Cell<bool>,
    /// How long it takes to write.
    pub(crate) pace: Pace,
    /// How long it takes to read.
    pub(crate) read_pace: Pace,
    /// What the next one that writes has to wait for: it is kept here, and never ends by itself.
    pub(crate) late: RefCell<Option<(String, Stamp, String)>>,
    pub(crate) makes_late: Cell<bool>,
}

impl MemoryStore {
    async fn arrive(&self, environment: &str) -> Result<(), String> {
        self.pace.pass().await;
        if self.is_down.get() {
            return Err("down".to_owned());
        }
        if self.refuses_once.take() || self.refuses.borrow().contains(environment) {
            return Err("429 Too Many Requests".to_owned());
        }
        Ok(())
    }

    /// A write that was under way when its writer died arrives after all.
    pub(crate) fn land(&self) {
        let (environment, stamp, document) = self.late.take().unwrap();
        self.documents.borrow_mut().insert(environment, (stamp, document));
    }

    /// The version that lies there; `None`: none, or that there is none.
    pub(crate) fn version(&self, environment: &str) -> Option<i64> {
        self.documents
            .borrow()
            .get(environment)
            .map(|(stamp, _)| stamp.version)
            .filter(|version| *version > 0)
    }

    /// How many documents lie there.
    pub(crate) fn len(&self) -> usize {
        self.documents.borrow().values().filter(|(stamp, _)| *stamp != Stamp::NOTHING).count()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it is kept that there is none.
    pub(crate) fn is_buried(&self, environment: &str) -> bool {
        self.documents.borrow().get(environment).is_some_and(|(stamp, _)| *stamp == Stamp::NOTHING)
    }
}

impl ConfigStore for MemoryStore {
    type Body = String;

    async fn get(&self, environment: &str) -> Result<Option<(Stamp, String)>, String> {
        self.gets.set(self.gets.get() + 1);
        self.read_pace.pass().await;
        if self.is_down.get() {
            return Err("down".to_owned());
        }
        Ok(self.documents.borrow().get(environment).cloned())
    }

    async fn text(&self, environment: &str) -> Result<Option<(Stamp, String)>, String> {
        self.get(environment).await
    }

    async fn put(&self, environment: &str, stamp: &Stamp, document: &str) -> Result<(), String> {
        if self.makes_late.take() {
            self.late.replace(Some((environment.to_owned(), stamp.clone(), document.to_owned())));
            std::future::pending::<()>().await;
        }
        self.arrive(environment).await?;
        self.puts.set(self.puts.get() + 1);
        self.documents.borrow_mut().insert(environment.to_owned(), (stamp.clone(), document.to_owned()));
        Ok(())
    }

    async fn bury(&self, environment: &str) -> Result<(), String> {
        self.arrive(environment).await?;
        self.puts.set(self.puts.get() + 1);
        self.documents.borrow_mut().insert(environment.to_owned(), (Stamp::NOTHING, "null".to_owned()));
        Ok(())
    }

    async fn stamp(&self, environment: &str) -> Result<Option<Stamp>, String> {
        Ok(self.get(environment).await?.map(|(stamp, _)| stamp))
    }
}
