//! What Stripe says, read for what Portico keeps of it. Newer versions of its API have moved some fields; both places are looked at.

use super::Settings;
use portico_api::billing::{NextPlan, PaymentMethod};
use portico_api::invoices::{InvoiceLine, InvoiceStatus, LineKind};
use portico_api::plans::{Interval, PlanId};
use serde_json::Value;

/// A subscription that counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) item: String,
    pub(super) plan: PlanId,
    pub(super) interval: Interval,
    pub(super) past_due: bool,
    pub(super) period: (i64, i64),
    /// When it ends, where it does.
    pub(super) ends_at: Option<i64>,
    /// That is a date of its own, not simply the end of the period.
    pub(super) is_dated: bool,
    /// Stripe's price of it.
    pub(super) price: String,
    pub(super) pending: Option<Pending>,
    pub(super) payment_method: Option<String>,
    /// 2: paid, 1: a payment failed, 0: Stripe has given up on it.
    rank: u8,
    created: i64,
}

/// What a subscription turns into as soon as that is paid.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pending {
    pub(super) plan: PlanId,
    pub(super) interval: Interval,
    /// Stripe's ID of the invoice that is to be paid.
    pub(super) invoice: Option<String>,
    /// When it is given up.
    pub(super) until: i64,
}

/// What the subscriptions of a customer come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// The one that counts: what is paid before what should be, the newest before older ones.
    pub(super) subscription: Option<Subscription>,
    /// What somebody should look at.
    pub(super) notes: Vec<String>,
    /// Something is there of which nothing can be concluded: then everything stays as it is.
    pub(super) is_unclear: bool,
}

pub(super) fn subscription(settings: &Settings, list: &Value) -> Found {
    let mut found = Found::default();
    let mut live = Vec::new();
    for one in items(list) {
        match living(settings, one) {
            Ok(None) => {}
            Ok(Some(subscription)) => {
                found.notes.extend(other_price(&subscription, one));
                live.push(subscription);
            }
            Err(why) => found.notes.push(format!("{}: {why}", text(one, "/id"))),
        }
    }
    if live.len() > 1 {
        let ids: Vec<_> = live.iter().map(|one| one.id.as_str()).collect();
        found.notes.push(format!("more than one subscription is charged: {}", ids.join(", ")));
    }
    found.is_unclear = live.is_empty() && !found.notes.is_empty();
    found.subscription = live.into_iter().max_by_key(|one| (one.rank, one.created));
    found
}

/// Says so where Stripe charges something else than our plans say, or in another currency.
fn other_price(subscription: &Subscription, from: &Value) -> Option<String> {
    let item = items(from.get("items")?).first()?;
    let amount = integer(item, "/price/unit_amount").or_else(|| integer(item, "/plan/amount"))?;
    let currency = [text(item, "/price/currency"), text(item, "/plan/currency")];
    let plan = subscription.plan.plan();
    let here = (plan.price(subscription.interval), plan.currency);
    let there = (amount, currency.into_iter().find(|code| !code.is_empty()).unwrap_or(here.1));
    (there != here).then(|| {
        format!("{} costs {} {} at Stripe and {} {} here", plan.title, there.0, there.1, here.0, here.1)
    })
}

/// A subscription, or `None`: what was never paid for (`incomplete`) or has ended counts no more; whatever else there is counts.
pub(super) fn living(settings: &Settings, from: &Value) -> Result<Option<Subscription>, String> {
    match text(from, "/status") {
        "incomplete" | "incomplete_expired" | "canceled" | "" => Ok(None),
        _ => read_subscription(settings, from).map(Some),
    }
}

