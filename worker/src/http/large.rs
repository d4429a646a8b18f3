//! Bodies that are larger than most. An instance has 128 MB for all that it does at once, and whoever sends may take as long as they like, signed in or not: so few are on
//! their way at a time, each has to keep coming, and none takes the place of what is worked on before it is here.

use super::{BODY_MAX, Client};
use crate::patience::within;
use crate::ports::Clock;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Large bodies that are on their way to an instance at a time, at most, of 2.5 MB each; and of those of one client, which is an IPv4 address or a /48 network of IPv6.
const ARRIVING: usize = 6;
const OF_A_CLIENT: usize = 2;
/// Large bodies that are worked on at a time, at most: one takes up to some 40 MB with all that is made of it (`api/src/imports.rs`, `IMPORT_TREE_MAX`).
const WORKED_ON: usize = 2;
/// How long a large body may stand still, in milliseconds, and how fast it has to come on the whole, in bytes for each of them: 0.13 Mbit/s.
const STILL_MS: u64 = 10_000;
const PACE: u64 = 16;
/// How long what has arrived is kept without anything more coming, in milliseconds: longer than that may stand still. And how long one has its place that is worked on: longer
/// than anything takes.
const KEPT_MS: i64 = 2 * STILL_MS as i64;
const WORKED_ON_MS: i64 = 60_000;
/// How long one that is here waits for those that are worked on, and how often it looks, in milliseconds.
const WAIT_MS: i64 = 10_000;
const LOOK_MS: u64 = 100;

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// As many large ones are on their way, or worked on, as there may be.
    Crowded,
    /// So many of them are this client's.
    TooMany,
    /// It came too slowly.
    Slow,
}

/// The large bodies of an instance. The runtime ends a request whose client hangs up where it waits, and what it holds is never dropped: so each place is somebody's for a
/// time, and what has arrived lies here, where others can let it go.
#[derive(Debug, Default)]
pub struct LargeBodies {
    /// Those that are on their way, by their numbers.
    arriving: RefCell<BTreeMap<u64, Arriving>>,
    /// Until when each of those that are worked on has its place.
    worked_on: RefCell<BTreeMap<u64, i64>>,
    numbers: Cell<u64>,
}

#[derive(Debug)]
struct Arriving {
    /// Empty: of this machine, which is nobody to guard against.
    whose: String,
    body: Vec<u8>,
    until: i64,
}

/// A place among those that are on their way, until this is dropped or nothing has come for too long.
#[derive(Debug)]
struct Arrival<'a>(&'a LargeBodies, u64);

/// A place among those that are worked on, until this is dropped or longer than anything takes.
#[derive(Debug)]
pub struct Place<'a>(&'a LargeBodies, u64);

impl LargeBodies {
    /// Reads a body of which `next` gives one chunk after the other, or as much of it as shows that it is too long: one byte more than `most`. One that is as small as most
    /// are takes no place; a large one has a place to be worked on once it is here.
    pub async fn read<C: AsRef<[u8]>, E>(
        &self,
        (client, clock): (Option<&Client>, &dyn Clock),
        most: usize,
        mut next: impl AsyncFnMut() -> Option<Result<C, E>>,
    ) -> Result<Result<(Vec<u8>, Option<Place<'_>>), Unread>, E> {
        let mut small = Vec::new();
        while small.len() <= BODY_MAX.min(most) {
            match next().await {
                Some(chunk) => add(&mut small, chunk?.as_ref(), most),
                None => return Ok(Ok((small, None))),
            }
        }
        // What is too long is not worked on.
        if small.len() > most {
            return Ok(Ok((small, None)));
        }
        let began = clock.now();
        let arrival = match self.arrive(client, (small, most), began) {
            Ok(arrival) => arrival,
            Err(why) => return Ok(Err(why)),
        };
        while let Some(arrived) = arrival.length().filter(|arrived| *arrived <= most) {
            match within(clock, left(began, arrived, clock.now()), next()).await {
                Some(Some(chunk)) => arrival.grow(chunk?.as_ref(), most, clock.now()),
                Some(None) => break,
                None => return Ok(Err(Unread::Slow)),
            }
        }
        let place = match arrival.length() {
            Some(length) if length > most => None,
            Some(_) => match self.take_in_time(&arrival, clock).await {
                None => return Ok(Err(Unread::Crowded)),
                place => place,
            },
            None => None,
        };
        Ok(arrival.body().map(|body| (body, place)).ok_or(Unread::Slow))
    }

