//! Providers, as far as the tests need them: issuers with keys of the test, and GitHub. They check what they are sent as real ones do.

use super::TestClock;
use super::flood::flooded;
use super::time::Pace;
use ed25519_dalek::Signer;
use hmac::{Hmac, KeyInit, Mac};
use portico_edge::ports::{Clock, Local, Web, WebReply, WebRequest};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

/// The issuer that most tests use, and its configuration beside GitHub's, Google's and another one's.
pub(crate) const ISSUER: &str = "https://id.example.com";
pub(crate) const SECRET: &str = "s3cr&t/+";

/// The variables of an installation with four providers.
pub(crate) fn variables() -> Vec<(&'static str, &'static str)> {
    let providers = r#"[
        {"id":"ours","name":"Our ID","issuer":"https://id.example.com","client_id":"portico"},
        {"id":"other","name":"Other","issuer":"https://other.example.com/tenant","client_id":"portico"},
        {"id":"google","name":"Google","issuer":"https://accounts.google.com","client_id":"portico"},
        {"id":"work","name":"Work","issuer":"https://work.example.com","client_id":"portico","hosted_domain":"example.com"},
        {"id":"github","name":"GitHub","client_id":"Iv1.portico","kind":"github"}
    ]"#;
    vec![
        ("ORIGIN", super::ORIGIN),
        ("MAIL_TRANSPORT", "local"),
        ("OIDC_PROVIDERS", providers),
        ("OIDC_SECRET_OURS", SECRET),
        ("OIDC_SECRET_OTHER", SECRET),
        ("OIDC_SECRET_GOOGLE", SECRET),
        ("OIDC_SECRET_WORK", SECRET),
        ("OIDC_SECRET_GITHUB", SECRET),
    ]
}

/// What a token is signed with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Signing {
    /// By a key that follows from this number.
    Es256(u8),
    EdDsa(u8),
    /// Not at all.
    None,
    /// With the public key as the shared secret.
    Hs256(u8),
    /// By a key that nobody has published, under the name of one that is.
    Forged(u8),
}

/// Whoever answers in the providers' place.
pub(crate) struct TestProvider {
    clock: TestClock,
    /// Numbers of the keys that are published.
    pub(crate) keys: RefCell<Vec<Signing>>,
    pub(crate) signing: Cell<Signing>,
    /// What the next ID tokens say besides, or instead: null takes a claim away.
    pub(crate) claims: RefCell<Value>,
    /// What the userinfo endpoint says.
    pub(crate) userinfo: RefCell<Value>,
    /// What the discovery document says besides, or instead.
    pub(crate) document: RefCell<Value>,
    /// What GitHub says of the person's addresses.
    pub(crate) addresses: RefCell<Value>,
    /// The next answers, whatever is asked: status and body.
    pub(crate) instead: RefCell<VecDeque<(u16, String)>>,
    /// Every request in its order.
    pub(crate) requests: RefCell<Vec<WebRequest>>,
    pub(crate) pace: Pace,
    /// Addresses with this in them answer without an end; empty: none does.
    pub(crate) floods: Cell<&'static str>,
    /// Codes that can be traded: what they were asked for with.
    codes: RefCell<BTreeMap<String, BTreeMap<String, String>>>,
}

impl TestProvider {
    pub(crate) fn at(clock: &TestClock) -> Self {
        Self {
            clock: clock.clone(),
            keys: RefCell::new(vec![Signing::Es256(1)]),
            signing: Cell::new(Signing::Es256(1)),
            claims: RefCell::new(json!({})),
            userinfo: RefCell::default(),
            document: RefCell::new(json!({})),
            addresses: RefCell::default(),
            instead: RefCell::default(),
            requests: RefCell::default(),
            pace: Pace::of(clock),
            floods: Cell::default(),
            codes: RefCell::default(),
        }
    }

    /// The person allows it on the page of this address: what the browser is sent back with.
    pub(crate) fn allow(&self, url: &str) -> String {
        let asked = query(url);
        let code = format!("code-{}", self.codes.borrow().len());
        let state = asked["state"].clone();
        self.codes.borrow_mut().insert(code.clone(), asked);
        format!("code={code}&state={state}")
    }

    /// How often an address that contains this was asked.
    pub(crate) fn asked(&self, part: &str) -> usize {
        self.requests.borrow().iter().filter(|request| request.url.contains(part)).count()
    }

    fn answer(&self, request: &WebRequest) -> Result<WebReply, String> {
        self.requests.borrow_mut().push(request.clone());
        let (status, body) = self.instead.borrow_mut().pop_front().unwrap_or_else(|| self.act(request));
        if body.len() > request.bytes_max {
            return Err(format!("the answer has more than {} bytes", request.bytes_max));
        }
        Ok(WebReply { status, body })
    }

