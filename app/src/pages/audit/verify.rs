//! "Verify log": whether every entry is as it was written. The browser reckons it itself from what is in the log, slice by slice.

use crate::client::{Failure, call};
use crate::locale::{day, number};
use crate::parts::again::again;
use crate::reactive::memo;
use crate::ui::{Button, CopyText, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_api::Empty;
use portico_api::audit::chain::{Break, Chain, Found};
use portico_api::audit::{ShowAuditChain, ShowAuditChainParams};

/// How often a log is looked through that seems to lack an entry: one that was written in this very moment may have been passed over.
const LOOKS: usize = 2;

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
enum Verdict {
    /// It holds, up to this number, of which the seal has this hash.
    Holds {
        found: Found,
        last: i64,
        hash: String,
    },
    Broken(Break),
}

/// How far a check has come that could not go on.
struct Looked {
    wanted: ShowAuditChainParams,
    chain: Option<Chain>,
    count: i64,
}

/// A check that may be under way.
#[derive(Clone, Copy)]
struct Check {
    slug: StoredValue<String>,
    /// How many entries were looked at already; `None`: nothing is under way.
    done: RwSignal<Option<i64>>,
    /// Which one it is: what one of before still brings is nothing.
    round: RwSignal<u32>,
    verdict: RwSignal<Option<Verdict>>,
    /// What the next one goes on from.
    kept: StoredValue<Option<Looked>, LocalStorage>,
}

pub(super) fn section(slug: StoredValue<String>) -> AnyView {
    let toasts = use_toasts();
    let check = Check {
        slug,
        done: RwSignal::new(None),
        round: RwSignal::new(0),
        verdict: RwSignal::new(None),
        kept: StoredValue::new_local(None),
    };
    let begin = Callback::new(move |()| {
        if check.done.get_untracked().is_some() {
            return;
        }
        check.done.set(Some(0));
        let round = check.round.get_untracked() + 1;
        check.round.set(round);
        check.verdict.set(None);
        spawn_local(async move {
            let outcome = check.run(round).await;
            // Stopped, by its button or by leaving the page.
            if !check.goes_on(round) {
                return;
            }
            match outcome {
                Ok(verdict) => drop(check.verdict.try_set(verdict)),
                Err(failure) => toasts.error(format!(
                    "The check ended early. {} Verify the log again to continue.",
                    failure.message()
                )),
            }
            check.done.try_set(None);
        });
    });
    let busy = memo(move |_| check.done.with(Option::is_some));
    let so_far = move || format!("{} so far", entries(check.done.get().unwrap_or_default()));
    let stop = Callback::new(move |()| check.done.set(None));
    view! {
        <div class="audit-verify-tools">
            {move || match busy.get() {
                true => view! {
                    <Button on_click=stop>"Stop check"</Button>
                    <span class="audit-so-far">{move || view! { <span>{so_far()}</span> }}</span>
                }
                .into_any(),
                false => view! { <Button on_click=begin>"Verify log"</Button> }.into_any(),
            }}
        </div>
        <div class="audit-verified" role="status">{move || check.verdict.get().map(said)}</div>
    }
    .into_any()
}

impl Check {
    fn goes_on(self, round: u32) -> bool {
        self.round.try_get_untracked() == Some(round) && self.done.try_get_untracked().flatten().is_some()
    }

    async fn run(self, round: u32) -> Result<Option<Verdict>, Failure> {
        let mut verdict = None;
        for _ in 0..LOOKS {
            verdict = self.look(round).await?;
            if !matches!(verdict, Some(Verdict::Broken(Break::Missing(_)))) {
                break;
            }
        }
        Ok(verdict)
    }

    /// Looks through all of it once, from where the last one was lost; nothing, if it was stopped.
    async fn look(self, round: u32) -> Result<Option<Verdict>, Failure> {
        let kept = self.kept.try_update_value(Option::take).flatten();
        let Looked { mut wanted, mut chain, mut count } = kept.unwrap_or_else(|| Looked {
            wanted: ShowAuditChainParams { organization: self.slug.get_value(), after: None, sealed: None },
            chain: None,
            count: 0,
        });
        self.done.try_set(Some(count));
        loop {
            let slice = match again(async || call::<ShowAuditChain>(&wanted, &Empty {}, None).await).await {
                Ok(slice) => slice,
                Err(failure) => {
                    if self.goes_on(round) {
                        self.kept.try_set_value(Some(Looked { wanted, chain, count }));
                    }
                    return Err(failure);
                }
            };
            if !self.goes_on(round) {
                return Ok(None);
            }
            count += i64::try_from(slice.entries.len()).unwrap_or_default();
            self.done.try_set(Some(count));
            let chain = chain.get_or_insert_with(|| Chain::new(slice.organization.as_str()));
            if let Err(broken) = slice.check(chain) {
                return Ok(Some(Verdict::Broken(broken)));
            }
            match slice.next(wanted, chain) {
                Some(next) => wanted = next,
                None => {
                    let (last, hash) = (chain.sealed(), chain.hash().to_owned());
                    let verdict = chain.end().map_or_else(Verdict::Broken, |found| Verdict::Holds {
                        found,
                        last,
                        hash,
                    });
                    return Ok(Some(verdict));
                }
            }
        }
    }
}

fn said(verdict: Verdict) -> AnyView {
    match verdict {
        Verdict::Holds { found, last, hash } => {
            let seal = (found.held > 0).then(|| {
                let label = format!("Seal up to entry {}. Keep it elsewhere: with it you can tell later whether anything before it was rewritten.", number(last));
                view! {
                    <p>{label}</p>
                    <CopyText value=hash label="Copy seal" />
                }
            });
            view! {
                <div class="banner" data-kind="note">
                    <p class="audit-verdict">{holds(&found)}</p>
                    {not_sealed(&found).map(|text| view! { <p>{text}</p> })}
                    {before(&found).map(|text| view! { <p>{text}</p> })}
                    {seal}
                </div>
            }
            .into_any()
        }
        Verdict::Broken(at) => view! {
            <div class="banner" data-kind="error">
                <p class="audit-verdict">{broken(at)}</p>
                <p>"The database was changed outside Portico. Contact whoever runs this installation."</p>
            </div>
        }
        .into_any(),
    }
}

fn holds(found: &Found) -> String {
    let since = found.since.map(day).unwrap_or_default();
    match (found.held, found.unsealed) {
        (0, 0) => "There is nothing to check yet.".to_owned(),
        (0, _) => "No entry is missing.".to_owned(),
        (1, _) => format!("The one entry since {since} is unchanged."),
        (held, _) => format!("All {} entries since {since} are unchanged.", number(held)),
    }
}

fn not_sealed(found: &Found) -> Option<String> {
    match found.unsealed {
        0 => None,
        1 => Some(
            "The last entry is not sealed yet. It is there and can be checked in a minute or two.".to_owned(),
        ),
        some => Some(format!(
            "The last {} entries are not sealed yet. They are all there and can be checked in a minute or two.",
            number(some)
        )),
    }
}

fn before(found: &Found) -> Option<String> {
    match found.before {
        0 => None,
        some => Some(format!("{} from before sealing began can't be checked.", entries(some))),
    }
}

fn broken(at: Break) -> String {
    let number = number(at.number());
    match at {
        Break::Changed(_) => format!("Entry {number} has been altered."),
        Break::Missing(_) => format!("Entry {number} is missing."),
        Break::Added(_) => format!("Entry {number} was added afterwards."),
        Break::Unnumbered(_) => format!("An entry without a number was added after entry {number}."),
        Break::Seal(_) => format!("The seal that begins with entry {number} has been altered."),
        Break::Unsigned(_) => {
            format!("Entries up to {number} were removed without a signed record that they had expired.")
        }
    }
}

fn entries(count: i64) -> String {
    format!("{} {}", number(count), if count == 1 { "entry" } else { "entries" })
}
