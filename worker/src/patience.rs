//! How long anything may take, and several things at once: so that nothing waits for a neighbour that is slow or never answers.

use crate::ports::{Clock, Local};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// What `work` answers, unless it takes longer than that many milliseconds: then it is dropped.
pub async fn within<T>(clock: &dyn Clock, milliseconds: u64, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut limit = None;
    poll_fn(|cx| {
        if let Poll::Ready(answer) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(answer));
        }
        // The time begins with the first wait: what is there at once needs no timer.
        let limit = limit.get_or_insert_with(|| clock.wait(milliseconds));
        limit.as_mut().poll(cx).map(|()| None)
    })
    .await
}

/// Does all of it at once. The answers come in the order in which they are ready.
pub async fn together<T>(work: Vec<Local<'_, T>>) -> Vec<T> {
    let (mut work, mut answers) = (work, Vec::new());
    poll_fn(|cx| {
        work.retain_mut(|one| match one.as_mut().poll(cx) {
            Poll::Ready(answer) => {
                answers.push(answer);
                false
            }
            Poll::Pending => true,
        });
        if work.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    answers
}
