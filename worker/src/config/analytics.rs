//! Where reads are counted in place of the database.

/// Analytics Engine: whose it is, what it is read with, and the name of the data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analytics {
    pub account: String,
    pub token: String,
    pub dataset: String,
    /// One of how many reads is noted, with that weight: 1 to 100.
    pub one_of: i64,
}

impl Analytics {
    /// `ANALYTICS_ACCOUNT`, `ANALYTICS_TOKEN`, `ANALYTICS_DATASET` and the binding named `READS`: all of it, or what is missing of it. Without
    /// `ANALYTICS_SAMPLE`, all reads are noted.
    pub(super) fn read(variable: &impl Fn(&str) -> String) -> Result<Option<Self>, String> {
        let (account, token, dataset) =
            (variable("ANALYTICS_ACCOUNT"), variable("ANALYTICS_TOKEN"), variable("ANALYTICS_DATASET"));
        let is_name = |text: &str| text.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        let parts = [
            ("a binding named READS", !variable("READS").is_empty()),
            ("ANALYTICS_ACCOUNT", !account.is_empty() && is_name(&account)),
            ("ANALYTICS_TOKEN", !token.is_empty()),
            ("ANALYTICS_DATASET", !dataset.is_empty() && is_name(&dataset)),
        ];
        let sample = Some(variable("ANALYTICS_SAMPLE")).filter(|sample| !sample.is_empty());
        let one_of =
            sample.map_or(Some(1), |sample| sample.parse().ok()).filter(|one_of| (1..=100).contains(one_of));
        let Some(one_of) = one_of else {
            return Err(
                "reads are counted in the database: ANALYTICS_SAMPLE is no number from 1 to 100".to_owned()
            );
        };
        let lacks: Vec<_> = parts.iter().filter(|(_, is_there)| !is_there).map(|(name, _)| *name).collect();
        match lacks.len() {
            0 => Ok(Some(Self { account, token, dataset, one_of })),
            all if all == parts.len() => Ok(None),
            _ => {
                Err(format!("reads are counted in the database: Analytics Engine lacks {}", lacks.join(", ")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn read(variables: &[(&str, &str)]) -> Config {
        let variable = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        Config::read(variable, "localhost:8787")
    }

    #[test]
    fn analytics_engine_counts_only_where_what_it_counts_can_be_asked_for() {
        let all = [
            ("READS", "bound"),
            ("ANALYTICS_ACCOUNT", "0123abcd"),
            ("ANALYTICS_TOKEN", "secret"),
            ("ANALYTICS_DATASET", "portico_reads"),
        ];
        let config = read(&all);
        assert!(config.analytics.is_some_and(|analytics| analytics.dataset == "portico_reads"));
        assert_eq!((read(&[]).analytics, read(&[]).analytics_lacks), (None, None));
        for (name, _) in all {
            let rest: Vec<_> = all.into_iter().filter(|(other, _)| *other != name).collect();
            let config = read(&rest);
            assert_eq!(config.analytics, None);
            assert!(config.analytics_lacks.is_some_and(|lacks| lacks.contains(name)), "{name}");
        }
        let wrong = [all[0], all[1], all[2], ("ANALYTICS_DATASET", "reads; DROP")];
        assert_eq!(read(&wrong).analytics, None);
        let sampled = |one_of| {
            let config = read(&[all[0], all[1], all[2], all[3], ("ANALYTICS_SAMPLE", one_of)]);
            config.analytics.map(|analytics| analytics.one_of)
        };
        assert_eq!((sampled(""), sampled("10")), (Some(1), Some(10)));
        assert!(["0", "101", "-1", "ten"].iter().all(|wrong| sampled(wrong).is_none()));
    }
}
