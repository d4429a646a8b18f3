//! Reading parameters and bodies by the types of the contract.

use crate::error::Error;
use crate::http::{BODY_MAX, Request};
use percent_encoding::percent_decode_str;
use portico_api::imports::IMPORT_TREE_MAX;
use portico_api::json::{self, BODY_DEPTH_MAX};
use portico_api::params::{Pairs, Params};
use portico_api::problem::FieldError;
use portico_api::raw::{read_body, tree_bytes};
use portico_api::{Body, Endpoint};

/// What a request asks for, in its path and query.
pub(super) struct Asked {
    /// Those of the path come first.
    pub(super) pairs: Pairs,
    /// What can't be read in the query. It is said to whoever may be told.
    fault: Option<Error>,
}

impl Asked {
    pub(super) fn read<'a>(path: impl Iterator<Item = (&'a str, &'a str)>, query: &str) -> Self {
        let mut pairs = Pairs::default();
        for (name, value) in path {
            // What can't be decoded names nothing that there is.
            pairs.push(name, decode(value).unwrap_or_else(|_| value.to_owned()));
        }
        let fault = read_query(query, &mut pairs).err();
        Self { pairs, fault }
    }

    /// The parameters of `E`. What is wrong in the path is nowhere to be found; what is wrong in the query is said.
    pub(super) fn params<E: Endpoint>(&self) -> Result<E::Params, Error> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        E::Params::read(&self.pairs).map_err(|fault| unread(E::PATH, fault))
    }
}

fn unread(path: &str, fault: FieldError) -> Error {
    let in_path = path.contains(&format!("{{{}}}", fault.field));
    if in_path { Error::NotFound } else { Error::Invalid(vec![fault]) }
}

/// The names and values of a query string.
fn read_query(query: &str, pairs: &mut Pairs) -> Result<(), Error> {
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if pairs.get(name).is_some() {
            return Err(Error::field(name, "This parameter may be given once."));
        }
        pairs.push(&decode(name)?, decode(&value.replace('+', " "))?);
    }
    Ok(())
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Result<String, Error> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(|text| text.into_owned()).map_err(|_| Error::Malformed("Percent-encode text as UTF-8."))
}

/// The body of `E`.
pub(super) fn body<E: Endpoint>(request: &Request) -> Result<E::Body, Error> {
    if request.body.len() > E::BODY_MAX {
        return Err(Error::TooLarge(E::BODY_MAX));
    }
    if !E::Body::PRESENT {
        return E::Body::parse(serde_json::Map::new()).map_err(Error::Invalid);
    }
    if !is_json(request.content_type.as_deref()) {
        return Err(Error::NotJson);
    }
    let Ok(text) = std::str::from_utf8(&request.body) else {
        return Err(Error::Malformed("Send JSON in UTF-8."));
    };
    if let Err(loss) = json::check(text, BODY_DEPTH_MAX)
        && !loss.place.is_empty()
    {
        return Err(Error::field(&loss.place, &loss.detail));
    }
    // Only an import may be as large, for the sake of values that pass through.
    if text.len() > BODY_MAX && tree_bytes(text, E::Body::PASSING) > IMPORT_TREE_MAX {
        return Err(Error::TooLarge(IMPORT_TREE_MAX));
    }
    match read_body(text, E::Body::PASSING) {
        Ok(Some(object)) => E::Body::parse_sent(object).map_err(Error::Invalid),
        Ok(None) => Err(Error::Malformed("Send a JSON object.")),
        Err(_) => Err(Error::Malformed("The body is not valid JSON.")),
    }
}

/// `application/json`, in UTF-8 if anything is said about it: whoever means another one would be misread.
fn is_json(content_type: Option<&str>) -> bool {
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let mut parameters = parts.filter(|part| !part.is_empty());
    essence.eq_ignore_ascii_case("application/json") && parameters.all(is_utf8)
}

fn is_utf8(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    name.eq_ignore_ascii_case("charset") && quoted.unwrap_or(value).eq_ignore_ascii_case("utf-8")
}
