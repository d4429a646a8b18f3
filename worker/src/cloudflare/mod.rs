//! The runtime: the only place that knows it.

mod answer;
mod cipher;
mod d1;
mod deliver;
mod fetch;
mod kv;
mod mailer;
mod meter;
mod payments;
mod random;
mod scheduled;
mod web;
