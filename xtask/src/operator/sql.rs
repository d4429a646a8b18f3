//! The statements of the operator's commands, and how their answers are read without a JSON parser: each row is one text
//! in hexadecimal digits, called `line`.

use anyhow::{Result, ensure};

use crate::args::Outcome;

/// What separates the fields of a row.
const BETWEEN: char = '\u{1f}';

/// The open invoices that are paid by hand, oldest first; how many fields a row has.
pub(super) const FIELDS: usize = 6;

pub(super) fn open_invoices(now: u64) -> String {
    let day = |column: &str| format!("strftime('%Y-%m-%d', {column} / 1000, 'unixepoch')");
    let fields = [
        "i.number".to_owned(),
        "o.name".to_owned(),
        "printf('%s %d.%02d', upper(i.currency), i.total / 100, i.total % 100)".to_owned(),
        day("i.issued_at"),
        format!("coalesce({}, '')", day("i.due_at")),
        format!("CASE WHEN i.due_at < {now} THEN 'overdue' ELSE i.status END"),
    ];
    format!(
        "SELECT hex({}) AS line FROM invoices AS i JOIN organizations AS o ON o.id = i.organization_id \
         WHERE i.status = 'open' AND i.provider = 'manual' ORDER BY i.issued_at, i.id;",
        fields.join(" || char(31) || ")
    )
}

/// Marks an open invoice that is paid by hand, with an audit entry in the same transaction. Answers a row if there was one.
pub(super) fn mark(number: &Number, outcome: Outcome, now: u64, entry: &str) -> String {
    let (action, change) = match outcome {
        // Nobody is sent what need not be paid any more.
        Outcome::Paid => {
            ("mark_invoice_paid", format!("status = 'paid', paid_at = {now}, mail_due_at = NULL"))
        }
        Outcome::Void => ("void_invoice", "status = 'void', mail_due_at = NULL".to_owned()),
    };
    let which = format!("number = '{}' AND status = 'open' AND provider = 'manual'", number.0);
    format!(
        "INSERT INTO audit_entries (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, \
         user_agent, created_at) SELECT '{entry}', organization_id, NULL, '{action}', 'invoice', id, '{{}}', 'operator', \
         'operator', {now} FROM invoices WHERE {which}; \
         UPDATE invoices SET {change} WHERE {which} RETURNING hex(number) AS line;"
    )
}

/// Ends a plan that is paid by hand, with an audit entry in the same transaction: Free from this moment on, and nothing is renewed. Invoices
/// stay as they are. Answers the organization's name and the numbers of its open invoices, if there was such a plan.
pub(super) fn end(organization: &Organization, now: u64, entry: &str) -> String {
    let which = format!(
        "organization_id = (SELECT id FROM organizations WHERE slug = '{0}' OR id = '{0}') \
         AND plan <> 'free' AND stripe_subscription IS NULL",
        organization.0
    );
    format!(
        "INSERT INTO audit_entries (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, \
         user_agent, created_at) SELECT '{entry}', organization_id, NULL, 'end_plan', 'organization', organization_id, \
         json_object('plan', plan), 'operator', 'operator', {now} FROM subscriptions WHERE {which}; \
         UPDATE subscriptions SET plan = 'free', interval = 'month', anchor_at = NULL, period_start = NULL, period_end = NULL, \
         next_plan = NULL, next_interval = NULL, version = version + 1 WHERE {which} \
         RETURNING hex((SELECT o.name FROM organizations AS o WHERE o.id = organization_id) || char(31) || coalesce((SELECT \
         group_concat(i.number, ', ') FROM invoices AS i WHERE i.organization_id = subscriptions.organization_id \
         AND i.status = 'open'), '')) AS line;"
    )
}

/// Asks cron to move secrets to the newest key, from the first one on. Answers each key with the number of secrets that it opens.
pub(super) fn reencrypt(now: u64) -> String {
    format!(
        "INSERT INTO tasks (name, place, asked_at) VALUES ('reencrypt', '', {now}) ON CONFLICT (name) DO NOTHING; \
         SELECT hex(key_id || char(31) || count(*)) AS line FROM secrets GROUP BY key_id ORDER BY key_id;"
    )
}

/// The slug or ID of an organization: nothing in it means anything to SQL.
#[derive(Debug, PartialEq)]
pub(super) struct Organization(String);

