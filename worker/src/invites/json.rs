//! Invites as JSON.

/// The SQL expression for an invite, from a table `i` that has the columns of `invites`. `?2` is the time in every scope.
macro_rules! invite_json {
    () => {
        concat!(
            "json_object('id', i.id, 'email', i.email, 'role', ",
            $crate::organizations::role_json!("i.role"),
            ", 'state', CASE WHEN i.state = 'open' AND i.expires_at <= ?2 THEN 'expired' \
                WHEN i.state = 'open' THEN 'pending' \
                WHEN i.state IN ('accepted', 'declined', 'revoked', 'expired') THEN i.state ELSE 'unknown' END, \
             'delivery', coalesce((SELECT iif(x.is_stopped, 'stopped', x.state) FROM outbox x WHERE x.organization_id = i.organization_id \
                AND x.invite_id = i.id ORDER BY x.id DESC LIMIT 1), 'queued'), \
             'delivery_error', (SELECT x.error FROM outbox x WHERE x.organization_id = i.organization_id \
                AND x.invite_id = i.id ORDER BY x.id DESC LIMIT 1), \
             'inviter', (SELECT y.email FROM users y WHERE y.id = i.inviter_id), 'inviter_name', (SELECT nullif(y.name, '') FROM users y WHERE y.id = i.inviter_id), \
             'created_at', i.created_at, 'expires_at', i.expires_at, 'decided_at', i.decided_at)"
        )
    };
}
pub(crate) use invite_json;

/// The JSON list of the open invites to a user `u`.
macro_rules! my_invites_json {
    () => {
        concat!(
            "(SELECT json_group_array(json(item)) FROM (SELECT json_object('id', i.id, 'organization', o.name, 'role', ",
            $crate::organizations::role_json!("i.role"),
            ", 'inviter', v.email, 'inviter_name', nullif(v.name, ''), 'expires_at', i.expires_at) AS item FROM invites i \
               JOIN organizations o ON o.id = i.organization_id AND o.deleted_at IS NULL JOIN users v ON v.id = i.inviter_id \
               WHERE i.email_key = u.email_key AND i.state = 'open' AND i.expires_at > ?2 ORDER BY i.id DESC LIMIT 20))"
        )
    };
}
pub(crate) use my_invites_json;
