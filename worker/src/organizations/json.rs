//! An organization as JSON, as one of its members sees it.

/// The SQL expression for a role's word, from the column of its rank.
macro_rules! role_json {
    ($rank:literal) => {
        concat!(
            "CASE ",
            $rank,
            " WHEN 4 THEN 'owner' WHEN 3 THEN 'admin' WHEN 2 THEN 'developer' WHEN 1 THEN 'viewer' ELSE 'unknown' END"
        )
    };
}
pub(crate) use role_json;

/// The SQL expression for the columns of a table `o`, which has the member's `role` beside the organization's own columns, and `is_met`: whether the
/// member has signed in as it asks. To others it tells nothing but its name. `?2` is the time. With these, `json_object` has the 32 arguments that D1 takes; one more is set behind it.
macro_rules! organization_json {
    () => {
        concat!("json_set(json_object('id', o.id, 'name', o.name, 'slug', o.slug, 'website', iif(o.is_met, o.website, ''), \
           'role', CASE o.role WHEN 4 THEN 'owner' WHEN 3 THEN 'admin' WHEN 2 THEN 'developer' WHEN 1 THEN 'viewer' ELSE 'unknown' END, \
           'is_closed', json(iif(o.is_met, 'false', 'true')), 'projects', iif(o.is_met, o.projects, 0), \
           'reserved', iif(o.is_met, ", $crate::offers::reserved!("o.id", "?2"), ", 0), \
           'members', iif(o.is_met, o.members, 0), 'invites', iif(o.is_met, ", $crate::counts::open_invites!("?2"), ", 0), \
           'plan', iif(o.is_met, (SELECT ", $crate::billing::plan_word!("x.plan"), " FROM subscriptions x WHERE x.organization_id = o.id), 'unknown'), \
           'reads', iif(o.is_met, ", $crate::billing::month_reads!("o.id", "?2"), ", 0), \
           'stored_bytes', iif(o.is_met, (SELECT x.stored_bytes FROM organizations x WHERE x.id = o.id), 0), 'used_at', o.used_at, \
           'version', o.version, 'created_at', o.created_at), \
           '$.asks_sign_in', json(iif(o.sign_in_ways IS NULL AND o.session_ms IS NULL, 'false', 'true')))")
    };
}
pub(crate) use organization_json;

/// The fields of one page: `organizations` and `next`, from a table `page` of at most 51 rows in that order, by the column `place`.
macro_rules! organization_page_json {
    ($order:expr) => {
        concat!(
            "'organizations', json((SELECT json_group_array(json(item)) FROM (SELECT ",
            $crate::organizations::organization_json!(),
            " AS item FROM page o ORDER BY ",
            $order,
            " LIMIT 50))), 'next', (SELECT place FROM page WHERE (SELECT count(*) FROM page) > 50 ORDER BY ",
            $order,
            " LIMIT 1 OFFSET 49)"
        )
    };
}
pub(crate) use organization_page_json;