    fn arrive(
        &self,
        client: Option<&Client>,
        (mut body, most): (Vec<u8>, usize),
        now: i64,
    ) -> Result<Arrival<'_>, Unread> {
        let whose = client.map(|client| client.network.as_ref().unwrap_or(&client.host).clone());
        let whose = whose.unwrap_or_default();
        let mut arriving = self.arriving.borrow_mut();
        arriving.retain(|_, one| one.until > now);
        let is_theirs = |one: &&Arriving| !whose.is_empty() && one.whose == whose;
        if arriving.values().filter(is_theirs).count() >= OF_A_CLIENT {
            return Err(Unread::TooMany);
        }
        if arriving.len() >= ARRIVING {
            return Err(Unread::Crowded);
        }
        // All of its room at once: one that grows by itself takes twice as much.
        body.reserve_exact(most.saturating_add(1).saturating_sub(body.len()));
        let number = self.number();
        arriving.insert(number, Arriving { whose, body, until: now + KEPT_MS });
        Ok(Arrival(self, number))
    }

    async fn take_in_time(&self, arrival: &Arrival<'_>, clock: &dyn Clock) -> Option<Place<'_>> {
        let began = clock.now();
        loop {
            match self.take(clock.now()) {
                None if clock.now() - began < WAIT_MS => clock.wait(LOOK_MS).await,
                place => return place,
            }
            arrival.is_here(clock.now());
        }
    }

    /// A place for one more to be worked on, if there is any.
    fn take(&self, now: i64) -> Option<Place<'_>> {
        let mut worked_on = self.worked_on.borrow_mut();
        worked_on.retain(|_, until| *until > now);
        (worked_on.len() < WORKED_ON).then(|| {
            let number = self.number();
            worked_on.insert(number, now + WORKED_ON_MS);
            Place(self, number)
        })
    }

    fn number(&self) -> u64 {
        self.numbers.set(self.numbers.get().wrapping_add(1));
        self.numbers.get()
    }
}

impl Arrival<'_> {
    /// How much of it is here; `None`: others have let it go.
    fn length(&self) -> Option<usize> {
        self.0.arriving.borrow().get(&self.1).map(|one| one.body.len())
    }

    fn grow(&self, chunk: &[u8], most: usize, now: i64) {
        if let Some(one) = self.0.arriving.borrow_mut().get_mut(&self.1) {
            add(&mut one.body, chunk, most);
            one.until = now + KEPT_MS;
        }
    }

    fn is_here(&self, now: i64) {
        self.grow(&[], 0, now);
    }

    fn body(&self) -> Option<Vec<u8>> {
        self.0.arriving.borrow_mut().remove(&self.1).map(|one| one.body)
    }
}

/// Adds a chunk, or as much of it as makes one byte more than `most`.
fn add(body: &mut Vec<u8>, chunk: &[u8], most: usize) {
    let room = most.saturating_add(1).saturating_sub(body.len());
    body.extend(chunk.iter().take(room));
}

