//! Offers as SQL and as JSON. `?2` is the time in every scope.

/// The SQL condition that an offer `f` waits for its answer at a time. It stands only as long as whoever made it is an Owner: nobody is
/// left with a present from somebody who may not give any more.
macro_rules! offer_is_open {
    ($now:literal) => {
        concat!(
            "f.state = 'open' AND f.expires_at > ",
            $now,
            " AND EXISTS (SELECT 1 FROM memberships w WHERE w.organization_id = f.from_organization_id \
               AND w.user_id = f.offered_by AND w.role = 4)"
        )
    };
}
pub(crate) use offer_is_open;

/// The SQL expression for the open offer of a project `p`, or NULL.
macro_rules! open_offer_json {
    () => {
        concat!(
            "(SELECT json_object('id', f.id, 'target', f.target, 'offered_by', \
               (SELECT y.email FROM users y WHERE y.id = f.offered_by), 'offered_by_name', \
               (SELECT nullif(y.name, '') FROM users y WHERE y.id = f.offered_by), 'offered_at', f.offered_at, 'expires_at', f.expires_at) \
               FROM project_offers f WHERE f.project_id = p.id AND f.from_organization_id = p.organization_id AND ",
            $crate::offers::offer_is_open!("?2"),
            ")"
        )
    };
}
pub(crate) use open_offer_json;

/// The SQL expression for who can take a project `p` back, or NULL.
macro_rules! returnable_json {
    () => {
        "(SELECT json_object('organization', (SELECT y.name FROM organizations y WHERE y.id = f.from_organization_id), \
           'until', f.take_back_until) FROM project_offers f WHERE f.project_id = p.id AND f.state = 'accepted' \
           AND f.take_back_until > ?2 LIMIT 1)"
    };
}
pub(crate) use returnable_json;

/// The SQL expression for how many keys of a project `p` work: a hundred at most are looked at, since those who are offered it ask with every session.
macro_rules! working_keys {
    () => {
        "(SELECT count(*) FROM environments x CROSS JOIN keys k ON k.environment_id = x.id AND k.revoked_at IS NULL AND coalesce(k.expires_at, 9e15) > ?2 \
           WHERE x.organization_id = p.organization_id AND x.project_id = p.id)"
    };
}
pub(crate) use working_keys;

/// The JSON list of the projects that are offered to organizations of which a user `u`, the caller, is at least Admin, signed in as they ask. CROSS keeps SQLite from
/// beginning with the offers.
macro_rules! my_offers_json {
    () => {
        concat!(
            "(SELECT json_group_array(json(item)) FROM (SELECT json_object('id', f.id, 'project', p.name, 'from', s.name, \
               'offered_by', v.email, 'offered_by_name', nullif(v.name, ''), 'to', o.name, 'to_slug', o.slug, 'keys', ",
            $crate::offers::working_keys!(),
            ", 'expires_at', f.expires_at) AS item FROM memberships m \
               CROSS JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL AND ",
            $crate::access::is_met!("o"),
            " CROSS JOIN project_offers f ON f.to_organization_id = o.id AND ",
            $crate::offers::offer_is_open!("?2"),
            " JOIN projects p ON p.id = f.project_id AND p.organization_id = f.from_organization_id AND p.deleted_at IS NULL \
               JOIN organizations s ON s.id = f.from_organization_id JOIN users v ON v.id = f.offered_by \
               WHERE m.user_id = u.id AND m.role >= 3 ORDER BY f.id DESC LIMIT 20))"
        )
    };
}
pub(crate) use my_offers_json;

/// The SQL condition that a key `k` was made after an offer `f` was accepted. Its time says that only where the offer does not say which there were: clocks differ.
macro_rules! is_made_there {
    () => {
        "iif(f.keys IS NULL, k.created_at >= f.decided_at, k.id NOT IN (SELECT j.value FROM json_each(f.keys) j))"
    };
}
pub(crate) use is_made_there;

/// The JSON list of the projects that an organization `o` can still take back, the last one first.
macro_rules! moved_json {
    () => {
        concat!(
            "(SELECT json_group_array(json(item)) FROM (SELECT json_object('id', f.id, 'name', f.name, \
           'to', (SELECT y.name FROM organizations y WHERE y.id = f.to_organization_id), 'accepted_at', f.decided_at, \
           'new_keys', (SELECT count(*) FROM keys k WHERE k.organization_id = p.organization_id AND k.project_id = p.id \
             AND k.revoked_at IS NULL AND coalesce(k.expires_at, 9e15) > ?2 AND ",
            $crate::offers::is_made_there!(),
            "), \
           'take_back_until', f.take_back_until) AS item FROM project_offers f JOIN projects p ON p.id = f.project_id \
           WHERE f.from_organization_id = o.id AND f.state = 'accepted' AND f.take_back_until > ?2 \
           ORDER BY f.take_back_until DESC LIMIT 50))"
        )
    };
}
pub(crate) use moved_json;

/// The SQL expression for how many projects an organization can still take back, from its id and the time: each keeps its place in the plan.
macro_rules! reserved {
    ($organization:literal, $now:literal) => {
        concat!(
            "(SELECT count(*) FROM project_offers y WHERE y.from_organization_id = ",
            $organization,
            " AND y.state = 'accepted' AND y.take_back_until > ",
            $now,
            ")"
        )
    };
}
pub(crate) use reserved;
