//! Lists that come in pages: the first page is read, each further one when [`List::more`] is called.

use super::cache::{self, Watch};
use super::kind::Kind;
use crate::client::Failure;
use crate::places;
use crate::reactive::memo;
use leptos::prelude::*;
use portico_api::audit::{AuditEntry, ListAudit};
use portico_api::history::{SettingChange, ShowSettingHistory};
use portico_api::invites::{Invite, ListInvites};
use portico_api::invoices::{InvoiceRow, ListInvoices};
use portico_api::keys::{Key, ListKeys};
use portico_api::members::{ListMembers, Member};
use portico_api::organizations::{ListOrganizations, Organization};
use portico_api::page::Cursor;
use portico_api::projects::{ListProjects, ProjectRow};
use portico_api::trash::{ListTrash, TrashedProject};
use portico_api::usage::{ProjectUsage, ShowUsage};
use portico_api::versions::{ListVersions, VersionRow};
use portico_api::{Endpoint, url};
use std::sync::Arc;

/// An endpoint that answers in pages.
pub trait Paged: Endpoint<Reply: PartialEq + Send + Sync, Params: Send + Sync> {
    type Row: Clone + Send + Sync + 'static;
    fn rows(page: &Self::Reply) -> &[Self::Row];
    fn next(page: &Self::Reply) -> Option<&str>;
    fn after(params: &Self::Params, cursor: Cursor) -> Self::Params;
    /// How many rows match what is searched for, on all pages.
    fn found(_page: &Self::Reply) -> Option<u32> {
        None
    }
    /// How many rows there are, found or not.
    fn total(_page: &Self::Reply) -> Option<u32> {
        None
    }
}

macro_rules! paged {
    ($endpoint:ty, $row:ty, $rows:ident $(, $total:expr)?) => {
        impl Paged for $endpoint {
            type Row = $row;
            fn rows(page: &Self::Reply) -> &[$row] {
                &page.$rows
            }
            fn next(page: &Self::Reply) -> Option<&str> {
                page.next.as_deref()
            }
            fn after(params: &Self::Params, cursor: Cursor) -> Self::Params {
                Self::Params { after: Some(cursor), ..params.clone() }
            }
            $(
                fn found(page: &Self::Reply) -> Option<u32> {
                    page.found
                }
                fn total(page: &Self::Reply) -> Option<u32> {
                    let total: fn(&Self::Reply) -> u32 = $total;
                    Some(total(page))
                }
            )?
        }
    };
}
paged!(ListProjects, ProjectRow, projects, |page| page.organization.projects);
paged!(ListTrash, TrashedProject, projects);
paged!(ListOrganizations, Organization, organizations, |page| page.total);
paged!(ListMembers, Member, members, |page| page.organization.members);
paged!(ListInvites, Invite, invites);
paged!(ListVersions, VersionRow, versions);
paged!(ShowSettingHistory, SettingChange, changes);
paged!(ListKeys, Key, keys);
paged!(ListInvoices, InvoiceRow, invoices);
paged!(ShowUsage, ProjectUsage, projects);
paged!(ListAudit, AuditEntry, entries);

/// As much of a list as was asked for.
pub struct Listed<E: Paged> {
    watches: Vec<Watch>,
    pages: Vec<Arc<E::Reply>>,
    /// Why the page after these is missing.
    pub failure: Option<Failure>,
    /// More pages follow these.
    pub more: bool,
    /// The page after these is on its way.
    pub loading: bool,
    /// These are the rows of the question before, shown until the new answer is there.
    pub previous: bool,
}

impl<E: Paged> Clone for Listed<E> {
    fn clone(&self) -> Self {
        Self {
            watches: self.watches.clone(),
            pages: self.pages.clone(),
            failure: self.failure.clone(),
            ..*self
        }
    }
}

impl<E: Paged> Listed<E> {
    /// The number of rows at hand.
    pub fn len(&self) -> usize {
        self.pages.iter().map(|page| E::rows(page).len()).sum()
    }

    /// Whether there is no row at hand.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at `index`.
    pub fn row(&self, mut index: usize) -> Option<&E::Row> {
        for page in &self.pages {
            let rows = E::rows(page);
            match rows.get(index) {
                Some(row) => return Some(row),
                None => index -= rows.len(),
            }
        }
        None
    }

    /// All rows at hand.
    pub fn rows(&self) -> impl Iterator<Item = &E::Row> {
        self.pages.iter().flat_map(|page| E::rows(page))
    }

    /// How many of how many match what was searched for; `None` where nothing was, or the answer is on its way.
    pub fn count(&self) -> Option<(u32, u32)> {
        let page = self.first().filter(|_| !self.previous)?;
        Some((E::found(page)?, E::total(page)?))
    }

