//! A sentence with names in it. A page that is translated leaves the names as they are, so each stands in an element of its own.

use leptos::prelude::*;
use std::fmt::{Display, Formatter, Result};

/// Text and names in their order: `Words::from("Leave ").name(organization).text("?")`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words(Vec<Word>);

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Text(String),
    Name(String),
}

impl Words {
    /// A sentence that begins with what somebody, or something, is called.
    pub fn named(name: impl Into<String>) -> Self {
        Self::default().name(name)
    }

    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.push(Word::Name(name.into()));
        self
    }

    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Word::Text(text.into()));
        self
    }

    /// Without these words at the end, if it ends so.
    #[must_use]
    pub fn without_end(mut self, end: &str) -> Self {
        if let Some(Word::Text(last)) = self.0.last_mut()
            && let Some(rest) = last.strip_suffix(end)
        {
            *last = rest.to_owned();
        }
        self
    }

    pub fn view(self) -> AnyView {
        let word = |word| match word {
            Word::Text(text) => text.into_any(),
            Word::Name(name) => view! { <span translate="no">{name}</span> }.into_any(),
        };
        self.0.into_iter().map(word).collect_view().into_any()
    }
}

/// Where there is no room for elements: in attributes, and to compare.
impl Display for Words {
    fn fmt(&self, to: &mut Formatter<'_>) -> Result {
        self.0.iter().try_for_each(|word| match word {
            Word::Text(text) | Word::Name(text) => to.write_str(text),
        })
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::default().text(text)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::default().text(text)
    }
}

/// What a dialog is called, or says: words that may change while it is shown.
#[derive(Clone, Copy)]
pub struct Title(Signal<Words>);

impl Title {
    pub(super) fn view(self) -> impl IntoView {
        move || self.0.get().view()
    }
}

impl From<&str> for Title {
    fn from(text: &str) -> Self {
        Self(Signal::stored(text.into()))
    }
}

impl From<String> for Title {
    fn from(text: String) -> Self {
        Self(Signal::stored(text.into()))
    }
}

impl From<Words> for Title {
    fn from(words: Words) -> Self {
        Self(Signal::stored(words))
    }
}

impl From<Signal<Words>> for Title {
    fn from(words: Signal<Words>) -> Self {
        Self(words)
    }
}

impl From<Signal<String>> for Title {
    fn from(text: Signal<String>) -> Self {
        Self(Signal::derive(move || text.get().into()))
    }
}

impl From<Memo<String>> for Title {
    fn from(text: Memo<String>) -> Self {
        Self(Signal::derive(move || text.get().into()))
    }
}