impl Organization {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        ensure!(
            (2..=48).contains(&text.len()) && text.bytes().all(is_fine),
            "an organization is named by its slug, which stands in its address behind /o/, or by its ID"
        );
        Ok(Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of an invoice: nothing in it means anything to SQL.
#[derive(Debug, PartialEq)]
pub(super) struct Number(String);

impl Number {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let is_fine = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        ensure!(
            (1..=40).contains(&text.len()) && text.bytes().all(is_fine),
            "an invoice's number is made of capital letters, digits and hyphens, as `cargo xtask operator invoices` lists it"
        );
        Ok(Self(text.to_owned()))
    }
}

/// The rows in what wrangler prints.
pub(super) fn rows(printed: &str) -> Vec<Vec<String>> {
    let lines = printed.split("\"line\"").skip(1);
    let digits = lines.map(|rest| rest.trim_start_matches([' ', ':', '"']));
    digits.map(|rest| text(rest).split(BETWEEN).map(str::to_owned).collect()).collect()
}

/// The text behind hexadecimal digits, as far as they go. What would move the cursor is left out.
fn text(hex: &str) -> String {
    let digits: Vec<u8> =
        hex.chars().map_while(|char| char.to_digit(16)).filter_map(|digit| digit.try_into().ok()).collect();
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let text = String::from_utf8_lossy(&bytes);
    text.chars().filter(|char| *char == BETWEEN || !char.is_control()).collect()
}

/// An id in the shape of all others: UUID v7.
pub(super) fn id(now: u64, random: u128) -> String {
    let value = u128::from(now) << 80
        | 0x7 << 76
        | (random >> 64 & 0xfff) << 64
        | 0b10 << 62
        | random & (u128::MAX >> 66);
    let hex = format!("{value:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_holds_nothing_that_sql_would_read() {
        assert!(Number::parse("P-2026-0001").is_ok() && Number::parse(&"9".repeat(40)).is_ok());
        for bad in ["", "p-1", "P 1", "P1'", "P1;", "P_1", "Ü", "--\n", &"9".repeat(41)] {
            assert!(Number::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_open_invoices_paid_by_hand_are_marked() {
        let sql = mark(&Number("P-7".into()), Outcome::Paid, 17, "an-id");
        let which = "WHERE number = 'P-7' AND status = 'open' AND provider = 'manual'";
        assert_eq!(sql.matches(which).count(), 2);
        assert!(sql.contains("'an-id', organization_id, NULL, 'mark_invoice_paid', 'invoice', id, '{}'"));
        assert!(sql.contains("SET status = 'paid', paid_at = 17, mail_due_at = NULL WHERE"));
        let sql = mark(&Number("P-7".into()), Outcome::Void, 17, "an-id");
        assert!(
            sql.contains("'void_invoice'") && sql.contains("SET status = 'void', mail_due_at = NULL WHERE")
        );
    }

    #[test]
    fn only_a_plan_that_is_paid_by_hand_is_ended() {
        let sql = end(&Organization::parse("acme").unwrap(), 17, "an-id");
        let which = "WHERE slug = 'acme' OR id = 'acme') AND plan <> 'free' AND stripe_subscription IS NULL";
        assert_eq!(sql.matches(which).count(), 2);
        assert!(sql.contains("'an-id', organization_id, NULL, 'end_plan', 'organization', organization_id"));
        for bad in ["", "a", "Acme", "a'", "a b", "a;", "ä-b", "--\n", &"a".repeat(49)] {
            assert!(Organization::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rows_are_read_whatever_is_in_them() {
        let printed = r#"[{"results":[{"line": "502D311F41223B"},{"line":"C3A91B1F"}],"success":true}]"#;
        assert_eq!(rows(printed), [["P-1", "A\";"], ["é", ""]]);
        assert!(rows("[{\"results\":[]}]").is_empty());
    }

    #[test]
    fn ids_are_in_the_shape_of_all_others() {
        assert_eq!(id(0x0189_0a5d_ac96, 0), "01890a5d-ac96-7000-8000-000000000000");
        assert_eq!(id(0x0189_0a5d_ac96, u128::MAX), "01890a5d-ac96-7fff-bfff-ffffffffffff");
    }
}
