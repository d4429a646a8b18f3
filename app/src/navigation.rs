//! The way to other pages, and where one is.

use crate::paths::Place;
use crate::reactive::Lasting;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Goes to other pages. A handle to copy around.
#[derive(Clone, Copy)]
pub struct Go(Callback<(String, NavigateOptions)>);

impl Go {
    /// Opens a page; Back leads here again.
    pub fn to(self, place: &Place) {
        self.to_path(place.path());
    }

    /// Opens a path of this console; Back leads here again.
    pub fn to_path(self, path: String) {
        self.0.run((path, NavigateOptions::default()));
    }

    /// Opens a page in place of this one.
    pub fn replace(self, place: &Place) {
        self.replace_path(place.path());
    }

    /// Opens a path of this console in place of this one.
    pub fn replace_path(self, path: String) {
        self.0.run((path, NavigateOptions { replace: true, ..Default::default() }));
    }

    /// Changes the query of this page, which stays where it is.
    pub fn amend(self, path: String) {
        self.0.run((path, NavigateOptions { replace: true, scroll: false, ..Default::default() }));
    }
}

/// Makes both known to everything below: what the address shows, and how to go elsewhere.
pub(crate) fn provide_navigation(place: Memo<Place>) -> Go {
    provide_context(Lasting::new(place));
    let navigate = use_navigate();
    let go = Go(Callback::new(move |(path, options): (String, NavigateOptions)| navigate(&path, options)));
    provide_context(go);
    go
}

/// How to go to other pages.
pub fn use_go() -> Go {
    expect_context()
}

/// What the address shows.
pub fn use_place() -> Lasting<Place> {
    expect_context()
}
