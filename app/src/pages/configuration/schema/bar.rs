//! Saving the schema, and what happens when somebody else was first.

use super::super::work::{Clash, changes, merge};
use super::super::{counted, schema_changed};
use super::Page;
use crate::client::Failure;
use crate::query::invalidate;
use crate::reactive::memo;
use crate::ui::{Button, ButtonKind, Words, called, use_toasts};
use leptos::prelude::*;
use portico_api::problem::kind;
use portico_api::promotion::ShowPromotion;
use portico_api::schema::{SchemaChange, UpdateSchema};

pub(super) fn bar(page: Page) -> AnyView {
    let toasts = use_toasts();
    let count = memo(move |_| page.base.with(|(_, base)| page.work.with(|work| changes(base, work))));
    let overtaken = memo(move |_| {
        let version = page.promotion.with(|promotion| promotion.schema.version);
        count.get() > 0 && page.base.with(|(base, _)| *base < version)
    });
    let reason = Signal::derive(move || {
        page.reason.get().or_else(|| {
            let open = page.clashes.with(Vec::len) as u32;
            (open > 0).then(|| format!("Choose which value to keep for {} first.", counted(open, "setting")))
        })
    });
    let save = Callback::new(move |()| {
        let body = SchemaChange {
            settings: page.work.get_untracked(),
            version: page.base.with_untracked(|(version, _)| *version),
        };
        let params = page.promotion.with_untracked(|promotion| portico_api::projects::ProjectParams {
            organization: promotion.project.organization.id.to_string(),
            project: promotion.project.id.to_string(),
        });
        page.faults.set(Vec::new());
        page.saving.send::<UpdateSchema>(params, body, move |outcome| match outcome {
            Ok(schema) => {
                toasts.success("Schema saved");
                page.work.set(schema.settings.clone());
                page.base.set((schema.version, schema.settings));
                schema_changed();
            }
            Err(failure) => {
                if let Failure::Problem(problem) = &failure {
                    page.faults.set(problem.errors.clone());
                }
                if failure.is(kind::STALE) {
                    invalidate::<ShowPromotion>();
                }
            }
        });
    });
    let take_over = Callback::new(move |()| {
        let schema = page.promotion.with_untracked(|promotion| promotion.schema.clone());
        let base = page.base.with_untracked(|(_, base)| base.clone());
        let merged = merge(&base, &page.work.get_untracked(), &schema.settings);
        page.saving.failure.set(None);
        page.work.set(merged.settings);
        page.base.set((schema.version, schema.settings));
        page.clashes.set(merged.clashes);
    });
    let discard = Callback::new(move |()| {
        let schema = page.promotion.with_untracked(|promotion| promotion.schema.clone());
        page.saving.failure.set(None);
        page.faults.set(Vec::new());
        page.clashes.set(Vec::new());
        page.work.set(schema.settings.clone());
        page.base.set((schema.version, schema.settings));
    });
    let author = move || {
        page.promotion.with(|promotion| {
            let schema = &promotion.schema;
            schema.updated_by.as_ref().map(|address| called(&schema.updated_by_name, address).to_owned())
        })
    };
    let shown = memo(move |_| count.get() > 0 || page.clashes.with(|clashes| !clashes.is_empty()));
    (move || {
        shown.get().then(|| {
            view! {
                <section class="draft-bar" aria-label="Schema changes">
                    {move || overtaken.get().then(|| {
                        let who = author().map_or_else(|| Words::from("Someone else"), Words::named);
                        let who = who.text(" changed the schema in the meantime. Nothing that you did is lost.");
                        view! {
                            <div class="banner" data-kind="error" role="alert">
                                <p>{who.view()}</p>
                                <Button on_click=take_over>"Keep my changes on top"</Button>
                            </div>
                        }
                    })}
                    {move || page.saving.failure.get().and_then(refused)}
                    {move || page.clashes.get().into_iter().map(|clash| choice(page, clash)).collect_view()}
                    <div class="draft-bar-line">
                        <p class="draft-bar-count" role="status">{move || counted(count.get(), "change")}</p>
                        <div class="draft-bar-actions">
                            <Button kind=ButtonKind::Quiet on_click=discard>"Discard changes"</Button>
                            <Button
                                kind=ButtonKind::Primary
                                disabled_reason=reason
                                pending=page.saving
                                on_click=save
                            >
                                "Save schema"
                            </Button>
                        </div>
                    </div>
                </section>
            }
        })
    })
    .into_any()
}

fn refused(failure: Failure) -> Option<AnyView> {
    // Said above, with the way on.
    (!failure.is(kind::STALE)).then(|| {
        let text = match &failure {
            Failure::Offline => {
                "No answer came. Your changes are still here, and it's safe to try again.".to_owned()
            }
            other => other.message(),
        };
        view! { <p class="banner" data-kind="error" role="alert">{text}</p> }.into_any()
    })
}

/// Both changed the same setting.
fn choice(page: Page, clash: Clash) -> AnyView {
    let named = |setting: &Option<portico_api::schema::Setting>, who: &str| match setting {
        Some(setting) => {
            format!("{who}: {}, {}", setting.title, super::fields::type_title(setting.kind.as_str()))
        }
        None => format!("{who}: removed"),
    };
    let (mine, theirs) = (named(&clash.mine, "Mine"), named(&clash.theirs, "Theirs"));
    let key = clash.key.clone();
    let settle = move |key: &str| page.clashes.update(|clashes| clashes.retain(|clash| clash.key != key));
    let keep = {
        let key = key.clone();
        Callback::new(move |()| settle(&key))
    };
    let take = Callback::new(move |()| {
        page.work.update(|work| {
            let at = work.iter().position(|setting| setting.key == clash.key);
            match (at, clash.theirs.clone()) {
                (Some(at), Some(theirs)) => work[at] = theirs,
                (Some(at), None) => drop(work.remove(at)),
                (None, Some(theirs)) => work.push(theirs),
                (None, None) => {}
            }
        });
        settle(&clash.key);
    });
    let label = format!("{key}: changed twice");
    view! {
        <div class="clash" role="group" aria-label=label>
            <p><code translate="no">{key}</code> " was changed by both of you."</p>
            <p>{mine} <Button on_click=keep>"Keep mine"</Button></p>
            <p>{theirs} <Button on_click=take>"Take theirs"</Button></p>
        </div>
    }
    .into_any()
}
