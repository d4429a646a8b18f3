//! What somebody else has answered, read through [`read_answer`]: whatever is fetched goes through here (clippy.toml refuses the runtime's own ways, which
//! read without an end).

use crate::http::read_answer;
use futures_util::StreamExt;
use worker::{Response, ResponseBody};

/// The whole text, of at most so many bytes. `Err` says why there is none.
pub(super) async fn text(mut response: Response, most: usize) -> Result<String, String> {
    if matches!(response.body(), ResponseBody::Empty) {
        return Ok(String::new());
    }
    let mut stream = response.stream().map_err(|error| error.to_string())?;
    read_answer(most, async || stream.next().await).await
}
