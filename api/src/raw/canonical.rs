//! The canonical text of a JSON text, without making a tree of it.

use crate::values::canonical_number;
use serde_json::Number;
use std::borrow::Cow;

/// Levels that are followed. What is stored has far fewer.
const LEVELS_MAX: usize = 128;

/// The text of a value in the form in which it is stored, compared and hashed, without making a tree of it. `None`: it is no JSON, or deeper than
/// anything that is stored.
pub(super) fn canonical_json(text: &str) -> Option<String> {
    let mut reader = Reader { text, at: 0, out: String::with_capacity(text.len()) };
    reader.value(0)?;
    reader.space();
    (reader.at == text.len()).then_some(reader.out)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    out: String,
}

impl<'a> Reader<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes past that byte, if it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        self.space();
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, level: usize) -> Option<()> {
        self.space();
        match self.byte()? {
            b'{' | b'[' if level >= LEVELS_MAX => None,
            b'{' => self.object(level),
            b'[' => self.list(level),
            b'"' => {
                let word = self.string()?;
                push_string(&mut self.out, &word);
                Some(())
            }
            b'-' | b'0'..=b'9' => {
                let rest = self.text.get(self.at..)?;
                let is_of_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let length = rest.bytes().take_while(is_of_number).count();
                let number: Number = serde_json::from_str(rest.get(..length)?).ok()?;
                self.at += length;
                self.out.push_str(&canonical_number(number).to_string());
                Some(())
            }
            _ => {
                let rest = self.text.get(self.at..)?;
                let word = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word))?;
                self.at += word.len();
                self.out.push_str(word);
                Some(())
            }
        }
    }

    fn list(&mut self, level: usize) -> Option<()> {
        self.at += 1;
        self.out.push('[');
        if self.takes(b']') {
            self.out.push(']');
            return Some(());
        }
        loop {
            self.value(level + 1)?;
            if self.takes(b']') {
                self.out.push(']');
                return Some(());
            }
            if !self.takes(b',') {
                return None;
            }
            self.out.push(',');
        }
    }

    /// Its members in the order of their keys. They mostly stand so already.
    fn object(&mut self, level: usize) -> Option<()> {
        self.at += 1;
        self.out.push('{');
        let begin = self.out.len();
        let mut members: Vec<(Cow<'a, str>, usize, usize)> = Vec::new();
        let mut is_sorted = true;
        if !self.takes(b'}') {
            loop {
                self.space();
                let key = self.string()?;
                if !self.takes(b':') {
                    return None;
                }
                let from = self.out.len();
                push_key(&mut self.out, &key);
                self.value(level + 1)?;
                is_sorted &= members.last().is_none_or(|(last, _, _)| *last < key);
                members.push((key, from, self.out.len()));
                if self.takes(b'}') {
                    break;
                }
                if !self.takes(b',') {
                    return None;
                }
                self.out.push(',');
            }
        }
        if !is_sorted {
            self.sort(begin, members)?;
        }
        self.out.push('}');
        Some(())
    }

    /// Of two members with one key the later one counts, as everywhere.
    fn sort(&mut self, begin: usize, mut members: Vec<(Cow<'a, str>, usize, usize)>) -> Option<()> {
        members.sort_by(|(one, from, _), (other, later, _)| one.cmp(other).then(later.cmp(from)));
        members.dedup_by(|(later, _, _), (kept, _, _)| later == kept);
        let mut sorted = String::with_capacity(self.out.len() - begin);
        for (_, from, to) in &members {
            if !sorted.is_empty() {
                sorted.push(',');
            }
            sorted.push_str(self.out.get(*from..*to)?);
        }
        self.out.truncate(begin);
        self.out.push_str(&sorted);
        Some(())
    }

    /// The text that begins here with a quote.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        if self.byte()? != b'"' {
            return None;
        }
        let (begin, mut end, mut is_plain) = (self.at, self.at + 1, true);
        loop {
            match self.text.as_bytes().get(end)? {
                b'"' => break,
                b'\\' => {
                    is_plain = false;
                    end += 2;
                }
                0..=0x1f => return None,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        match is_plain {
            true => self.text.get(begin + 1..end).map(Cow::Borrowed),
            false => serde_json::from_str(self.text.get(begin..=end)?).ok().map(Cow::Owned),
        }
    }
}

fn push_string(out: &mut String, text: &str) {
    let needs_nothing = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(needs_nothing) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        // A text becomes JSON whatever it holds.
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}

pub(super) fn push_key(out: &mut String, key: &str) {
    push_string(out, key);
    out.push(':');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::canonical;
    use serde_json::Value;

    #[test]
    fn text_becomes_what_its_tree_would() {
        for text in [
            "null",
            " true ",
            "-0.0",
            "1e2",
            "9007199254740993",
            "1e30",
            "5E-1",
            r#""""#,
            r#""a\u0041\n\"\\\/\u00e9\ud83d\ude00""#,
            "\"\u{e9}\u{1f600}\u{7f}\"",
            "[]",
            "{}",
            "[ 1.0 , [ ] , { } , {\"b\" : 1, \"a\":[2.50]} ]",
            r#"{"b":{"d":1,"c":2},"a":3,"\u0061b":4,"aa":5}"#,
            r#"{"a":1,"b":2,"a":3}"#,
            r#"{"b":1,"a":2,"b":3,"a":4}"#,
        ] {
            let tree = canonical(serde_json::from_str(text).unwrap());
            assert_eq!(canonical_json(text), Some(tree.to_string()), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for text in [
            "",
            "[",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{a:1}",
            "nul",
            "1 2",
            "\"\\x\"",
            "\"\n\"",
            "-",
            "01",
            "[1 2]",
            "\"a",
        ] {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
            assert_eq!(canonical_json(text), None, "{text}");
        }
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(canonical_json(&deep(LEVELS_MAX)).is_some());
        assert_eq!(canonical_json(&deep(LEVELS_MAX + 1)), None);
    }
}