pub(super) fn read_subscription(settings: &Settings, from: &Value) -> Result<Subscription, String> {
    let item = items(from.get("items").unwrap_or(&Value::Null)).first().unwrap_or(&Value::Null);
    let price = [text(item, "/price/id"), text(item, "/plan/id")].into_iter().find(|id| !id.is_empty());
    let price = price.unwrap_or_default();
    let (plan, interval) =
        settings.plan_of(price).ok_or_else(|| format!("the price {price:?} is of no plan"))?;
    let moment = |name: &str| {
        let at = integer(item, &format!("/{name}")).or_else(|| integer(from, &format!("/{name}")));
        at.ok_or_else(|| format!("a subscription without {name}"))
    };
    let period = (1000 * moment("current_period_start")?, 1000 * moment("current_period_end")?);
    let with_period = from.get("cancel_at_period_end") == Some(&Value::Bool(true));
    let date = integer(from, "/cancel_at").map(|at| 1000 * at);
    let rank = match text(from, "/status") {
        "active" | "trialing" => 2,
        "past_due" => 1,
        _ => 0,
    };
    Ok(Subscription {
        id: text(from, "/id").to_owned(),
        item: text(item, "/id").to_owned(),
        plan,
        interval,
        past_due: rank < 2,
        rank,
        period,
        ends_at: date.or(with_period.then_some(period.1)),
        is_dated: date.is_some() && !with_period,
        price: price.to_owned(),
        pending: read_pending(settings, from),
        payment_method: id_of(from, "/default_payment_method"),
        created: integer(from, "/created").unwrap_or_default(),
    })
}

/// What waits for its payment in a subscription.
pub(super) fn read_pending(settings: &Settings, from: &Value) -> Option<Pending> {
    let price = id_of(from, "/pending_update/subscription_items/0/price")?;
    let (plan, interval) = settings.plan_of(&price)?;
    let until = 1000 * integer(from, "/pending_update/expires_at")?;
    Some(Pending { plan, interval, invoice: id_of(from, "/latest_invoice"), until })
}

/// What an organization has after a subscription was seen. A smaller plan that was chosen within a period that is paid for is at Stripe
/// the plan at once; here it begins with the next period.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settled {
    pub(super) plan: PlanId,
    pub(super) interval: Interval,
    pub(super) next: Option<NextPlan>,
    /// Whether the plan is kept that was there, whatever the price says by now.
    pub(super) is_kept: bool,
}

pub(super) fn settle(before: (PlanId, Interval, Option<i64>), seen: &Subscription) -> Settled {
    let (plan, interval, period_end) = before;
    let is_kept = period_end == Some(seen.period.1) && plan > seen.plan;
    let (now, after) = match is_kept {
        true => ((plan, interval), Some((seen.plan, seen.interval))),
        false => ((seen.plan, seen.interval), None),
    };
    // What ends later than its period is renewed before.
    let ends_first = seen.ends_at.is_some_and(|at| at <= seen.period.1);
    let after = if ends_first { Some((PlanId::Free, Interval::Month)) } else { after };
    let next = after.map(|(plan, interval)| NextPlan { plan, interval });
    Settled { plan: now.0, interval: now.1, next, is_kept }
}

/// The card, or whatever is charged; `None` where it is gone.
pub(super) fn payment_method(from: &Value) -> Option<PaymentMethod> {
    let kind = Some(text(from, "/type")).filter(|kind| !kind.is_empty())?;
    let part = |name: &str| from.pointer(&format!("/{kind}/{name}"));
    let brand = part("brand").and_then(Value::as_str).unwrap_or(kind);
    Some(PaymentMethod {
        brand: brand.to_owned(),
        last4: part("last4").and_then(Value::as_str).unwrap_or_default().to_owned(),
        expires_month: part("exp_month").and_then(Value::as_i64),
        expires_year: part("exp_year").and_then(Value::as_i64),
    })
}

/// An invoice as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Invoice {
    pub(super) stripe_id: String,
    pub(super) number: String,
    pub(super) status: InvoiceStatus,
    pub(super) currency: String,
    pub(super) total: i64,
    pub(super) period: (i64, i64),
    pub(super) issued_at: i64,
    pub(super) due_at: Option<i64>,
    pub(super) paid_at: Option<i64>,
    pub(super) lines: Vec<InvoiceLine>,
    pub(super) hosted_url: Option<String>,
}

/// The invoices of a list that have been issued.
pub(super) fn invoices(list: &Value) -> Vec<Invoice> {
    items(list).iter().filter_map(invoice).collect()
}

