//! Fields that can be read and not changed: said once, around them.

use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Locked(Signal<bool>);

/// From here on, all fields below can only be read while `locked`.
pub fn provide_lock(locked: Signal<bool>) {
    provide_context(Locked(locked));
}

/// Whether fields at this place can only be read.
pub(super) fn locked() -> Signal<bool> {
    use_context::<Locked>().map_or_else(Signal::default, |Locked(locked)| locked)
}
