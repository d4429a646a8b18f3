//! The runtime: the only place that knows it.

mod d1;
mod fetch;
mod random;
mod scheduled;
