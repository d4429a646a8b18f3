//! The runtime: the only place that knows it.

mod d1;
mod fetch;
mod mailer;
mod random;
mod scheduled;
