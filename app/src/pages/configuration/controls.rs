//! The control for a value, by the type of its setting.

use super::text::split_addresses;
use crate::browser::ascii_host;
use crate::locale;
use crate::ui::{Select, Tick};
use leptos::prelude::*;
use portico_api::schema::{Choice, Kind};

/// What the control is connected to.
#[derive(Clone)]
pub(super) struct Control {
    /// Where the label points.
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) text: Signal<String>,
    pub(super) set: Callback<(String,)>,
    pub(super) wrong: Signal<bool>,
    /// The ids of what describes it.
    pub(super) described: String,
    /// It can be read, and not changed.
    pub(super) locked: Signal<bool>,
}

/// Makes the control.
pub(super) fn control(control: Control) -> AnyView {
    match &control.kind {
        Kind::Boolean => switch(control),
        Kind::Integer { unit, .. } => line(control.clone(), "numeric", unit.clone()),
        Kind::Number { unit, .. } => line(control.clone(), "decimal", unit.clone()),
        Kind::Text { multiline: true, .. } => area(control, 4, false),
        Kind::Text { .. } => line(control, "text", None),
        Kind::Url => with_hosts(control, |control| line(control, "url", None)),
        Kind::UrlList { .. } => with_hosts(control, |control| area(control, 3, false)),
        Kind::Colour => colour(control),
        Kind::OneOf { options } => select(control.clone(), options.clone()),
        Kind::Json => area(control, 6, true),
        // What nobody here knows is shown as it is.
        Kind::Unknown => line(Control { locked: Signal::stored(true), ..control }, "text", None),
    }
}

/// What may be entered, in a short sentence.
pub(super) fn hint(kind: &Kind) -> Option<String> {
    let range = |min: Option<String>, max: Option<String>, unit: &Option<String>| {
        let unit = unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        match (min, max) {
            (Some(min), Some(max)) => Some(format!("From {min} to {max}{unit}.")),
            (Some(min), None) => Some(format!("At least {min}{unit}.")),
            (None, Some(max)) => Some(format!("At most {max}{unit}.")),
            (None, None) => None,
        }
    };
    let text = |number: &i64| locale::number(*number);
    match kind {
        Kind::Integer { min, max, unit } => range(min.as_ref().map(text), max.as_ref().map(text), unit),
        Kind::Number { min, max, unit } => range(min.map(locale::real), max.map(locale::real), unit),
        Kind::Text { min_length, max_length, .. } => {
            range(min_length.as_ref().map(text), max_length.as_ref().map(text), &Some("characters".into()))
        }
        Kind::UrlList { max_items } => Some(match max_items {
            Some(most) => format!("One address per line, at most {most}."),
            None => "One address per line.".to_owned(),
        }),
        _ => None,
    }
}

/// A control for addresses. Below it stands whom the browser asks, where letters of a host may look like others.
fn with_hosts(control: Control, make: fn(Control) -> AnyView) -> AnyView {
    let (id, text) = (format!("{}.hosts", control.id), control.text);
    let hosts = move || {
        let hosts: Vec<String> = text.with(|text| text.split_whitespace().filter_map(ascii_host).collect());
        (!hosts.is_empty()).then(|| format!("Browsers open {}.", hosts.join(", ")))
    };
    let described = format!("{} {id}", control.described);
    view! {
        {make(Control { described, ..control })}
        <p class="field-hint" id=id translate="no">{hosts}</p>
    }
    .into_any()
}

fn switch(control: Control) -> AnyView {
    let Control { id, text, set, described, locked, .. } = control;
    let on = move || text.with(|text| text == "true");
    view! {
        <span class="switch">
            <Tick
                role="switch"
                id
                described
                value=Signal::derive(on)
                disabled=locked
                on_change=Callback::new(move |(on,): (bool,)| set.run((on.to_string(),)))
            />
            <span aria-hidden="true">{move || if on() { "On" } else { "Off" }}</span>
        </span>
    }
    .into_any()
}

fn line(control: Control, inputmode: &'static str, unit: Option<String>) -> AnyView {
    let Control { id, text, set, wrong, described, locked, .. } = control;
    let narrow = matches!(inputmode, "numeric" | "decimal");
    view! {
        <span class="field-box" class:field-wrong=wrong class:field-narrow=narrow>
            <input
                class="field-input"
                type="text"
                id=id
                inputmode=inputmode
                autocomplete="off"
                spellcheck="false"
                readonly=locked
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=described
                prop:value=text
                on:input=move |event| set.run((event_target_value(&event),))
            />
            {unit.map(|unit| view! { <span class="field-unit">{unit}</span> })}
        </span>
    }
    .into_any()
}

fn area(control: Control, rows: usize, mono: bool) -> AnyView {
    let Control { id, kind, text, set, wrong, described, locked } = control;
    let lines = text.with_untracked(|text| text.lines().count());
    let rows = lines.clamp(rows, 16).to_string();
    // Pasted addresses are put one a line.
    let is_list = matches!(kind, Kind::UrlList { .. });
    let tidy = move || {
        let tidied = text.with_untracked(|text| split_addresses(text).join("\n"));
        if is_list && text.with_untracked(|text| text.trim_end() != tidied) {
            set.run((tidied,));
        }
    };
    view! {
        <span class="field-box" class:field-wrong=wrong>
            <textarea
                class="field-input field-area"
                class:field-mono=mono
                id=id
                rows=rows
                autocomplete="off"
                spellcheck="false"
                readonly=locked
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=described
                prop:value=text
                on:input=move |event| set.run((event_target_value(&event),))
                on:paste=move |_| request_animation_frame(tidy)
                on:blur=move |_| tidy()
            ></textarea>
        </span>
    }
    .into_any()
}

fn colour(control: Control) -> AnyView {
    let (text, set, locked) = (control.text, control.set, control.locked);
    // The picker knows no other form, and shows black for anything else.
    let picked =
        move || text.with(|text| if is_colour(text) { text.trim().to_owned() } else { "#000000".into() });
    view! {
        <span class="colour">
            <input
                class="colour-swatch"
                type="color"
                aria-label="Pick a colour"
                disabled=locked
                prop:value=picked
                on:input=move |event| set.run((event_target_value(&event),))
            />
            {line(control, "text", None)}
        </span>
    }
    .into_any()
}

fn is_colour(text: &str) -> bool {
    let digits = text.trim().strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What is chosen may be none of the options: nothing yet, or one that the schema no longer has.
fn select(control: Control, options: Vec<Choice>) -> AnyView {
    let Control { id, text, set, wrong, described, locked, .. } = control;
    let options: Vec<_> = options.into_iter().map(|choice| (choice.value, choice.title)).collect();
    view! { <Select id value=text options=Signal::stored(options) disabled=locked wrong described on_change=set /> }
        .into_any()
}
