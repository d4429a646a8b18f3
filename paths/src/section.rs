//! The pages of one project.

use portico_api::environments::Mode;

/// A page of one project.
#[derive(Clone, Debug, PartialEq)]
pub struct InProject {
    pub organization: String,
    pub project: String,
    pub section: Section,
}

/// Which page of a project.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Section {
    Overview(Mode),
    Configuration(Mode),
    Versions(Mode),
    Keys(Mode),
    Promote,
    Schema,
    ProjectSettings,
}

impl Section {
    /// The environment that the page is about; `None` where it is about the whole project.
    pub fn mode(self) -> Option<Mode> {
        match self {
            Section::Overview(mode)
            | Section::Configuration(mode)
            | Section::Versions(mode)
            | Section::Keys(mode) => Some(mode),
            Section::Promote | Section::Schema | Section::ProjectSettings => None,
        }
    }

    /// The same page of that environment; its overview where there is no such page.
    pub fn in_mode(self, mode: Mode) -> Self {
        match self {
            Section::Configuration(_) => Section::Configuration(mode),
            Section::Versions(_) => Section::Versions(mode),
            Section::Keys(_) => Section::Keys(mode),
            _ => Section::Overview(mode),
        }
    }

    /// Its part of the address: the word of the environment, and that of the page.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Section::Overview(mode) => (mode.as_str(), ""),
            Section::Configuration(mode) => (mode.as_str(), "/configuration"),
            Section::Versions(mode) => (mode.as_str(), "/versions"),
            Section::Keys(mode) => (mode.as_str(), "/keys"),
            Section::Promote => ("promote", ""),
            Section::Schema => ("schema", ""),
            Section::ProjectSettings => ("settings", ""),
        }
    }

    pub(crate) fn parse(words: &[&str]) -> Option<Self> {
        match *words {
            [] => Some(Section::Overview(Mode::Sandbox)),
            ["promote"] => Some(Section::Promote),
            ["schema"] => Some(Section::Schema),
            // "general" and a mode's "settings" were their addresses once.
            ["settings" | "general"] => Some(Section::ProjectSettings),
            [mode] => Mode::parse(mode).ok().map(Section::Overview),
            [mode, "configuration" | "settings"] => Mode::parse(mode).ok().map(Section::Configuration),
            [mode, "versions"] => Mode::parse(mode).ok().map(Section::Versions),
            [mode, "keys"] => Mode::parse(mode).ok().map(Section::Keys),
            _ => None,
        }
    }
}
