//! The navigation bar, left to right: mark, organization, project, environment, account.

use super::account_menu::AccountMenu;
use super::here::use_here;
use super::organization_switcher::OrganizationSwitcher;
use super::project_switcher::ProjectSwitcher;
use crate::paths::{Place, overview};
use crate::ui::{Icon, ModeSwitch};
use leptos::prelude::*;
use portico_api::environments::Mode;

#[component]
pub(super) fn Bar() -> impl IntoView {
    let here = use_here();
    let in_project = Memo::new(move |_| here.page().map(|page| (page.organization, page.project)));
    view! {
        <header class="bar">
            <a class="mark" href="/" aria-label="Portico, home">
                <Icon name="mark" />
            </a>
            <nav class="bar-switchers" aria-label="Organization and project">
                <OrganizationSwitcher />
                {move || here.organization_slug.get().map(|organization| view! {
                    <span class="bar-slash" aria-hidden="true">"/"</span>
                    <ProjectSwitcher organization />
                })}
            </nav>
            {move || in_project.get().map(|(organization, project)| view! {
                <ModeSwitch
                    sandbox_href=overview(&organization, &project, Mode::Sandbox).path()
                    live_href=overview(&organization, &project, Mode::Live).path()
                    mode=Signal::derive(move || here.place.with(Place::mode))
                />
            })}
            <div class="bar-end">
                <AccountMenu />
            </div>
        </header>
    }
}
