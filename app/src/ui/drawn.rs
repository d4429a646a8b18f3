//! Draws what `paths::rows` describes, of values.

use crate::paths::rows::Part;
use leptos::html::custom;
use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::tachys::html::attribute::custom::custom_attribute;
use std::sync::Arc;

/// A value, by whose name a description calls it.
pub enum Shown {
    Text(String),
    /// A text that changes while it stands there. A text of the description that names it says nothing else.
    Moving(Arc<dyn Fn() -> String + Send + Sync>),
    /// What consists of values of its own.
    Of(Values),
}

/// Values by their names. What is missing is not drawn.
pub type Values = Vec<(&'static str, Shown)>;

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Values> for Shown {
    fn from(values: Values) -> Self {
        Self::Of(values)
    }
}

/// The parts, of the values around them, the innermost last.
pub fn draw(parts: &[Part], around: &[&Values]) -> Vec<AnyView> {
    parts.iter().flat_map(|part| drawn(part, around)).collect()
}

fn drawn(part: &Part, around: &[&Values]) -> Vec<AnyView> {
    match part {
        Part::Text(text) => vec![said(text, around)],
        Part::Of(name, inside) => match find(name, around) {
            Some(Shown::Of(values)) => {
                let around: Vec<_> = around.iter().copied().chain([values]).collect();
                draw(inside, &around)
            }
            _ => Vec::new(),
        },
        Part::Element { tag, attributes, inside } => {
            let attribute = |(name, text): &(&'static str, &str)| {
                Some(custom_attribute(*name, filled(text, around)?).into_any_attr())
            };
            let attributes: Vec<AnyAttribute> = attributes.iter().filter_map(attribute).collect();
            vec![custom(*tag).add_any_attr(attributes).child(draw(inside, around)).into_any()]
        }
    }
}

fn said(text: &'static str, around: &[&Values]) -> AnyView {
    let alone = text.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
    match alone.and_then(|name| find(name, around)) {
        Some(Shown::Moving(now)) => {
            let now = Arc::clone(now);
            (move || now()).into_any()
        }
        _ => filled(text, around).into_any(),
    }
}

fn find<'a>(name: &str, around: &[&'a Values]) -> Option<&'a Shown> {
    around
        .iter()
        .rev()
        .find_map(|values| values.iter().find(|(called, _)| *called == name))
        .map(|(_, shown)| shown)
}

/// The text with its values; nothing where one is missing.
fn filled(text: &str, around: &[&Values]) -> Option<String> {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        let Some(Shown::Text(value)) = find(name, around) else { return None };
        filled.push_str(value);
        filled.push_str(rest);
    }
    Some(filled)
}
