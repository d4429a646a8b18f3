//! Signing in with an account elsewhere: at an issuer of OpenID Connect, or at GitHub.
//!
//! Which providers there are, the installation's configuration says. What the provider's answer comes back to
//! (`GET /api/sign-in/providers/{provider}/callback`) is no endpoint of this contract: a browser is led there and away again.

use crate::access::{Proven, Public, SignedIn};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::params::params;
use crate::text::ReturnPath;
use serde::{Deserialize, Serialize};

/// How long a sign-in at a provider may take, in milliseconds: 10 minutes. As long it is remembered what the provider said where the mailbox has to
/// be proven first.
pub const ATTEMPT_LIFE_MS: i64 = 10 * 60 * 1000;
/// How many sign-ins at providers one client, known by its network address, may begin in an hour: enough for an office.
pub const ATTEMPTS_PER_CLIENT: i64 = 120;
/// The same for all clients of one IPv6 network of 48 bits.
pub const ATTEMPTS_PER_NETWORK: i64 = 480;
/// How many providers an installation has at most.
pub const PROVIDERS_MAX: usize = 10;

params!(
    /// One of the installation's providers.
    ProviderParams {
        /// The provider's ID: 1 to 32 characters of `a-z`, `0-9` and `-`.
        provider: String,
    }
);

/// Somewhere else to sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Provider {
    /// 1 to 32 characters of `a-z`, `0-9` and `-`.
    pub id: String,
    /// What people know it by.
    pub name: String,
}

/// `GET /api/sign-in/providers`: which buttons the sign-in page has.
pub struct ListProviders;

impl Endpoint for ListProviders {
    const NAME: &'static str = "list_providers";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/sign-in/providers";
    const SUMMARY: &'static str = "List the providers that one can sign in with.";
    type Access = Public;
    type Params = ();
    type Body = Empty;
    type Reply = ProviderList;
}

/// The installation's providers in the order of its configuration, at most 10.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProviderList {
    pub providers: Vec<Provider>,
}

/// `POST /api/sign-in/providers/{provider}`: answers where to go. The answer belongs to this browser, works once, and for 10 minutes.
pub struct StartProviderSignIn;

impl Endpoint for StartProviderSignIn {
    const NAME: &'static str = "start_provider_sign_in";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/providers/{provider}";
    const SUMMARY: &'static str = "Begin to sign in with a provider: answers the provider's page to go to.";
    type Access = Public;
    type Params = ProviderParams;
    type Body = ProviderStart;
    type Reply = ProviderPage;
}

/// Where to go once signed in.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProviderStart {
    /// `None`: the console's first page.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<ReturnPath>"))]
    pub return_to: Option<ReturnPath>,
}

impl Body for ProviderStart {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { return_to: fields.optional_text("return_to", ReturnPath::parse)? })
    }
}

/// The provider's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProviderPage {
    /// Where the browser goes next.
    pub url: String,
}

/// `GET /api/sign-in/identity`: whom a provider named in this browser a moment ago, whose mailbox has to be proven with a code before the account
/// is linked. 404: nobody.
pub struct ShowIdentity;

impl Endpoint for ShowIdentity {
    const NAME: &'static str = "show_identity";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/sign-in/identity";
    const SUMMARY: &'static str =
        "Show the address that a provider named in this browser, to be proven with a code.";
    type Access = Public;
    type Params = ();
    type Body = Empty;
    type Reply = Identity;
}

/// Whom a provider named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Identity {
    pub provider: Provider,
    /// The address to ask for a code with. Signing in with that code in this browser links the account at the provider.
    pub email: String,
    /// Milliseconds since 1970.
    pub expires_at: i64,
}

/// Why a sign-in at a provider came to nothing: the parameter `failed` of the page that the browser is led back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderFailure {
    /// The person did not allow it there.
    Denied,
    /// The provider could not be asked, or what it said can't be trusted.
    Failed,
    /// It was begun in another browser, has been used already, or took too long.
    Expired,
    /// The provider does not say that the address is the person's own, so it finds no account.
    Unverified,
    /// Somebody else signs in here with that account.
    Taken,
    /// Another account there is linked already.
    Another,
    /// Whoever wanted to link it has been signed out meanwhile.
    SignedOut,
}

impl ProviderFailure {
    const ALL: [ProviderFailure; 7] = [
        Self::Denied,
        Self::Failed,
        Self::Expired,
        Self::Unverified,
        Self::Taken,
        Self::Another,
        Self::SignedOut,
    ];

    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Unverified => "unverified",
            Self::Taken => "taken",
            Self::Another => "another",
            Self::SignedOut => "signed_out",
        }
    }

    /// `None`: it is none of these words.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == word)
    }
}

/// `GET /api/account/providers`
pub struct ListLinkedProviders;

impl Endpoint for ListLinkedProviders {
    const NAME: &'static str = "list_linked_providers";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/providers";
    const SUMMARY: &'static str =
        "List the providers, each with the account there that the caller signs in with.";
    type Access = SignedIn;
    type Params = ();
    type Body = Empty;
    type Reply = LinkedProviderList;
}

/// Every provider of the installation in the order of its configuration, then those that are linked and no longer configured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LinkedProviderList {
    pub providers: Vec<LinkedProvider>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LinkedProvider {
    pub provider: Provider,
    /// `false`: the installation no longer has it. The link opens nothing.
    pub is_available: bool,
    /// `None`: the caller has linked no account there.
    pub link: Option<ProviderLink>,
}

/// An account elsewhere that somebody signs in with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProviderLink {
    /// The address that the provider gave when it was linked, at most 254 characters; may be empty. It decides nothing.
    pub email: String,
    /// Milliseconds since 1970.
    pub linked_at: i64,
    /// Milliseconds since 1970; `None`: not used yet.
    pub last_used_at: Option<i64>,
}

/// `POST /api/account/providers/{provider}`: answers where to go, as [`StartProviderSignIn`] does.
pub struct LinkProvider;

impl Endpoint for LinkProvider {
    const NAME: &'static str = "link_provider";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/providers/{provider}";
    const KEEPS_REPLY: bool = false;
    const SUMMARY: &'static str =
        "Begin to link an account at a provider to the caller's: answers the provider's page to go to.";
    type Access = Proven;
    type Params = ProviderParams;
    type Body = Empty;
    type Reply = ProviderPage;
}

/// `DELETE /api/account/providers/{provider}`: the account there opens this one no more. Sessions go on.
pub struct UnlinkProvider;

impl Endpoint for UnlinkProvider {
    const NAME: &'static str = "unlink_provider";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/account/providers/{provider}";
    const KEEPS_REPLY: bool = false;
    const SUMMARY: &'static str = "Sign in with a provider no more. Sessions that it began go on.";
    type Access = Proven;
    type Params = ProviderParams;
    type Body = Empty;
    type Reply = Empty;
}
