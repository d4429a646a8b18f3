//! The navigation bar, left to right: mark, organization, project, environment, account.

use super::account_menu::AccountMenu;
use super::organization_switcher::OrganizationSwitcher;
use super::palette::Palette;
use super::project_switcher::ProjectSwitcher;
use crate::parts::here::use_here;
use crate::paths::{Place, project_at};
use crate::reactive::memo;
use crate::session::{SignOutHere, use_sign_out};
use crate::ui::{Icon, ModeSwitch};
use leptos::prelude::*;
use portico_api::environments::Mode;

#[component]
pub(super) fn Bar(palette: fn() -> AnyView) -> impl IntoView {
    let here = use_here();
    let going = RwSignal::new(false);
    let sign_out = use_sign_out();
    provide_context(SignOutHere(Callback::new(move |()| sign_out(Place::SignIn.path()))));
    let in_project = memo(move |_| {
        here.page().map(|page| (page.organization, page.project)).filter(|_| !here.is_absent())
    });
    let organization = memo(move |_| here.organization_slug.get().filter(|_| here.is_offered()));
    // The other environment's page of the same kind.
    let href = move |mode: Mode| {
        Signal::derive(move || {
            let page = here.page();
            page.map_or_else(String::new, |page| {
                project_at(&page.organization, &page.project, page.section.in_mode(mode)).path()
            })
        })
    };
    view! {
        <header class="bar">
            <a class="mark" href="/" aria-label="Portico, home">
                <Icon name="mark" />
            </a>
            <nav class="bar-switchers" aria-label="Organization and project">
                <OrganizationSwitcher />
                {move || organization.get().map(|organization| view! {
                    <span class="bar-slash" aria-hidden="true">"/"</span>
                    <ProjectSwitcher organization />
                })}
            </nav>
            {move || in_project.get().map(|_| view! {
                <ModeSwitch
                    sandbox_href=href(Mode::Sandbox)
                    live_href=href(Mode::Live)
                    mode=Signal::derive(move || here.place.with(Place::mode))
                />
            })}
            <div class="bar-end">
                <Palette content=palette open=going />
                <AccountMenu going />
            </div>
        </header>
    }
}
