//! Widgets in a real browser: what the keyboard does, where the focus goes, what is announced.
#![cfg(target_arch = "wasm32")]

mod button;
mod chart;
mod copy;
mod dialog;
mod field;
mod focus;
mod links;
mod menu;
mod select;
mod support;
mod switcher;
mod time;
mod toast;
mod virtual_list;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
