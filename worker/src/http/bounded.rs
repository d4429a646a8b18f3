//! Bodies that others send, whoever they are: read as they come, and no further than there may be of them.

/// The body of which `next` gives one chunk after the other, or as much of it as shows that it is too long: one byte more than `most`. What comes after
/// that is never asked for.
pub async fn read_body<C: AsRef<[u8]>, E>(
    most: usize,
    mut next: impl AsyncFnMut() -> Option<Result<C, E>>,
) -> Result<Vec<u8>, E> {
    let mut body = Vec::new();
    while body.len() <= most {
        let Some(chunk) = next().await else { break };
        let room = most.saturating_add(1).saturating_sub(body.len());
        body.extend(chunk?.as_ref().iter().take(room));
    }
    Ok(body)
}

/// The text of an answer that may have so many bytes; what is no UTF-8 in it is shown as such. A longer one is none. `Err` is for the log.
pub async fn read_answer<C: AsRef<[u8]>, E: ToString>(
    most: usize,
    next: impl AsyncFnMut() -> Option<Result<C, E>>,
) -> Result<String, String> {
    let body = read_body(most, next).await.map_err(|error| error.to_string())?;
    match body.len() > most {
        true => Err(format!("the answer has more than {most} bytes")),
        false => Ok(String::from_utf8_lossy(&body).into_owned()),
    }
}
