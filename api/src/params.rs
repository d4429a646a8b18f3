//! What stands in an endpoint's path and query, as plain structs that the client writes and the edge reads.

use crate::problem::FieldError;

/// Names and decoded values of a path and query.
#[derive(Clone, Debug, Default)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The parameters of an endpoint.
pub trait Params: Clone + PartialEq + 'static {
    /// The names, path parameters and query parameters alike.
    const NAMES: &'static [&'static str];
    fn write(&self, pairs: &mut Pairs);
    /// Fails with the parameter that is missing, malformed or unknown.
    fn read(pairs: &Pairs) -> Result<Self, FieldError>;
    /// What the document says of them.
    #[cfg(feature = "openapi")]
    fn described() -> Vec<crate::described::Parameter>;
}

/// One parameter's value.
pub trait Param: Sized {
    /// `None` leaves the parameter out.
    fn write(&self) -> Option<String>;
    /// `Err` is a sentence for whoever sent it.
    fn read(value: Option<&str>) -> Result<Self, &'static str>;
    /// What [`Param::read`] accepts.
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value;
}

impl Param for String {
    fn write(&self) -> Option<String> {
        Some(self.clone())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        value.map(str::to_owned).ok_or("This parameter is required.")
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "string", "minLength": 1 })
    }
}

impl Param for i64 {
    fn write(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        let number = value.and_then(|text| text.parse().ok()).filter(|number| (0..=1 << 53).contains(number));
        number.ok_or("This must be a whole number.")
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        crate::described::whole()
    }
}

/// Yes, or left out.
impl Param for bool {
    fn write(&self) -> Option<String> {
        self.then(|| "true".to_owned())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        match value {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err("This must be `true` or `false`."),
        }
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "boolean" })
    }
}

impl<T: Param> Param for Option<T> {
    fn write(&self) -> Option<String> {
        self.as_ref().and_then(T::write)
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        value.filter(|text| !text.is_empty()).map(|text| T::read(Some(text))).transpose()
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        T::schema()
    }
}

/// Reads the words of a type, and lets one stand in a path or query. The type has `as_str`, which writes its word, and `ALL`, the values that can be
/// asked for; the sentence is for whoever sent another word.
macro_rules! words {
    ($name:ident, $refusal:literal) => {
        impl $name {
            /// Reads the word of [`Self::as_str`].
            pub fn parse(text: &str) -> Result<Self, &'static str> {
                Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or($refusal)
            }
        }

        impl $crate::params::Param for $name {
            fn write(&self) -> Option<String> {
                Some(self.as_str().to_owned())
            }
            fn read(value: Option<&str>) -> Result<Self, &'static str> {
                Self::parse(value.unwrap_or_default())
            }
            #[cfg(feature = "openapi")]
            fn schema() -> serde_json::Value {
                $crate::described::words(Self::ALL.map(Self::as_str))
            }
        }
    };
}
pub(crate) use words;

impl Params for () {
    const NAMES: &'static [&'static str] = &[];
    fn write(&self, _: &mut Pairs) {}
    fn read(pairs: &Pairs) -> Result<Self, FieldError> {
        refuse_unknown(pairs, Self::NAMES)
    }
    #[cfg(feature = "openapi")]
    fn described() -> Vec<crate::described::Parameter> {
        Vec::new()
    }
}

/// Fails with the first name that is not one of `known`: a misspelt filter must not silently be no filter.
pub fn refuse_unknown(pairs: &Pairs, known: &[&str]) -> Result<(), FieldError> {
    match pairs.iter().find(|(name, _)| !known.contains(name)) {
        Some((name, _)) => Err(FieldError::new(name, "There is no such parameter here.")),
        None => Ok(()),
    }
}

/// Declares a struct of parameters.
macro_rules! params {
    ($(#[$doc:meta])* $name:ident { $($(#[doc = $field_doc:literal])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl $crate::params::Params for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];

            fn write(&self, pairs: &mut $crate::params::Pairs) {
                $(if let Some(value) = $crate::params::Param::write(&self.$field) {
                    pairs.push(stringify!($field), value);
                })*
            }

            fn read(pairs: &$crate::params::Pairs) -> Result<Self, $crate::problem::FieldError> {
                $crate::params::refuse_unknown(pairs, Self::NAMES)?;
                Ok(Self {
                    $($field: $crate::params::Param::read(pairs.get(stringify!($field)))
                        .map_err(|detail| $crate::problem::FieldError::new(stringify!($field), detail))?,)*
                })
            }

            #[cfg(feature = "openapi")]
            fn described() -> Vec<$crate::described::Parameter> {
                vec![$($crate::described::Parameter {
                    name: stringify!($field),
                    description: concat!($($field_doc),*).trim().to_owned(),
                    is_required: <$type as $crate::params::Param>::read(None).is_err(),
                    schema: <$type as $crate::params::Param>::schema(),
                }),*]
            }
        }
    };
}
pub(crate) use params;
