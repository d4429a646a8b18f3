//! An answer that has no end.

use portico_edge::http::{read_answer, read_body};
use std::cell::Cell;

const CHUNK: usize = 16 * 1024;

/// What a port answers whose neighbour never stops sending: read as at the edge, and no further than it has to be.
pub(crate) async fn flooded(most: usize) -> Result<String, String> {
    let asked = Cell::new(0);
    let answer = read_answer(most, async || next(&asked)).await;
    assert!(asked.get() <= most / CHUNK + 1, "{} chunks were read of {most} bytes", asked.get());
    answer
}

/// As much of such a body as is read of one that comes in.
pub(crate) async fn flooded_body(most: usize) -> Vec<u8> {
    let asked = Cell::new(0);
    let body = read_body(most, async || next(&asked)).await.unwrap();
    assert!(asked.get() <= most / CHUNK + 1, "{} chunks were read of {most} bytes", asked.get());
    body
}

fn next(asked: &Cell<usize>) -> Option<Result<Vec<u8>, String>> {
    asked.set(asked.get() + 1);
    Some(Ok(vec![b' '; CHUNK]))
}
