//! Issuing invoices of our own. What is written depends on the version of the subscription that it was made from: if that has
//! changed meanwhile, nothing is.

use crate::args;
use crate::billing::bill_to_fields;
use crate::config::Config;
use crate::db::Statement;
use portico_api::OrganizationId;
use portico_api::invoices::InvoiceLine;

/// How long an invoice may be paid before it is overdue, in milliseconds: 14 days.
pub(crate) const PAYABLE_FOR_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// An invoice to be.
#[derive(Clone, Debug)]
pub(crate) struct NewInvoice<'a> {
    pub(crate) id: &'a str,
    pub(crate) organization: &'a OrganizationId,
    /// The version of the subscription that it is made from.
    pub(crate) version: i64,
    pub(crate) currency: &'a str,
    pub(crate) lines: &'a [InvoiceLine],
    /// A period that has ended, whose usage is listed as well.
    pub(crate) usage: Option<(i64, i64)>,
    pub(crate) period: (i64, i64),
    pub(crate) issued_at: i64,
    /// The end of the period that it follows, where it follows one: that must be the current one still.
    pub(crate) follows: Option<i64>,
}

// Usage of the days from `?10` to `?11`, one line for each of the 500 projects that were read most and one for all others. A line says
// since when and until when the project was in this organization.
//
// D1 gets every number as a real one, which JSON would show: hence the table `w`, which has the times as whole numbers.
const USAGE_LINES: &str = "\
    w AS (SELECT CAST(?10 AS INTEGER) AS beginning, CAST(?11 AS INTEGER) AS finish), \
    usage AS (\
      SELECT u.project_id, sum(u.reads) AS reads, row_number() OVER (ORDER BY sum(u.reads) DESC, u.project_id) AS rank \
      FROM w JOIN usage_days u ON u.organization_id = ?2 AND u.day >= w.beginning / 86400000 AND u.day < w.finish / 86400000 GROUP BY u.project_id), \
    named AS (\
      SELECT u.rank, u.reads, \
        coalesce(p.name, (SELECT t.name FROM project_transfers t WHERE t.from_organization_id = ?2 AND t.project_id = u.project_id \
          ORDER BY t.at DESC LIMIT 1), 'A project') AS name, \
        max(w.beginning, coalesce((SELECT min(t.at) FROM project_transfers t \
          WHERE t.to_organization_id = ?2 AND t.project_id = u.project_id AND t.at > w.beginning AND NOT EXISTS (\
            SELECT 1 FROM project_transfers f WHERE f.from_organization_id = ?2 AND f.project_id = u.project_id \
              AND f.at > w.beginning AND f.at < t.at)), c.created_at, 0)) AS since, \
        min(w.finish, CASE WHEN p.id IS NOT NULL THEN max(w.beginning, coalesce(p.deleted_at, w.finish)) ELSE coalesce((SELECT max(f.at) FROM project_transfers f \
          WHERE f.from_organization_id = ?2 AND f.project_id = u.project_id), w.finish) END) AS until \
      FROM w JOIN usage u LEFT JOIN projects p ON p.organization_id = ?2 AND p.id = u.project_id \
        LEFT JOIN projects c ON c.id = u.project_id WHERE u.rank <= 500), \
    all_lines (place, line) AS (\
      SELECT j.key, j.value FROM json_each(?12) j \
      UNION ALL SELECT 1000 + n.rank, json_object('kind', 'usage', 'description', n.name || ': configuration reads', \
        'quantity', n.reads, 'amount', 0, 'period_start', min(n.since, n.until), 'period_end', n.until) FROM named n \
      UNION ALL SELECT 9000, json_object('kind', 'usage', 'description', count(*) || iif(count(*) = 1, ' other project', ' other projects') || ': configuration reads', \
        'quantity', sum(u.reads), 'amount', 0, 'period_start', w.beginning, 'period_end', w.finish) FROM w JOIN usage u WHERE u.rank > 500 HAVING count(*) > 0)";

const BILL_TO: &str = bill_to_fields!();

/// The statement that issues it, with the next number. Where nothing is to be paid, it is paid already, and there is none unless it has usage
/// to list.
pub(crate) fn issue(config: &Config, new: &NewInvoice) -> Statement {
    let sql = format!(
        "WITH {USAGE_LINES} \
         INSERT INTO invoices (id, organization_id, number, sequence, provider, status, currency, total, period_start, \
           period_end, issued_at, due_at, paid_at, bill_to, lines, seller, instructions, mail_due_at) \
         SELECT ?1, ?2, printf('INV-%06d', n.next), n.next, 'manual', iif(?4 > 0, 'open', 'paid'), ?3, ?4, ?5, ?6, ?7, \
           iif(?4 > 0, ?8, NULL), iif(?4 > 0, NULL, ?7), \
           json_object({BILL_TO}), \
           (SELECT json_group_array(json(line)) FROM (SELECT line FROM all_lines ORDER BY place)), ?13, iif(?4 > 0, ?14, ''), \
           iif(d.email = '' OR d.is_confirmed = 0 OR ?4 = 0, NULL, ?7) \
         FROM (SELECT coalesce((SELECT sequence FROM invoices WHERE sequence > 0 ORDER BY sequence DESC LIMIT 1), 0) + 1 AS next) n \
         JOIN organizations o ON o.id = ?2 JOIN billing_details d ON d.organization_id = o.id \
         JOIN subscriptions s ON s.organization_id = o.id AND s.version = ?9 \
           AND (?15 IS NULL OR s.period_end = ?15) \
         WHERE ?4 > 0 OR EXISTS (SELECT 1 FROM usage)"
    );
    let total: i64 = new.lines.iter().map(|line| line.amount).sum();
    let (from, to) = new.usage.unwrap_or((0, 0));
    let values = args![
        new.id,
        new.organization,
        new.currency,
        total,
        new.period.0,
        new.period.1,
        new.issued_at,
        new.issued_at + PAYABLE_FOR_MS,
        new.version,
        from,
        to,
        serde_json::to_string(new.lines).unwrap_or_default(),
        &config.seller,
        &config.instructions,
        new.follows,
    ];
    Statement::new(sql, values)
}