fn invoice(from: &Value) -> Option<Invoice> {
    let status = match text(from, "/status") {
        "open" => InvoiceStatus::Open,
        "paid" => InvoiceStatus::Paid,
        "void" => InvoiceStatus::Void,
        "uncollectible" => InvoiceStatus::Uncollectible,
        _ => return None,
    };
    let stripe_id = text(from, "/id").to_owned();
    let number =
        Some(text(from, "/number")).filter(|number| !number.is_empty()).unwrap_or(&stripe_id).to_owned();
    let issued_at = 1000 * integer(from, "/created").or_else(|| integer(from, "/date"))?;
    let (lines, total) = read_lines(from, issued_at);
    let period = (
        lines.iter().map(|line| line.period_start).min().unwrap_or(issued_at),
        lines.iter().map(|line| line.period_end).max().unwrap_or(issued_at),
    );
    let paid_at = integer(from, "/status_transitions/paid_at").map(|at| 1000 * at);
    Some(Invoice {
        stripe_id,
        number,
        status,
        currency: text(from, "/currency").to_owned(),
        total,
        period,
        issued_at,
        due_at: integer(from, "/due_date").map(|at| 1000 * at),
        paid_at: paid_at.filter(|_| status == InvoiceStatus::Paid),
        lines,
        hosted_url: Some(text(from, "/hosted_invoice_url").to_owned())
            .filter(|url| url.starts_with("https://")),
    })
}

/// The lines of an invoice, issued or previewed, and what they add up to. Tax, discounts and a balance that was left stand beside Stripe's
/// lines, of which an answer holds the first ten: here they are a line as well.
pub(super) fn read_lines(from: &Value, issued_at: i64) -> (Vec<InvoiceLine>, i64) {
    let listed = items(from.get("lines").unwrap_or(&Value::Null));
    let mut lines: Vec<_> = listed.iter().map(|line| read_line(line, issued_at)).collect();
    let total = integer(from, "/total").unwrap_or_default();
    let rest = total - lines.iter().map(|line| line.amount).sum::<i64>();
    let has_more = from.pointer("/lines/has_more") == Some(&Value::Bool(true));
    if rest != 0 {
        lines.push(other(rest, has_more, issued_at));
    }
    (lines, total)
}

fn read_line(from: &Value, issued_at: i64) -> InvoiceLine {
    let amount = integer(from, "/amount").unwrap_or_default();
    let moment = |name: &str| integer(from, &format!("/period/{name}")).map_or(issued_at, |at| 1000 * at);
    let description = Some(text(from, "/description")).filter(|text| !text.is_empty());
    InvoiceLine {
        kind: if amount < 0 { LineKind::Credit } else { LineKind::Plan },
        description: description.unwrap_or("Subscription").to_owned(),
        quantity: integer(from, "/quantity").unwrap_or(1),
        amount,
        period_start: moment("start"),
        period_end: moment("end"),
    }
}

fn other(amount: i64, has_more: bool, at: i64) -> InvoiceLine {
    let description = match (has_more, amount < 0) {
        (true, _) => "Further lines, tax and balance",
        (false, true) => "Discounts and balance",
        (false, false) => "Tax and balance",
    };
    InvoiceLine {
        kind: LineKind::Other,
        description: description.to_owned(),
        quantity: 1,
        amount,
        period_start: at,
        period_end: at,
    }
}

/// The list in a list of Stripe's.
pub(super) fn items(list: &Value) -> &[Value] {
    list.get("data").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn text<'a>(from: &'a Value, pointer: &str) -> &'a str {
    from.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn integer(from: &Value, pointer: &str) -> Option<i64> {
    from.pointer(pointer).and_then(Value::as_i64)
}

/// The ID of something that stands there by its ID or as a whole.
pub(super) fn id_of(from: &Value, pointer: &str) -> Option<String> {
    let found = from.pointer(pointer)?;
    let id = found.as_str().or_else(|| found.get("id").and_then(Value::as_str));
    id.filter(|id| !id.is_empty()).map(str::to_owned)
}
