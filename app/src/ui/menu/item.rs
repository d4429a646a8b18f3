use super::super::icon::Icon;
use super::super::popover::{Popover, opens_elsewhere};
use leptos::prelude::*;

/// One entry of a menu.
#[derive(Clone)]
pub enum MenuItem {
    /// Text above the entries that can't be chosen, such as the address of who is signed in.
    Heading(Signal<String>),
    Link {
        label: String,
        href: Signal<String>,
        icon: &'static str,
    },
    Action {
        label: String,
        icon: &'static str,
        on_select: Callback<()>,
    },
    /// An action that can't be chosen now, and why.
    Disabled {
        label: String,
        icon: &'static str,
        reason: String,
    },
    /// One of several values, with a check mark at the chosen one.
    Choice(MenuChoice),
    Separator,
}

/// One of several values, such as the theme.
#[derive(Clone)]
pub struct MenuChoice {
    /// What is chosen: "Theme".
    pub label: String,
    /// Each value with what it is called.
    pub options: Vec<(&'static str, &'static str)>,
    pub value: Signal<String>,
    pub on_select: Callback<(String,)>,
}

pub(super) fn item(popover: Popover, item: MenuItem) -> AnyView {
    match item {
        MenuItem::Heading(text) => view! { <p class="menu-heading" translate="no">{text}</p> }.into_any(),
        MenuItem::Separator => view! { <div class="menu-separator" role="separator"></div> }.into_any(),
        MenuItem::Link { label, href, icon } => {
            let followed = move |event: web_sys::MouseEvent| {
                if !opens_elsewhere(&event) {
                    popover.close();
                }
            };
            view! {
                <a class="menu-item" role="menuitem" tabindex="-1" autofocus=true href=href on:click=followed>
                    <Icon name=icon />
                    {label}
                </a>
            }
            .into_any()
        }
        MenuItem::Action { label, icon, on_select } => {
            let select = move |_| {
                popover.close();
                on_select.run(());
            };
            view! {
                <button type="button" class="menu-item" role="menuitem" tabindex="-1" autofocus=true on:click=select>
                    <Icon name=icon />
                    {label}
                </button>
            }
            .into_any()
        }
        MenuItem::Disabled { label, icon, reason } => {
            let said = reason.clone();
            view! {
                <button
                    type="button"
                    class="menu-item"
                    role="menuitem"
                    tabindex="-1"
                    autofocus=true
                    aria-disabled="true"
                    aria-description=reason
                >
                    <Icon name=icon />
                    <span>{label}<span class="menu-reason" aria-hidden="true">{said}</span></span>
                </button>
            }
            .into_any()
        }
        MenuItem::Choice(choice) => choices(choice),
    }
}

/// The menu stays open while choosing, so that the effect is seen.
fn choices(MenuChoice { label, options, value, on_select }: MenuChoice) -> AnyView {
    let option = move |(this, title): (&'static str, &'static str)| {
        let chosen = move || value.with(|value| value == this);
        view! {
            <button
                type="button"
                class="menu-item"
                role="menuitemradio"
                tabindex="-1"
                autofocus=true
                aria-checked=move || chosen().to_string()
                on:click=move |_| on_select.run((this.to_owned(),))
            >
                <Icon name="check" />
                {title}
            </button>
        }
        .into_any()
    };
    view! {
        <div role="group" aria-label=label.clone()>
            <p class="menu-heading" aria-hidden="true">
                {label.clone()}
            </p>
            {options.into_iter().map(option).collect_view()}
        </div>
    }
    .into_any()
}