    /// How many rows there are with those that are not at hand; `None` while nobody knows.
    pub fn size(&self) -> Option<usize> {
        let page = self.first().filter(|_| !self.previous)?;
        let known = E::found(page).or_else(|| E::total(page)).map(|size| size as usize);
        if self.more { known } else { Some(self.len()) }
    }

    /// The last page that is there.
    pub fn last(&self) -> Option<&Arc<E::Reply>> {
        self.pages.last()
    }

    /// The first page, which also tells what the list belongs to.
    pub fn first(&self) -> Option<&Arc<E::Reply>> {
        self.pages.first()
    }
}

/// A list, kept up to date. A handle to copy around.
pub struct List<E: Paged> {
    /// How many pages are wanted of the list at which URL.
    wanted: RwSignal<(String, usize)>,
    listed: Memo<Listed<E>>,
}

impl<E: Paged> Clone for List<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E: Paged> Copy for List<E> {}

/// Reads the list `E`. While the answer to changed parameters is on its way, the rows before stay and say so.
/// `None` asks nothing yet.
pub fn list<E: Paged>(params: impl Fn() -> Option<E::Params> + Send + Sync + 'static) -> List<E> {
    let params = memo(move |_| params());
    let wanted = RwSignal::new(params.with_untracked(|params| {
        let url = params.as_ref().map(url::<E>).unwrap_or_default();
        // Who comes back to a list by the browser's button finds as much of it as was there.
        let pages = places::pages(&url);
        (url, pages)
    }));
    let listed = Memo::new_with_compare(
        move |last: Option<&Listed<E>>| {
            let Some(params) = params.get() else { return nothing() };
            let first = url::<E>(&params);
            let wanted = wanted.with(|(url, pages)| if *url == first { *pages } else { 1 });
            walk(&params, first, wanted, last)
        },
        |_, _| true,
    );
    listed.with_untracked(|_| {});
    List { wanted, listed }
}

impl<E: Paged> List<E> {
    /// The list now; tracked.
    pub fn get(&self) -> Listed<E> {
        self.listed.get()
    }

    /// Looks at the list now; tracked.
    pub fn with<T>(&self, look: impl FnOnce(&Listed<E>) -> T) -> T {
        self.listed.with(look)
    }

    /// Asks for the next page, once.
    pub fn more(&self) {
        let state = self.listed.try_with_untracked(|listed| {
            let ready = listed.more && !listed.loading && !listed.previous && listed.failure.is_none();
            // Rows that were known from elsewhere have been read to their end before the first page is there: nobody asks again.
            let is_early = listed.loading && !listed.previous && listed.pages.is_empty();
            (ready || is_early)
                .then(|| (listed.watches.first().map(|watch| watch.url.clone()), listed.pages.len().max(1)))
        });
        if let Some(Some((Some(url), pages))) = state {
            places::remember_pages(&url, pages + 1);
            self.wanted.try_set((url, pages + 1));
        }
    }

    /// Asks again for the page that failed.
    pub fn retry(&self) {
        let last =
            self.listed.try_with_untracked(|listed| listed.watches.last().map(|watch| watch.url.clone()));
        if let Some(Some(url)) = last {
            cache::retry(&url);
        }
    }
}

fn nothing<E: Paged>() -> Listed<E> {
    Listed { watches: vec![], pages: vec![], failure: None, more: false, loading: true, previous: false }
}

/// Follows `next` from page to page, as far as wanted and known.
fn walk<E: Paged>(params: &E::Params, first: String, wanted: usize, last: Option<&Listed<E>>) -> Listed<E> {
    let mut listed = nothing::<E>();
    let mut url = first;
    loop {
        // A page that is watched already is not asked for again only because another one came.
        let known =
            last.and_then(|last| last.watches.iter().find(|watch| watch.url == url && watch.is_current()));
        let watch = known.cloned().unwrap_or_else(|| cache::watch(url, Kind::of::<E>()));
        let slot = watch.slot.get();
        listed.watches.push(watch);
        let Some(page) = slot.data.and_then(|data| data.downcast::<E::Reply>().ok()) else {
            listed.loading = slot.failure.is_none();
            listed.failure = slot.failure;
            break;
        };
        let next = E::next(&page).map(|cursor| E::after(params, Cursor::new(cursor.to_owned())));
        listed.more = next.is_some();
        listed.pages.push(page);
        match next {
            Some(next) if listed.pages.len() < wanted => url = crate::query::url::<E>(&next),
            _ => {
                listed.loading = false;
                break;
            }
        }
    }
    if let Some(last) = last.filter(|_| listed.pages.is_empty() && listed.loading) {
        listed.pages = last.pages.clone();
        listed.previous = !listed.pages.is_empty();
    }
    listed
}
