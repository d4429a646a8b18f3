//! Reads in Analytics Engine: one data point for the reads of an environment in a slice, with how many they were.

use super::answer;
use super::payments::abort_after;
use crate::config::Analytics;
use crate::delivery::Reads;
use crate::ports::{Local, METER_REPLY_MAX, Meter};
use worker::{
    AnalyticsEngineDataPointBuilder, AnalyticsEngineDataset, Fetch, Headers, Method, Request, RequestInit,
    Response, Result,
};

/// How long one question may take, in milliseconds.
const PATIENCE_MS: u32 = 7000;

/// The bound data set.
pub(super) struct Engine(pub(super) AnalyticsEngineDataset);

impl Meter for Engine {
    fn note(&self, environment: &str, reads: &Reads) -> std::result::Result<(), String> {
        // Whole numbers below 2^53: a real one holds them exactly.
        let doubles = [reads.reads as f64, reads.version as f64, reads.at as f64];
        let point = AnalyticsEngineDataPointBuilder::new().indexes([environment]).doubles(doubles);
        point.write_to(&self.0).map_err(|error| error.to_string())
    }

    fn ask<'a>(
        &'a self,
        analytics: &'a Analytics,
        sql: &'a str,
    ) -> Local<'a, std::result::Result<String, String>> {
        Box::pin(async move {
            let response = fetch(analytics, sql).await.map_err(|error| error.to_string())?;
            let status = response.status_code();
            let body = answer::text(response, METER_REPLY_MAX).await?;
            match status {
                200 => Ok(body),
                status => Err(format!("{status}: {}", body.chars().take(200).collect::<String>())),
            }
        })
    }
}

async fn fetch(analytics: &Analytics, sql: &str) -> Result<Response> {
    let headers = Headers::new();
    headers.set("Authorization", &format!("Bearer {}", analytics.token))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(sql.into())).with_headers(headers);
    let url =
        format!("https://api.cloudflare.com/client/v4/accounts/{}/analytics_engine/sql", analytics.account);
    let signal = abort_after(PATIENCE_MS).into();
    let outgoing = Fetch::Request(Request::new_with_init(&url, &init)?);
    outgoing.send_with_signal(&signal).await
}
