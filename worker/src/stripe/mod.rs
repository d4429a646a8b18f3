//! Stripe, where an installation has its keys. What Portico knows is a copy: whatever Stripe says of a customer is fetched and put in
//! place of it. Its messages only say that something changed, so it does not matter in which order they come, how often, or whether.

mod account;
mod api;
mod asked;
mod cancel;
mod change;
mod checkout;
mod customer;
mod details;
mod events;
mod facts;
mod form;
mod portal;
mod signature;
mod store;
mod sync;

pub(crate) use asked::asked;
pub(crate) use change::{change_plan, preview, same_interval};
pub(crate) use details::{Details, details_json};
pub(crate) use events::{WEBHOOK_PATH, webhook};
pub(crate) use portal::open_portal;
pub(crate) use sync::{Asking, sync};

use portico_api::plans::{Interval, PlanId};

/// What Stripe is used with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sk_…` or, better, a restricted key `rk_…`.
    pub secret_key: String,
    /// What messages are signed with: `whsec_…`.
    pub webhook_secret: String,
    /// The prices of each plan and interval: the first is sold, those behind it are still paid by somebody.
    prices: Vec<(PlanId, Interval, String)>,
    /// Scheme and host of the API, without a slash at the end.
    pub api_url: String,
    /// Scheme and host of the console, to come back to.
    pub origin: String,
    /// Who issues the invoices, in lines.
    pub seller: String,
}

impl Settings {
    /// Reads `STRIPE_SECRET_KEY`, `STRIPE_WEBHOOK_SECRET`, `STRIPE_PRICES` (`pro_month=price_…,pro_year=…` and so on for every plan that
    /// costs something) and `STRIPE_API_URL`. `None` unless all that is needed is there: an empty webhook secret would let anybody forge
    /// payments, and a price that is missing would show only when somebody wants to pay it.
    pub(crate) fn read(variable: impl Fn(&str) -> String, origin: &str, seller: &str) -> Option<Self> {
        let given = |name: &str| Some(variable(name)).filter(|value| !value.is_empty());
        let text = variable("STRIPE_PRICES");
        let mut prices = Vec::new();
        for plan in PlanId::ALL.into_iter().filter(|plan| plan.plan().month > 0) {
            for interval in Interval::ALL {
                let name = format!("{}_{}", plan.as_str(), interval.as_str());
                let pairs = text.split(',').filter_map(|pair| pair.trim().split_once('='));
                let mut named = pairs.filter(|(key, price)| *key == name && !price.is_empty()).peekable();
                named.peek()?;
                prices.extend(named.map(|(_, price)| (plan, interval, price.to_owned())));
            }
        }
        let url = given("STRIPE_API_URL").unwrap_or_else(|| "https://api.stripe.com".to_owned());
        Some(Self {
            secret_key: given("STRIPE_SECRET_KEY")?,
            webhook_secret: given("STRIPE_WEBHOOK_SECRET")?,
            prices,
            api_url: url.trim_end_matches('/').to_owned(),
            origin: origin.to_owned(),
            seller: seller.to_owned(),
        })
    }

    /// What is missing where only some of it is there: then invoices are by hand, which somebody may not have meant.
    pub(crate) fn lacks(variable: impl Fn(&str) -> String, settings: Option<&Self>) -> Option<String> {
        const ALL: [&str; 3] = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PRICES"];
        let (missing, given): (Vec<&str>, Vec<&str>) =
            ALL.iter().copied().partition(|name| variable(name).is_empty());
        match (settings, given.is_empty(), missing.is_empty()) {
            (Some(_), _, _) | (None, true, _) => None,
            (None, false, true) => {
                Some("STRIPE_PRICES does not name a price of every plan: invoices are by hand".into())
            }
            (None, false, false) => {
                Some(format!("{missing:?} must be set as well: until then invoices are by hand"))
            }
        }
    }

    /// Stripe's price of a plan.
    fn price(&self, plan: PlanId, interval: Interval) -> Option<&str> {
        let found = self.prices.iter().find(|(one, every, _)| (*one, *every) == (plan, interval));
        found.map(|(_, _, price)| price.as_str())
    }

    /// Which plan a price is of.
    fn plan_of(&self, price: &str) -> Option<(PlanId, Interval)> {
        let found = self.prices.iter().find(|(_, _, known)| known == price);
        found.map(|(plan, interval, _)| (*plan, *interval))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    const ALL: &[(&str, &str)] = &[
        ("STRIPE_SECRET_KEY", "sk_test_1"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
        ("STRIPE_PRICES", "pro_month=p1, pro_year=p2,enterprise_month=p3,enterprise_year=p4, pro_month=p0"),
    ];

    fn read(without: &str) -> Option<Settings> {
        let variable = |name: &str| {
            let found = ALL.iter().find(|(key, _)| *key == name && *key != without);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        Settings::read(variable, "https://console.example.com", "Us")
    }

    #[test]
    fn stripe_is_used_only_with_everything_it_needs() {
        let settings = read("").unwrap();
        assert_eq!(settings.price(PlanId::Pro, Interval::Year), Some("p2"));
        assert_eq!(settings.price(PlanId::Pro, Interval::Month), Some("p1"));
        assert_eq!(settings.plan_of("p0"), Some((PlanId::Pro, Interval::Month)));
        assert_eq!(settings.plan_of("p3"), Some((PlanId::Enterprise, Interval::Month)));
        assert_eq!((settings.plan_of("p9"), settings.price(PlanId::Free, Interval::Month)), (None, None));
        assert_eq!(settings.api_url, "https://api.stripe.com");
        for (name, _) in ALL {
            assert!(read(name).is_none(), "{name}");
            let variable = |asked: &str| if asked == *name { String::new() } else { "x".to_owned() };
            assert!(Settings::lacks(variable, None).is_some_and(|lack| lack.contains(name)), "{name}");
        }
        let partly = |name: &str| match name {
            "STRIPE_PRICES" => "pro_month=p1,pro_year=,enterprise_month=p3,enterprise_year=p4".to_owned(),
            other => {
                ALL.iter().find(|(key, _)| *key == other).map(|(_, v)| (*v).to_owned()).unwrap_or_default()
            }
        };
        assert!(Settings::read(partly, "", "").is_none());
        assert!(Settings::lacks(partly, None).is_some_and(|lack| lack.starts_with("STRIPE_PRICES")));
        assert_eq!(Settings::lacks(partly, read("").as_ref()), None);
        assert_eq!(Settings::lacks(|_| String::new(), None), None);
    }
}
