//! Published documents in KV: text under the environment's ID, with version and hash as its metadata.

use crate::ports::{BURIED_MS, ConfigStore, Stamp};
use worker::KvStore;
use worker::web_sys::ReadableStream;

/// The bound namespace.
pub(super) struct Kv(pub(super) KvStore);

impl ConfigStore for Kv {
    type Body = ReadableStream;

    async fn get(&self, environment: &str) -> Result<Option<(Stamp, ReadableStream)>, String> {
        let found = self.0.get(&name(environment)).stream_with_metadata::<Stamp>().await;
        let (stream, stamp) = found.map_err(|error| error.to_string())?;
        Ok(stamp.zip(stream))
    }

    async fn text(&self, environment: &str) -> Result<Option<(Stamp, String)>, String> {
        let found = self.0.get(&name(environment)).text_with_metadata::<Stamp>().await;
        let (text, stamp) = found.map_err(|error| error.to_string())?;
        Ok(stamp.zip(text))
    }

    async fn put(&self, environment: &str, stamp: &Stamp, document: &str) -> Result<(), String> {
        let put =
            self.0.put_bytes(&name(environment), document.as_bytes()).and_then(|put| put.metadata(stamp));
        put.map_err(|error| error.to_string())?.execute().await.map_err(|error| error.to_string())
    }

    async fn bury(&self, environment: &str) -> Result<(), String> {
        // Nobody reads the text, but there has to be one.
        let put = self.0.put(&name(environment), "null").and_then(|put| put.metadata(Stamp::NOTHING));
        let put = put.map_err(|error| error.to_string())?.expiration_ttl(BURIED_MS / 1000);
        put.execute().await.map_err(|error| error.to_string())
    }

    async fn stamp(&self, environment: &str) -> Result<Option<Stamp>, String> {
        let Some((stamp, stream)) = self.get(environment).await? else { return Ok(None) };
        // Only the metadata is wanted. Nobody waits for the end of the rest.
        drop(stream.cancel());
        Ok(Some(stamp))
    }
}

fn name(environment: &str) -> String {
    format!("config/{environment}")
}
