//! The chain of an organization's audit log, and whether it holds. Nothing but the standard library and SHA-256: the browser, the edge and the
//! operator's command compile this very file, so that they can't mean different things.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What stands before the first entry.
pub const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// How many digits of its hash a seal keeps of each entry.
pub const MARK: usize = 16;
/// What stands in place of a mark where an entry was gone before it was sealed.
pub const GONE: &str = "----------------";
/// Entries of before the chain may have been written while it began, for so many milliseconds.
const BEGINNING_MS: i64 = 10 * 60 * 1000;
/// Entries that may wait for their seal; many more than are written in the minutes until then.
const WAITING: usize = 10_000;

/// The text of an entry that is hashed: organization, number and columns, each with its length before it, so that nothing of one can be taken for
/// another.
pub fn text(organization: &str, number: i64, columns: &[Option<String>]) -> String {
    let number = number.to_string();
    let mut text = String::with_capacity(512);
    let parts = [Some(organization), Some(number.as_str())].into_iter();
    for part in parts.chain(columns.iter().map(Option::as_deref)) {
        match part {
            Some(part) => drop(write!(text, "{}:{part},", part.len())),
            None => text.push_str("-,"),
        }
    }
    text
}

/// What a seal keeps of an entry.
pub fn mark(text: &str) -> String {
    let mut digits = hex(&Sha256::digest(text.as_bytes()));
    digits.truncate(MARK);
    digits
}

/// The hash of a seal: over the one before it, in its digits, and the texts of the entries.
pub fn seal<'a>(before: &str, texts: impl Iterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    hasher.update(before.as_bytes());
    texts.for_each(|text| hasher.update(text.as_bytes()));
    hex(&hasher.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Where a chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Entries up to this number were removed, and the checkpoint that says so is not signed by this installation.
    Unsigned(i64),
    /// The entry with this number is not there.
    Missing(i64),
    /// The entry with this number is not as it was when it was sealed.
    Changed(i64),
    /// There is a second entry with this number, or one with a number that was never given.
    Added(i64),
    /// Behind this number there is an entry without one.
    Unnumbered(i64),
    /// The seal that begins with this number is not there, or does not fit what is before it.
    Seal(i64),
}

impl Break {
    /// The number at which it breaks.
    pub fn number(self) -> i64 {
        let (Self::Unsigned(number) | Self::Missing(number) | Self::Changed(number)) = self else {
            let (Self::Added(number) | Self::Unnumbered(number) | Self::Seal(number)) = self else {
                return 0;
            };
            return number;
        };
        number
    }
}

/// The head of a chain, as it was read together with some of its entries.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    /// The number that was given last.
    pub last: i64,
    /// When it began, if it has.
    pub began_at: Option<i64>,
    /// Entries up to this number were removed because their time was over.
    pub removed: i64,
    pub removed_hash: &'a str,
    /// Whether this installation has signed that.
    pub is_signed: bool,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    pub number: Option<i64>,
    pub at: i64,
    pub columns: &'a [Option<String>],
}

/// A seal: of the numbers from the first to the last.
#[derive(Clone, Debug)]
pub struct Seal<'a> {
    pub first: i64,
    pub last: i64,
    pub hash: &'a str,
    pub marks: &'a str,
}

/// A chain that is being looked through, from its beginning to its end. What is sealed is forgotten at once, so that it takes the same memory whatever its
/// length.
#[derive(Debug)]
pub struct Chain {
    organization: String,
    /// Up to which number it holds, and the hash of the seal that ends with it.
    sealed: i64,
    hash: String,
    last: i64,
    /// Texts of entries whose seal has not come yet.
    waiting: BTreeMap<i64, String>,
    found: Found,
}

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Entries that are as they were sealed.
    pub held: i64,
    /// When the oldest entry with a number was written.
    pub since: Option<i64>,
    /// Entries of before the chain began.
    pub before: i64,
    /// Entries that are not sealed yet.
    pub unsealed: i64,
}

impl Chain {
    /// `organization` is its ID.
    pub fn new(organization: &str) -> Self {
        Self {
            organization: organization.to_owned(),
            sealed: 0,
            hash: NOTHING.to_owned(),
            last: 0,
            waiting: BTreeMap::new(),
            found: Found::default(),
        }
    }

    /// Up to which number it holds.
    pub fn sealed(&self) -> i64 {
        self.sealed
    }

    /// The hash of the last seal: whoever has noted it elsewhere knows that nothing before it was made anew.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The head, which comes first in each slice: what had its time meanwhile is gone.
    pub fn head(&mut self, head: &Head) -> Result<(), Break> {
        self.last = self.last.max(head.last);
        if head.removed > self.sealed {
            if !head.is_signed {
                return Err(Break::Unsigned(head.removed));
            }
            (self.sealed, self.hash) = (head.removed, head.removed_hash.to_owned());
            self.waiting = self.waiting.split_off(&(head.removed + 1));
        }
        Ok(())
    }

    /// The next entry, in the order of IDs.
    pub fn link(&mut self, head: &Head, link: &Link) -> Result<(), Break> {
        let Some(number) = link.number else {
            if head.began_at.is_some_and(|began| link.at > began + BEGINNING_MS) {
                let before = self.waiting.keys().next_back().copied();
                return Err(Break::Unnumbered(before.unwrap_or(self.sealed)));
            }
            self.found.before += 1;
            return Ok(());
        };
        if number <= self.sealed || number > self.last || self.waiting.contains_key(&number) {
            return Err(Break::Added(number));
        }
        if self.waiting.len() >= WAITING {
            return Err(Break::Missing(self.sealed + 1));
        }
        self.found.since = Some(self.found.since.map_or(link.at, |since| since.min(link.at)));
        self.waiting.insert(number, text(&self.organization, number, link.columns));
        Ok(())
    }

    /// The next seal, once all its entries have been there.
    pub fn seal(&mut self, seal: &Seal) -> Result<(), Break> {
        if seal.last <= self.sealed {
            return Ok(());
        }
        if seal.first != self.sealed + 1 {
            return Err(Break::Seal(self.sealed + 1));
        }
        if let Some(missing) = (seal.first..=seal.last).find(|number| !self.waiting.contains_key(number)) {
            return Err(Break::Missing(missing));
        }
        let rest = self.waiting.split_off(&(seal.last + 1));
        let sealed = std::mem::replace(&mut self.waiting, rest);
        let hash = self::seal(&self.hash, sealed.values().map(String::as_str));
        if hash != seal.hash {
            let changed = sealed.iter().zip(0..).find(|((_, text), nth)| {
                let begin: usize = nth * MARK;
                seal.marks.get(begin..begin + MARK) != Some(mark(text).as_str())
            });
            return Err(changed.map_or(Break::Seal(seal.first), |((number, _), _)| Break::Changed(*number)));
        }
        self.found.held += seal.last - self.sealed;
        (self.sealed, self.hash) = (seal.last, hash);
        Ok(())
    }

    /// Everything has been there.
    pub fn end(&mut self) -> Result<Found, Break> {
        let mut numbers = self.sealed + 1..=self.last;
        match numbers.find(|number| !self.waiting.contains_key(number)) {
            Some(missing) => Err(Break::Missing(missing)),
            None => Ok(Found { unsealed: self.last - self.sealed, ..self.found.clone() }),
        }
    }

    /// What was found so far.
    pub fn found(&self) -> &Found {
        &self.found
    }
}
