//! What the two lists of people share: heading, the way from one to the other, and the form that invites.

use super::invite_dialog::InviteDialog;
use super::may_invite;
use crate::browser::use_title;
use crate::locale::number;
use crate::navigation::use_go;
use crate::parts::here::use_here;
use crate::parts::{Counted, Heading};
use crate::paths::{INVITING, Place};
use crate::reactive::{effect, memo};
use crate::session::remember_organization;
use crate::ui::{Button, ButtonKind, Current, TabItem, Tabs};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_api::organizations::Organization;

/// One of the two.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Tab {
    Members,
    Invites,
}

impl Tab {
    pub(super) fn title(self) -> &'static str {
        match self {
            Tab::Members => "Members",
            Tab::Invites => "Invites",
        }
    }

    fn place(self, slug: String) -> Place {
        match self {
            Tab::Members => Place::Members(slug),
            Tab::Invites => Place::Invites(slug),
        }
    }

    fn count(self, organization: &Organization) -> u32 {
        match self {
            Tab::Members => organization.members,
            Tab::Invites => organization.invites,
        }
    }
}

/// Names the page after what is listed, and remembers the organization. Answers what is known of that: what came with the list,
/// and before it is there what the bar knows.
pub(super) fn opened(tab: Tab, listed: Memo<Option<Organization>>) -> Memo<Option<Organization>> {
    let here = use_here();
    let known = memo(move |_| listed.get().or_else(|| here.organization.get()));
    use_title(move || {
        let name = known.with(|known| known.as_ref().map(|organization| organization.name.clone()));
        [Some(tab.title().to_owned()), name].into_iter().flatten().collect()
    });
    effect(move || {
        if let Some(organization) = listed.get() {
            remember_organization(&organization.slug);
        }
    });
    known
}

/// What stands above the list, and the dialog that invites.
#[component]
pub(super) fn Frame(
    tab: Tab,
    slug: StoredValue<String>,
    organization: Memo<Option<Organization>>,
    /// How many of how many a search has found.
    #[prop(optional, into)]
    found: Signal<Option<(u32, u32)>>,
) -> impl IntoView {
    let inviting = RwSignal::new(false);
    // Nothing while nobody knows.
    let reason = memo(move |_| organization.with(|known| known.as_ref().map(may_invite)));
    let shown = memo(move |_| reason.get() == Some(None));
    // Beside the links there is no need to say it twice.
    let total = memo(move |_| {
        organization.with(|known| known.as_ref().map(|known| known.members)).filter(|_| !shown.get())
    });
    open_by_address(inviting, shown);
    let link = move |to: Tab| TabItem {
        label: to.title().into(),
        count: Signal::derive(move || {
            organization.with(|known| known.as_ref().map(|known| number(to.count(known).into())))
        }),
        apart: false,
        href: to.place(slug.get_value()).path().into(),
        current: Signal::stored(if to == tab { Current::Page } else { Current::No }),
    };
    view! {
        <header class="page-header">
            <Heading>{tab.title()}</Heading>
            {(tab == Tab::Members).then(|| view! { <Counted found total noun="member" /> })}
            {move || reason.get().map(|reason| view! {
                <div class="page-actions">
                    <Button
                        kind=ButtonKind::Primary
                        disabled_reason=reason
                        on_click=Callback::new(move |()| inviting.set(true))
                    >
                        "Invite members"
                    </Button>
                </div>
            })}
        </header>
        {move || shown.get().then(|| view! {
            <div class="views">
                <Tabs label="Members and invites" items=[Tab::Members, Tab::Invites].map(link).into() />
            </div>
        })}
        <InviteDialog slug organization open=inviting />
    }
}

/// The command palette leads here with the dialog that invites. The address loses that, so that neither Back nor a reload asks again.
fn open_by_address(inviting: RwSignal<bool>, may: Memo<bool>) {
    let hash = use_location().hash;
    let go = use_go();
    effect(move || {
        if !may.get() || hash.with(|hash| hash != INVITING) {
            return;
        }
        // Once the palette has closed and given the keyboard back, and the address bar says where one is.
        request_animation_frame(move || {
            request_animation_frame(move || {
                let location = location();
                let (path, search) = (location.pathname(), location.search());
                let is_asked = location.hash().is_ok_and(|hash| hash == INVITING);
                if let (Ok(path), Ok(search), true) = (path, search, is_asked) {
                    inviting.try_set(true);
                    go.amend(path + &search);
                }
            });
        });
    });
}
