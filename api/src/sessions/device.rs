//! What a browser is called in words, from what it says of itself. It may say anything, so this is a help to recognize one's own, and no proof.

/// What the sentence says where nothing is known.
const UNKNOWN: &str = "Unknown browser";

/// Mark and name. Most browsers name others as well, to be taken for them: whoever borrows a mark stands before it.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("curl/", "curl"),
];

/// Safari alone has this one beside its own: others have it without a version of their own.
const SAFARI: [&str; 2] = ["Version/", "Safari/"];

/// Mark and name, in the same order: a phone says that it is like a Mac, and Android that it is Linux.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// "Chrome on macOS", "Firefox", or "Unknown browser".
pub fn device(user_agent: &str) -> String {
    let named = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let is_safari = || SAFARI.iter().all(|mark| user_agent.contains(mark)).then_some("Safari");
    match (named(BROWSERS).or_else(is_safari), named(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("{UNKNOWN} on {system}"),
        (None, None) => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn browsers_are_told_from_those_that_they_want_to_be_taken_for() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
        let iphone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let android = "Mozilla/5.0 (Linux; Android 10; K)";
        for (said, words) in [
            (format!("{mac} {webkit} Chrome/131.0.0.0 Safari/537.36"), "Chrome on macOS"),
            (format!("{windows} {webkit} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"), "Edge on Windows"),
            (format!("{windows} {webkit} Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0"), "Opera on Windows"),
            (
                format!("{mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"),
                "Safari on macOS",
            ),
            (format!("{iphone} Version/18.1 Mobile/15E148 Safari/604.1"), "Safari on iPhone"),
            (format!("{iphone} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1"), "Chrome on iPhone"),
            (format!("{iphone} FxiOS/133.0 Mobile/15E148 Safari/605.1.15"), "Firefox on iPhone"),
            (format!("{android} {webkit} Chrome/131.0.0.0 Mobile Safari/537.36"), "Chrome on Android"),
            (
                format!("{android} {webkit} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36"),
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0".to_owned(),
                "Firefox on Linux",
            ),
            (
                format!("Mozilla/5.0 (X11; Linux x86_64) {webkit} HeadlessChrome/131.0.0.0 Safari/537.36"),
                "Chrome on Linux",
            ),
            (
                format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {webkit} Chrome/131.0.0.0 Safari/537.36"),
                "Chrome on ChromeOS",
            ),
            ("curl/8.11.0".to_owned(), "curl"),
        ] {
            assert_eq!(device(&said), words, "{said}");
        }
    }

    #[test]
    fn what_is_not_known_is_said_to_be_unknown() {
        assert_eq!(device(""), "Unknown browser");
        assert_eq!(device("Tests/1.0"), "Unknown browser");
        assert_eq!(device("Something (Macintosh)"), "Unknown browser on macOS");
        assert_eq!(device("<b>Chrome</b>"), "Unknown browser");
    }
}
