//! Who is signed in.

use crate::access::Select;
use crate::invites::my_invites_json;
use crate::offers::my_offers_json;
use crate::organizations::{FIRST_PAGE_TABLES, organization_page_json, room_args, room_json};

/// In the scope `caller`: the person, and the first page of the very list of organizations.
pub(crate) fn show(_: &()) -> Select {
    Select {
        with: FIRST_PAGE_TABLES,
        body: concat!(
            "SELECT json_object('user', json_object('id', u.id, 'email', u.email, 'name', u.name), ",
            organization_page_json!("place"),
            ", 'invites', json(",
            my_invites_json!(),
            "), 'offers', json(",
            my_offers_json!(),
            "), 'room', ",
            room_json!(),
            ") FROM caller c JOIN users u ON u.id = c.user_id"
        ),
        args: room_args(),
    }
}
