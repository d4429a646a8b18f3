//! Time that passes only while everything waits: a test of what takes ten minutes takes none.

use portico_edge::ports::{Clock, Local};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A clock that a test sets, or that jumps to what is waited for.
#[derive(Clone)]
pub(crate) struct TestClock {
    now: Rc<Cell<i64>>,
    timers: Rc<RefCell<BTreeMap<u64, i64>>>,
    count: Rc<Cell<u64>>,
}

impl TestClock {
    pub(crate) fn at(now: i64) -> Self {
        Self { now: Rc::new(Cell::new(now)), timers: Rc::default(), count: Rc::default() }
    }

    pub(crate) fn set(&self, now: i64) {
        self.now.set(now);
    }

    /// How often something has waited.
    pub(crate) fn waits(&self) -> u64 {
        self.count.get()
    }

    /// Seconds since 1970, as tokens say it.
    pub(crate) fn now_seconds(&self) -> i64 {
        self.now.get() / 1000
    }

    /// Does `work` to its end. Whenever all of it waits, it is the time that is waited for.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(answer) = work.as_mut().poll(&mut cx) {
                return answer;
            }
            let next = self.timers.borrow().values().min().copied();
            let next = next.expect("this would wait for ever");
            self.now.set(self.now.get().max(next));
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.now.get()
    }

    fn wait(&self, milliseconds: u64) -> Local<'_, ()> {
        let id = self.count.get();
        self.count.set(id + 1);
        let until = self.now.get() + i64::try_from(milliseconds).unwrap();
        self.timers.borrow_mut().insert(id, until);
        Box::pin(Sleep { clock: self.clone(), id, until })
    }
}

struct Sleep {
    clock: TestClock,
    id: u64,
    until: i64,
}

impl Future for Sleep {
    type Output = ();
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.clock.now.get() >= self.until { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.timers.borrow_mut().remove(&self.id);
    }
}

/// How long somebody else takes with each answer.
#[derive(Clone, Default)]
pub(crate) struct Pace {
    /// In milliseconds.
    pub(crate) takes: Rc<Cell<u64>>,
    /// Whether there is never an answer.
    pub(crate) hangs: Rc<Cell<bool>>,
    clock: Rc<RefCell<Option<TestClock>>>,
}

impl Pace {
    pub(crate) fn of(clock: &TestClock) -> Self {
        let pace = Self::default();
        pace.clock.replace(Some(clock.clone()));
        pace
    }

    pub(crate) async fn pass(&self) {
        if self.hangs.get() {
            std::future::pending::<()>().await;
        }
        let clock = self.clock.borrow().clone();
        if let Some(clock) = clock.filter(|_| self.takes.get() > 0) {
            clock.wait(self.takes.get()).await;
        }
    }
}
