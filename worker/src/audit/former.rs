//! Who was a member, as the log has it: whoever went left an entry about it behind, which is the last one that they can have.

use crate::access::Select;
use crate::audit::attempted;

/// The newest entries about one way to go, of people who did: a person may have gone more than once.
macro_rules! went {
    ($action:literal) => {
        concat!(
            "SELECT target_id, id FROM (SELECT a.target_id, a.id FROM organization o \
               CROSS JOIN audit_entries a INDEXED BY audit_entries_by_action WHERE a.organization_id = o.id AND ",
            attempted!(),
            " = '",
            $action,
            "' AND a.refused IS NULL ORDER BY a.id DESC LIMIT 200)"
        )
    };
}

/// In the scope `organization`: the hundred who went last and have not come back.
pub(super) fn list() -> Select {
    const WITH: &str = concat!(
        ", went AS (",
        went!("remove_member"),
        " UNION ALL ",
        went!("leave_organization"),
        " UNION ALL ",
        went!("delete_account"),
        "), gone AS (SELECT w.target_id, max(w.id) AS id FROM organization o CROSS JOIN went w \
           WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.user_id = w.target_id) \
           GROUP BY w.target_id ORDER BY 2 DESC LIMIT 100)"
    );
    const BODY: &str = "\
        SELECT json_object('people', json((SELECT json_group_array(json(item)) FROM (\
          SELECT json_object('user_id', u.id, 'email', u.email, 'name', u.name) AS item FROM gone g CROSS JOIN users u ON u.id = g.target_id \
          ORDER BY g.id DESC)))) FROM organization o";
    Select { with: WITH, body: BODY, args: Vec::new() }
}
