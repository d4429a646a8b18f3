//! Bodies that are larger than most. An instance has 128 MB for all that it does at once, and whoever sends may take as long as they like, signed in or not: so few are on
//! their way at a time, each has to keep coming, and none takes the place of what is worked on before it is here.

use super::{BODY_MAX, Client};
use crate::patience::within;
use crate::ports::Clock;
use std::cell::{Cell, RefCell};

/// Large bodies that are on their way to an instance at a time, at most, of 2.5 MB each; and of those of one client, which is an IPv4 address or a /48 network of IPv6.
const ARRIVING: usize = 6;
const OF_A_CLIENT: usize = 2;
/// Large bodies that are worked on at a time, at most: one takes up to some 40 MB with all that is made of it (`api/src/imports.rs`, `IMPORT_TREE_MAX`).
const WORKED_ON: usize = 2;
/// How long a large body may stand still, in milliseconds, and how fast it has to come on the whole, in bytes for each of them: 0.13 Mbit/s.
const STILL_MS: u64 = 10_000;
const PACE: u64 = 16;
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

/// The large bodies of an instance.
#[derive(Debug, Default)]
pub struct LargeBodies {
    /// Whose are on their way; empty: of this machine, which is nobody to guard against.
    arriving: RefCell<Vec<String>>,
    worked_on: Cell<usize>,
}

/// A place among those that are on their way, until this is dropped.
#[derive(Debug)]
struct Arrival<'a>(&'a LargeBodies, String);

/// A place among those that are worked on, until this is dropped.
#[derive(Debug)]
pub struct Place<'a>(&'a LargeBodies);

impl LargeBodies {
    /// Reads a body of which `next` gives one chunk after the other, or as much of it as shows that it is too long: one byte more than `most`. One that is as small as most
    /// are takes no place; a large one has a place to be worked on once it is here.
    pub async fn read<C: AsRef<[u8]>, E>(
        &self,
        (client, clock): (Option<&Client>, &dyn Clock),
        most: usize,
        mut next: impl AsyncFnMut() -> Option<Result<C, E>>,
    ) -> Result<Result<(Vec<u8>, Option<Place<'_>>), Unread>, E> {
        let (mut body, mut arrival) = (Vec::new(), None);
        while body.len() <= most {
            let chunk = match &arrival {
                None => next().await,
                Some((began, _)) => {
                    match within(clock, left(*began, body.len(), clock.now()), next()).await {
                        Some(chunk) => chunk,
                        None => return Ok(Err(Unread::Slow)),
                    }
                }
            };
            let Some(chunk) = chunk else { break };
            let room = most.saturating_add(1).saturating_sub(body.len());
            body.extend(chunk?.as_ref().iter().take(room));
            if body.len() > BODY_MAX && arrival.is_none() {
                match self.arrive(client) {
                    Ok(place) => arrival = Some((clock.now(), place)),
                    Err(why) => return Ok(Err(why)),
                }
                // All of its room at once: one that grows by itself takes twice as much.
                body.reserve_exact(most.saturating_add(1).saturating_sub(body.len()));
            }
        }
        // What is too long is not worked on.
        if arrival.is_none() || body.len() > most {
            return Ok(Ok((body, None)));
        }
        Ok(self.take_in_time(clock).await.map(|place| (body, Some(place))).ok_or(Unread::Crowded))
    }

    fn arrive(&self, client: Option<&Client>) -> Result<Arrival<'_>, Unread> {
        let whose = client.map(|client| client.network.as_ref().unwrap_or(&client.host).clone());
        let whose = whose.unwrap_or_default();
        let mut arriving = self.arriving.borrow_mut();
        let is_theirs = |known: &&String| !whose.is_empty() && **known == whose;
        if arriving.iter().filter(is_theirs).count() >= OF_A_CLIENT {
            return Err(Unread::TooMany);
        }
        if arriving.len() >= ARRIVING {
            return Err(Unread::Crowded);
        }
        arriving.push(whose.clone());
        Ok(Arrival(self, whose))
    }

    async fn take_in_time(&self, clock: &dyn Clock) -> Option<Place<'_>> {
        let began = clock.now();
        loop {
            match self.take() {
                None if clock.now() - began < WAIT_MS => clock.wait(LOOK_MS).await,
                place => return place,
            }
        }
    }

    /// A place for one more to be worked on, if there is any.
    fn take(&self) -> Option<Place<'_>> {
        let taken = self.worked_on.get();
        (taken < WORKED_ON).then(|| {
            self.worked_on.set(taken.saturating_add(1));
            Place(self)
        })
    }
}

/// How long the next chunk may take, of a large body that began to be one then, in milliseconds.
fn left(began: i64, arrived: usize, now: i64) -> u64 {
    let large = u64::try_from(arrived.saturating_sub(BODY_MAX)).unwrap_or(u64::MAX);
    let taken = u64::try_from(now - began).unwrap_or_default();
    (STILL_MS + large / PACE).saturating_sub(taken).min(STILL_MS)
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        let mut arriving = self.0.arriving.borrow_mut();
        if let Some(at) = arriving.iter().position(|known| *known == self.1) {
            arriving.swap_remove(at);
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.worked_on.set(self.0.worked_on.get().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(host: &str) -> Option<Client> {
        Some(Client { host: host.to_owned(), network: None })
    }

    #[test]
    fn two_are_worked_on_and_each_place_is_free_again_once_it_is_left() {
        let bodies = LargeBodies::default();
        let mut places: Vec<_> = std::iter::from_fn(|| bodies.take()).collect();
        assert_eq!(places.len(), 2);
        assert!(bodies.take().is_none());
        places.pop();
        let again = bodies.take();
        assert!(again.is_some() && bodies.take().is_none());
    }

    #[test]
    fn client_that_sends_slowly_keeps_two_places_and_nobody_else_from_theirs() {
        let bodies = LargeBodies::default();
        let (slow, other) = (client("192.0.2.1"), client("192.0.2.2"));
        let mut places: Vec<_> = (0..2).map(|_| bodies.arrive(slow.as_ref()).ok()).collect();
        assert!(places.iter().all(Option::is_some));
        assert_eq!(bodies.arrive(slow.as_ref()).err(), Some(Unread::TooMany));
        assert!(bodies.arrive(other.as_ref()).is_ok());
        places.pop();
        assert!(bodies.arrive(slow.as_ref()).is_ok());
    }

    #[test]
    fn six_are_on_their_way_whoever_they_are() {
        let bodies = LargeBodies::default();
        let places: Vec<_> = (0..6).map(|_| bodies.arrive(None)).collect();
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(bodies.arrive(client("192.0.2.1").as_ref()).err(), Some(Unread::Crowded));
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
