//! Invoices as JSON.

/// The SQL expressions for the fields of a row of a list, from a table `v`.
macro_rules! invoice_row_fields {
    () => {
        "'id', v.id, 'number', v.number, 'status', v.status, 'currency', v.currency, 'total', v.total, \
         'issued_at', v.issued_at, 'due_at', v.due_at, 'paid_at', v.paid_at, \
         'period_start', v.period_start, 'period_end', v.period_end"
    };
}
pub(crate) use invoice_row_fields;

/// The table `invoice_page` of the scope `organization`: at most 25 invoices, newest first, from a place given by its time and number.
macro_rules! invoice_page {
    ($before:literal, $number:literal) => {
        concat!(
            ", invoice_page AS (SELECT i.*, i.issued_at || ' ' || i.number AS place FROM organization o \
               JOIN invoices i ON i.organization_id = o.id AND (i.issued_at, i.number) < (",
            $before,
            ", ",
            $number,
            ") ORDER BY i.issued_at DESC, i.number DESC LIMIT 25)"
        )
    };
}
pub(crate) use invoice_page;

/// The SQL expression for the list of such a page.
macro_rules! invoice_page_json {
    () => {
        concat!(
            "(SELECT json_group_array(json(item)) FROM (SELECT json_object(",
            $crate::invoices::invoice_row_fields!(),
            ") AS item FROM invoice_page v ORDER BY v.issued_at DESC, v.number DESC LIMIT 24))"
        )
    };
}
pub(crate) use invoice_page_json;

/// The SQL expression for where the next page begins; NULL on the last one.
macro_rules! invoice_page_next {
    () => {
        "(SELECT place FROM invoice_page WHERE (SELECT count(*) FROM invoice_page) > 24 \
           ORDER BY issued_at DESC, number DESC LIMIT 1 OFFSET 23)"
    };
}
pub(crate) use invoice_page_next;
