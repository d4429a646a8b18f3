//! What a code is counted against. A stranger who asks for many uses up what strangers have, and nobody else's.

use super::devices::Device;
use crate::budgets::{
    CODE_OF_CLIENT, CODE_OF_DEVICE, CODE_OF_DEVICE_A_DAY, CODE_OF_NETWORK, CODE_OF_PAIR, CODE_OF_PAIR_A_DAY,
    CODE_TO_ADDRESS, Charge, WRONG_CODE, WRONG_CODE_OF_STRANGERS,
};
use crate::context::Context;
use crate::mail::address_hash;
use portico_api::sign_in::CODES_PER_STOPPED_ADDRESS;
use portico_api::text::EmailAddress;

/// What asking for a code uses: a browser that signed in with the address before has a budget of its own, and uses no other.
pub(super) fn of_request(cx: &Context, email: &EmailAddress, known: Option<&Device>) -> Vec<Charge> {
    let address = email.key();
    if let Some(device) = known {
        let who = format!("{address} {}", device.hash());
        return vec![
            CODE_OF_DEVICE.charge(cx, &who),
            CODE_OF_DEVICE_A_DAY.charge(cx, &who),
            WRONG_CODE.left(cx, &address),
        ];
    }
    let to_address = CODE_TO_ADDRESS.charge(cx, &address);
    let mut charges = vec![
        to_address.where_stopped(address_hash(&address), CODES_PER_STOPPED_ADDRESS),
        WRONG_CODE_OF_STRANGERS.left(cx, &address),
    ];
    let Some(client) = cx.request.client() else {
        charges.push(CODE_OF_PAIR.charge(cx, &format!("{address} here")));
        return charges;
    };
    let pair = format!("{address} {}", client.host);
    charges.extend([
        CODE_OF_PAIR.charge(cx, &pair),
        CODE_OF_PAIR_A_DAY.charge(cx, &pair),
        CODE_OF_CLIENT.charge(cx, &client.host),
    ]);
    charges.extend(client.network.map(|network| CODE_OF_NETWORK.charge(cx, &network)));
    charges
}
