//! Passkeys in the browser. It turns options and answers into JSON and back by itself (WebAuthn level 3); where it can't, it is said to know none.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::{RwSignal, Set, window};
use portico_api::passkeys::{CreationOptions, PasskeyAnswer, RequestOptions};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// Why the browser answers no passkey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Refused {
    /// The person did not want to, or took too long; the browser does not tell which.
    Cancelled,
    /// The page itself has ended it.
    Stopped,
    /// The device keeps a passkey of this account already.
    Known,
    Failed,
}

/// What a new passkey is sent as.
pub(crate) struct Made {
    pub(crate) client_data: String,
    pub(crate) attestation: String,
}

/// Whether this browser makes passkeys, and asks for them.
pub(crate) fn is_supported() -> bool {
    ["parseCreationOptionsFromJSON", "parseRequestOptionsFromJSON"].iter().all(|name| {
        public_key_credential().is_some_and(|api| member(&api, name).is_some_and(|of| of.is_function()))
    })
}

/// Whether it offers passkeys in a field, among what it fills in.
pub(crate) async fn is_offered_in_fields() -> bool {
    let asked = public_key_credential().map(|api| call(&api, "isConditionalMediationAvailable", &[]));
    match asked {
        Some(Ok(asked)) => wait(asked).await.is_ok_and(|answer| answer.as_bool() == Some(true)),
        _ => false,
    }
}

/// Has the person make one.
pub(crate) async fn create(options: &CreationOptions) -> Result<Made, Refused> {
    let asked =
        ask("create", "parseCreationOptionsFromJSON", options, &[]).map_err(|error| refused(&error))?;
    let made = wait(asked).await.map_err(|error| refused(&error))?;
    let Created { response } = answered(&made)?;
    Ok(Made { client_data: response.client_data, attestation: response.attestation })
}

/// Has the person choose one to sign in with: in the field that offers them, if `in_field`, else at once. Whoever has `stop` can end it.
pub(crate) async fn get(
    options: &RequestOptions,
    in_field: bool,
    stop: Option<&AbortController>,
) -> Result<PasskeyAnswer, Refused> {
    let mut more: Vec<(&str, JsValue)> = Vec::new();
    if in_field {
        more.push(("mediation", "conditional".into()));
    }
    if let Some(stop) = stop {
        more.push(("signal", stop.signal().into()));
    }
    let asked = ask("get", "parseRequestOptionsFromJSON", options, &more).map_err(|error| refused(&error))?;
    let signed = wait(asked).await.map_err(|error| refused(&error))?;
    let Signed { id, response } = answered(&signed)?;
    Ok(PasskeyAnswer {
        id,
        client_data: response.client_data,
        authenticator_data: response.authenticator_data,
        signature: response.signature,
        user_handle: response.user_handle.ok_or(Refused::Failed)?,
    })
}

/// Asks from a page: `asking` holds while the browser's dialog is open, and a page that is gone by its end hears nothing.
pub(crate) fn ask_from_page<T: 'static>(
    asking: RwSignal<bool>,
    asked: impl Future<Output = Result<T, Refused>> + 'static,
    answered: impl FnOnce(Result<T, Refused>) + 'static,
) {
    asking.set(true);
    leptos::task::spawn_local(async move {
        let outcome = asked.await;
        if asking.try_set(false).is_none() {
            answered(outcome);
        }
    });
}

#[derive(Deserialize)]
struct Created {
    response: Attestation,
}

#[derive(Deserialize)]
struct Attestation {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "attestationObject")]
    attestation: String,
}

#[derive(Deserialize)]
struct Signed {
    id: String,
    response: Assertion,
}

#[derive(Deserialize)]
struct Assertion {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "authenticatorData")]
    authenticator_data: String,
    signature: String,
    #[serde(rename = "userHandle")]
    user_handle: Option<String>,
}

fn public_key_credential() -> Option<JsValue> {
    member(&window(), "PublicKeyCredential")
}

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|found| !found.is_undefined() && !found.is_null())
}

fn call(of: &JsValue, name: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(of, &name.into())?.dyn_into()?;
    function.apply(of, &args.iter().collect())
}

/// Calls `navigator.credentials` with the options, as `parse` reads them, and what else there is.
fn ask(
    name: &str,
    parse: &str,
    options: &impl Serialize,
    more: &[(&str, JsValue)],
) -> Result<JsValue, JsValue> {
    let json = serde_json::to_string(options).unwrap_or_default();
    let api = public_key_credential().ok_or(JsValue::UNDEFINED)?;
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &call(&api, parse, &[JSON::parse(&json)?])?)?;
    for (key, value) in more {
        Reflect::set(&asked, &(*key).into(), value)?;
    }
    let credentials = member(&window().navigator(), "credentials").ok_or(JsValue::UNDEFINED)?;
    call(&credentials, name, &[asked.into()])
}

async fn wait(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}

/// What a credential says of itself as JSON.
fn answered<T: for<'a> Deserialize<'a>>(credential: &JsValue) -> Result<T, Refused> {
    let json = call(credential, "toJSON", &[]).and_then(|json| JSON::stringify(&json));
    let text = json.ok().and_then(|text| text.as_string()).ok_or(Refused::Failed)?;
    serde_json::from_str(&text).map_err(|_| Refused::Failed)
}

fn refused(error: &JsValue) -> Refused {
    match member(error, "name").and_then(|name| name.as_string()).as_deref() {
        Some("NotAllowedError") => Refused::Cancelled,
        Some("AbortError") => Refused::Stopped,
        Some("InvalidStateError") => Refused::Known,
        _ => Refused::Failed,
    }
}
