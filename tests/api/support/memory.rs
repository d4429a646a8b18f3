//! What this thread has allocated at most: of a request that is what an instance of the edge would need for it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
    static TIMES: Cell<usize> = const { Cell::new(0) };
    static ALL: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // A thread that ends has none any more.
    let live = LIVE.try_with(|live| {
        live.set(live.get() + bytes);
        live.get()
    });
    if let Ok(live) = live {
        let _ = MOST.try_with(|most| most.set(most.get().max(live)));
    }
    if let Ok(bytes) = usize::try_from(bytes) {
        let _ = TIMES.try_with(|times| times.set(times.get() + 1));
        let _ = ALL.try_with(|all| all.set(all.get() + bytes));
    }
}

#[allow(unsafe_code, reason = "passes on to the system what it is asked, and counts")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // It may stand in both places for a moment.
        count(size as isize);
        count(-(layout.size() as isize));
        unsafe { System.realloc(at, layout, size) }
    }
}

/// What `work` answers, and how many bytes more than before there were at once.
pub(crate) fn peak<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.get();
    MOST.set(before);
    let answer = work();
    (answer, usize::try_from(MOST.get() - before).unwrap_or_default())
}

/// What `work` asked for in all, whether or not it was given back meanwhile: how often, and how many bytes. The same in every run, as no time is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) times: usize,
    pub(crate) bytes: usize,
}

/// What `work` answers, and what it asked for.
pub(crate) fn asked<T>(work: impl FnOnce() -> T) -> (T, Asked) {
    let before = (TIMES.get(), ALL.get());
    let answer = work();
    (answer, Asked { times: TIMES.get() - before.0, bytes: ALL.get() - before.1 })
}

#[test]
fn all_that_there_ever_was_is_counted() {
    let (_, asked) = asked(|| (0..10).for_each(|_| drop(std::hint::black_box(vec![0_u8; 1_000]))));
    assert_eq!((asked.times, asked.bytes), (10, 10_000));
}

#[test]
fn the_most_that_there_was_at_once_is_counted() {
    let (_, most) = peak(|| {
        drop(vec![0_u8; 1_000_000]);
        vec![0_u8; 10]
    });
    assert!((1_000_000..1_010_000).contains(&most), "{most}");
}
