//! What the browser is asked with.

use super::challenge::Challenge;
use super::store::Owner;
use super::webauthn::Site;
use crate::signature::Algorithm;
use portico_api::passkeys::{
    CHALLENGE_LIFE_MS, CreationOptions, CredentialParameters, ExcludedCredential, RelyingParty,
    RequestOptions, Selection, UserEntity,
};

const REQUIRED: &str = "required";
const PUBLIC_KEY: &str = "public-key";

pub(super) fn creation(challenge: &Challenge, site: Site<'_>, owner: Owner) -> CreationOptions {
    let parameters =
        |algorithm: &Algorithm| CredentialParameters { kind: PUBLIC_KEY.to_owned(), alg: algorithm.cose() };
    let excluded = |id| ExcludedCredential { kind: PUBLIC_KEY.to_owned(), id };
    CreationOptions {
        challenge: challenge.text(),
        rp: RelyingParty { id: site.rp_id.to_owned(), name: "Portico".to_owned() },
        user: UserEntity {
            id: owner.handle,
            display_name: owner.name.unwrap_or_else(|| owner.email.clone()),
            name: owner.email,
        },
        pub_key_cred_params: Algorithm::ALL.iter().map(parameters).collect(),
        timeout: CHALLENGE_LIFE_MS,
        exclude_credentials: owner.credentials.into_iter().map(excluded).collect(),
        authenticator_selection: Selection {
            resident_key: REQUIRED.to_owned(),
            require_resident_key: true,
            user_verification: REQUIRED.to_owned(),
        },
        attestation: "none".to_owned(),
    }
}

/// Whoever has a passkey for us may answer: whose it is, the passkey says.
pub(super) fn request(challenge: &Challenge, site: Site<'_>) -> RequestOptions {
    RequestOptions {
        challenge: challenge.text(),
        timeout: CHALLENGE_LIFE_MS,
        rp_id: site.rp_id.to_owned(),
        user_verification: REQUIRED.to_owned(),
    }
}
