//! One setting in both environments.

use super::super::difference::side;
use super::super::other;
use super::super::text::shown;
use super::{Page, version};
use crate::ui::{Badge, Tick};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::promotion::Promotion;
use portico_api::schema::Setting;
use portico_api::text::key as fold;
use serde_json::Value;

/// A setting as it stands on both sides, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::pages::configuration) struct Row {
    pub(in crate::pages::configuration) key: String,
    pub(in crate::pages::configuration) title: String,
    required: bool,
    pub(in crate::pages::configuration) secret: bool,
    /// `None`: no value.
    pub(in crate::pages::configuration) source: Option<String>,
    pub(in crate::pages::configuration) target: Option<String>,
    differs: bool,
}

impl Row {
    /// Whether key, title or a value contains the term, which is in lower case.
    pub(in crate::pages::configuration) fn is_found(&self, term: &str) -> bool {
        let words = [Some(&self.key), Some(&self.title), self.source.as_ref(), self.target.as_ref()];
        words.into_iter().flatten().any(|text| fold(text).contains(term))
    }

    pub(in crate::pages::configuration) fn differs(&self) -> bool {
        self.differs
    }

    /// Whether it can be copied: secrets never are.
    pub(super) fn can_go(&self) -> bool {
        self.differs && !self.secret
    }
}

/// All settings, in the order of the schema.
pub(in crate::pages::configuration) fn rows(promotion: &Promotion, from: Mode) -> Vec<Row> {
    let (source, target) = (version(promotion, from), version(promotion, other(from)));
    let row = |setting: &Setting| {
        let key = &setting.key;
        let (one, other) = (
            source.and_then(|version| version.values.get(key)),
            target.and_then(|version| version.values.get(key)),
        );
        let is_set = |version: Option<&portico_api::versions::Version>| {
            version.is_some_and(|version| version.secrets.contains_key(key))
        };
        let text = |value: Option<&Value>| value.map(|value| shown(Some(&setting.kind), value));
        let word = |is_set: bool| is_set.then(|| "Set".to_owned());
        let (source, target, differs) = match setting.secret {
            true => {
                let (one, other) = (is_set(source), is_set(target));
                (word(one), word(other), one != other)
            }
            false => (text(one), text(other), one != other),
        };
        Row {
            key: key.clone(),
            title: setting.title.clone(),
            required: setting.required_in_live,
            secret: setting.secret,
            source,
            target,
            differs,
        }
    };
    promotion.schema.settings.iter().map(row).collect()
}

pub(super) fn view(page: Page, row: Row) -> AnyView {
    let from = page.from.get_untracked();
    let can_go = row.can_go();
    let key = row.key.clone();
    let ticked = {
        let key = key.clone();
        move || page.is_ticked(&key)
    };
    let tick = {
        let key = key.clone();
        Callback::new(move |(on,): (bool,)| page.tick(&key, on))
    };
    let id = format!("promote.{key}");
    let box_ = match can_go {
        true => {
            // Whoever may not publish there has nothing to choose.
            let disabled = Signal::derive(move || page.reason.with(Option::is_some));
            let value = Signal::derive(ticked);
            view! {
                <label class="promotion-tick"><Tick id=id.clone() value disabled on_change=tick /></label>
            }
            .into_any()
        }
        false => view! { <span></span> }.into_any(),
    };
    let name = match can_go {
        true => view! { <label class="field-label" for=id>{row.title.clone()}</label> }.into_any(),
        false => view! { <span class="field-label">{row.title.clone()}</span> }.into_any(),
    };
    let note = match (row.secret, row.differs) {
        (true, _) => Some("Never copied: set it in each environment."),
        (_, false) => Some("The same in both."),
        _ => None,
    };
    view! {
        <li class="promotion-row" data-same=(!row.differs).then_some("")>
            {box_}
            <div class="promotion-name">
                <p>{name} " " <code class="setting-key" translate="no">{key}</code></p>
                <p class="setting-badges">
                    {row.required.then(|| view! { <Badge text="Required in live" /> })}
                    {row.secret.then(|| view! { <Badge text="Secret" /> })}
                    {note.map(|note| view! { <span class="promotion-note">{note}</span> })}
                </p>
            </div>
            {side(other(from).title(), row.target, "removed")}
            {side(from.title(), row.source, "added")}
        </li>
    }
    .into_any()
}
