//! Whom the bill goes to, as Stripe is told.

use super::form::Form;
use serde::Deserialize;

/// The SQL expression for [`Details`], from a row `d` of `billing_details` and its organization `o`. Stripe mails as well: it learns an address
/// once that has been confirmed.
macro_rules! details_json {
    () => {
        concat!(
            "json_object('version', d.version, 'name', iif(d.name = '', o.name, d.name), 'email', iif(d.is_confirmed = 1, d.email, ''), ",
            $crate::billing::address_fields!(),
            ")"
        )
    };
}
pub(crate) use details_json;

/// Billing details; any of them may be empty.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Details {
    pub(crate) version: i64,
    email: String,
    name: String,
    line1: String,
    line2: String,
    postal_code: String,
    city: String,
    country: String,
    tax_id: String,
}

impl Details {
    /// The fields of a new customer.
    pub(super) fn given(&self) -> Form {
        let given = self.fields().into_iter().filter(|(_, value)| !value.is_empty());
        given.fold(Form::default(), |form, (name, value)| form.with(name, value))
    }

    /// The fields of a customer that there is: what is empty empties what Stripe has.
    pub(super) fn every(&self) -> Form {
        self.fields().into_iter().fold(Form::default(), |form, (name, value)| form.with(name, value))
    }

    fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("name", &self.name),
            ("email", &self.email),
            ("address[line1]", &self.line1),
            ("address[line2]", &self.line2),
            ("address[postal_code]", &self.postal_code),
            ("address[city]", &self.city),
            ("address[country]", &self.country),
            ("metadata[tax_id]", &self.tax_id),
        ]
    }
}
