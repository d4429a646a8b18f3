//! The core of the console in a real browser, by situation.

mod billing;
mod edits;
mod foreign;
mod forms;
mod last;
mod lists;
mod painted;
mod palette;
mod paths;
mod queries;
mod recents;
mod requests;
mod schemas;
mod searches;
mod shortcuts;
mod support;
mod texts;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
