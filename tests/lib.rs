//! Nothing here: the tests are in `api/main.rs`, one binary, and the browser's in `e2e/`.