/// How long the next chunk may take, of a large body that began to be one then, in milliseconds.
fn left(began: i64, arrived: usize, now: i64) -> u64 {
    let large = u64::try_from(arrived.saturating_sub(BODY_MAX)).unwrap_or(u64::MAX);
    let taken = u64::try_from(now - began).unwrap_or_default();
    (STILL_MS + large / PACE).saturating_sub(taken).min(STILL_MS)
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        self.0.arriving.borrow_mut().remove(&self.1);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.worked_on.borrow_mut().remove(&self.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(host: &str) -> Option<Client> {
        Some(Client { host: host.to_owned(), network: None })
    }

    fn arrive<'a>(bodies: &'a LargeBodies, whose: &str, now: i64) -> Result<Arrival<'a>, Unread> {
        bodies.arrive(client(whose).as_ref(), (Vec::new(), 0), now)
    }

    #[test]
    fn two_are_worked_on_and_each_place_is_free_again_once_it_is_left() {
        let bodies = LargeBodies::default();
        let mut places: Vec<_> = std::iter::from_fn(|| bodies.take(0)).collect();
        assert_eq!(places.len(), 2);
        assert!(bodies.take(0).is_none());
        places.pop();
        let again = bodies.take(0);
        assert!(again.is_some() && bodies.take(0).is_none());
    }

    #[test]
    fn client_that_sends_slowly_keeps_two_places_and_nobody_else_from_theirs() {
        let bodies = LargeBodies::default();
        let mut places: Vec<_> = (0..2).map(|_| arrive(&bodies, "192.0.2.1", 0).ok()).collect();
        assert!(places.iter().all(Option::is_some));
        assert_eq!(arrive(&bodies, "192.0.2.1", 0).err(), Some(Unread::TooMany));
        assert!(arrive(&bodies, "192.0.2.2", 0).is_ok());
        places.pop();
        assert!(arrive(&bodies, "192.0.2.1", 0).is_ok());
    }

    #[test]
    fn six_are_on_their_way_whoever_they_are() {
        let bodies = LargeBodies::default();
        let places: Vec<_> = (0..6).map(|_| bodies.arrive(None, (Vec::new(), 0), 0)).collect();
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(arrive(&bodies, "192.0.2.1", 0).err(), Some(Unread::Crowded));
    }

    #[test]
    fn whoever_hangs_up_keeps_neither_place_nor_memory() {
        let bodies = LargeBodies::default();
        // The runtime ends what waits, and drops nothing.
        for _ in 0..6 {
            std::mem::forget(bodies.arrive(None, (vec![0; 1000], 2000), 0));
        }
        for _ in 0..2 {
            std::mem::forget(bodies.take(0));
        }
        assert_eq!(arrive(&bodies, "192.0.2.1", KEPT_MS - 1).err(), Some(Unread::Crowded));
        assert!(bodies.take(WORKED_ON_MS - 1).is_none());
        let mine = arrive(&bodies, "192.0.2.1", KEPT_MS);
        assert_eq!((mine.is_ok(), bodies.arriving.borrow().len()), (true, 1));
        assert!(bodies.take(WORKED_ON_MS).is_some());
    }

    #[test]
    fn what_others_have_let_go_is_not_here_any_more() {
        let bodies = LargeBodies::default();
        let slow = bodies.arrive(None, (vec![1], 10), 0);
        let grow = |chunk: &[u8], now| {
            slow.iter().for_each(|slow| slow.grow(chunk, 10, now));
            slow.as_ref().ok().and_then(Arrival::length)
        };
        assert_eq!(grow(&[2, 3], 5), Some(3));
        drop(bodies.arrive(None, (Vec::new(), 10), 5 + KEPT_MS));
        assert_eq!(grow(&[4], 5 + KEPT_MS), None);
        assert_eq!(slow.ok().and_then(|slow| slow.body()), None);
    }

    #[test]
    fn large_body_stands_still_for_ten_seconds_at_most_and_comes_with_sixteen_bytes_a_millisecond() {
        assert_eq!(left(0, BODY_MAX, 0), 10_000);
        assert_eq!(left(0, BODY_MAX, 9_999), 1);
        assert_eq!(left(0, BODY_MAX + 160_000, 10_000), 10_000);
        assert_eq!(left(0, BODY_MAX + 16_000, 10_500), 500);
        assert_eq!(left(0, BODY_MAX, 20_000), 0);
    }
}