    fn act(&self, request: &WebRequest) -> (u16, String) {
        let url = request.url.as_str();
        if let Some(issuer) = url.strip_suffix("/.well-known/openid-configuration") {
            let mut document = json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "userinfo_endpoint": format!("{issuer}/me"),
                "jwks_uri": format!("{issuer}/keys"),
            });
            merge(&mut document, &self.document.borrow());
            return (200, document.to_string());
        }
        match url.rsplit('/').next() {
            Some("keys") => {
                let keys: Vec<_> = self.keys.borrow().iter().map(|key| jwk(*key)).collect();
                (200, json!({ "keys": keys }).to_string())
            }
            Some("token") => self.trade(request, url.strip_suffix("/token").unwrap()),
            Some("me") => (200, self.userinfo.borrow().to_string()),
            Some("access_token") => self.trade(request, "https://github.com"),
            Some("user") => (200, json!({ "id": 4_217, "login": "anna" }).to_string()),
            Some("emails") => (200, self.addresses.borrow().to_string()),
            _ => (404, String::new()),
        }
    }

    /// As RFC 6749 and RFC 7636 say.
    fn trade(&self, request: &WebRequest, issuer: &str) -> (u16, String) {
        let form = query(&format!("?{}", request.form.clone().unwrap()));
        let refused = |why: &str| (400, json!({ "error": why }).to_string());
        let basic = "Basic cG9ydGljbzpzM2NyJTI2dCUyRiUyQg==";
        let is_known = request.authorization.as_deref() == Some(basic)
            || form.get("client_secret").map(String::as_str) == Some(SECRET);
        if !is_known {
            return refused("invalid_client");
        }
        let Some(asked) = self.codes.borrow_mut().remove(&form["code"]) else {
            return refused("invalid_grant");
        };
        let challenge = encode(&Sha256::digest(form["code_verifier"].as_bytes()));
        if challenge != asked["code_challenge"] || form["redirect_uri"] != asked["redirect_uri"] {
            return refused("invalid_grant");
        }
        let access_token = "an access token";
        if issuer == "https://github.com" {
            return (200, json!({ "access_token": access_token, "token_type": "bearer" }).to_string());
        }
        let now = self.clock.now() / 1000;
        let mut claims = json!({
            "iss": issuer, "sub": "anna-at-id", "aud": "portico", "exp": now + 300, "iat": now,
            "nonce": asked["nonce"], "email": "anna@example.com", "email_verified": true,
        });
        merge(&mut claims, &self.claims.borrow());
        let id_token = token(self.signing.get(), &claims);
        (
            200,
            json!({ "access_token": access_token, "token_type": "Bearer", "id_token": id_token }).to_string(),
        )
    }
}

impl Web for TestProvider {
    fn send<'a>(&'a self, request: &'a WebRequest) -> Local<'a, Result<WebReply, String>> {
        Box::pin(async move {
            self.pace.pass().await;
            if !self.floods.get().is_empty() && request.url.contains(self.floods.get()) {
                self.requests.borrow_mut().push(request.clone());
                return Ok(WebReply { status: 200, body: flooded(request.bytes_max).await? });
            }
            self.answer(request)
        })
    }
}

/// The parameters of an address.
pub(crate) fn query(url: &str) -> BTreeMap<String, String> {
    let (_, query) = url.split_once('?').unwrap();
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn merge(base: &mut Value, more: &Value) {
    let base: &mut Map<String, Value> = base.as_object_mut().unwrap();
    for (name, value) in more.as_object().into_iter().flatten() {
        match value {
            Value::Null => drop(base.remove(name)),
            value => drop(base.insert(name.clone(), value.clone())),
        }
    }
}

fn es256(number: u8) -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&[number; 32]).unwrap()
}

fn ed_dsa(number: u8) -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[number; 32])
}

fn jwk(key: Signing) -> Value {
    match key {
        Signing::EdDsa(number) => json!({
            "kty": "OKP", "crv": "Ed25519", "kid": format!("k{number}"), "use": "sig",
            "x": encode(ed_dsa(number).verifying_key().as_bytes()),
        }),
        Signing::Es256(number) | Signing::Hs256(number) | Signing::Forged(number) => {
            let point = es256(number).verifying_key().to_sec1_point(false);
            let (x, y) = point.as_bytes()[1..].split_at(32);
            json!({ "kty": "EC", "crv": "P-256", "kid": format!("k{number}"), "alg": "ES256", "x": encode(x), "y": encode(y) })
        }
        Signing::None => json!({}),
    }
}

/// A token that says this.
pub(crate) fn token(signing: Signing, claims: &Value) -> String {
    let (alg, number) = match signing {
        Signing::Es256(number) | Signing::Forged(number) => ("ES256", number),
        Signing::EdDsa(number) => ("EdDSA", number),
        Signing::Hs256(number) => ("HS256", number),
        Signing::None => ("none", 1),
    };
    let header = json!({ "alg": alg, "kid": format!("k{number}"), "typ": "JWT" });
    let signed =
        format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let by_es256 = |number: u8| {
        let signature: p256::ecdsa::Signature = es256(number).sign(signed.as_bytes());
        signature.to_bytes().to_vec()
    };
    let signature = match signing {
        Signing::Es256(number) => by_es256(number),
        Signing::Forged(number) => by_es256(number + 100),
        Signing::EdDsa(number) => ed_dsa(number).sign(signed.as_bytes()).to_bytes().to_vec(),
        Signing::Hs256(number) => {
            let secret = jwk(Signing::Es256(number)).to_string();
            let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        Signing::None => Vec::new(),
    };
    format!("{signed}.{}", encode(&signature))
}

/// Base64 for addresses, without padding: written here once more, so that a fault of the edge's own would show.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
    let digit = |bits: &[u8]| {
        let number = (0..6).fold(0, |number, at| number << 1 | bits.get(at).copied().unwrap_or(0));
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[usize::from(number)])
    };
    bits.chunks(6).map(digit).collect()
}
