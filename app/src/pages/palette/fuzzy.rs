//! How well what is typed fits an entry: the letters of each word in their order, anywhere, the better the closer together and the nearer to the
//! beginnings of words.

use portico_api::environments::Mode;

/// An entry as it is compared: in lower case, with what stands at the beginning of a word marked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Comparable {
    letters: Vec<(char, bool)>,
}

impl Comparable {
    pub(super) fn new(text: &str) -> Self {
        let mut letters = Vec::with_capacity(text.len());
        let mut begins = true;
        for letter in text.chars().flat_map(char::to_lowercase) {
            if letter.is_alphanumeric() {
                letters.push((letter, begins));
            }
            begins = !letter.is_alphanumeric();
        }
        Self { letters }
    }

    /// The higher the better; `None`: it does not fit. Everything fits nothing. Words fit in any order.
    pub(super) fn score(&self, typed: &Typed) -> Option<i32> {
        let scores: Option<Vec<i32>> = typed.words.iter().map(|word| self.fits(word)).collect();
        let length: usize = typed.words.iter().map(Vec::len).sum();
        // Of two that fit alike, the shorter one.
        let spare = self.letters.len().saturating_sub(length).min(60);
        Some(scores?.iter().sum::<i32>() * 8 - i32::try_from(spare).unwrap_or(60))
    }

    fn fits(&self, word: &[char]) -> Option<i32> {
        let (mut score, mut at, mut last) = (0, 0, None);
        for wanted in word {
            let rest = self.letters.get(at..)?;
            // What follows the last one, else the beginning of a word.
            let next = rest.first().filter(|(letter, _)| letter == wanted && last.is_some()).map(|_| 0);
            let begins = || rest.iter().position(|(letter, begins)| *begins && letter == wanted);
            let any = || rest.iter().position(|(letter, _)| letter == wanted);
            let step = next.or_else(begins).or_else(any)?;
            let found = at + step;
            let (_, begins) = self.letters.get(found)?;
            score += match (last.is_some_and(|last| last + 1 == found), *begins) {
                (true, _) => 8,
                (false, true) => 6,
                (false, false) => 0,
            };
            if last.is_some() {
                score -= i32::try_from(step.min(10)).unwrap_or(10);
            }
            last = Some(found);
            at = found + 1;
        }
        Some(score)
    }
}

/// What is typed: blanks, slashes and all that is no letter or digit part words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Typed {
    words: Vec<Vec<char>>,
}

impl Typed {
    pub(super) fn new(text: &str) -> Self {
        let parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
        Self { words: parts.map(|part| part.chars().flat_map(char::to_lowercase).collect()).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What stands before a mode ("acme / shop" of "acme / shop / live"), and the mode.
    pub(super) fn before_mode(&self) -> Option<(Self, Mode)> {
        let (last, before) = self.words.split_last().filter(|(_, before)| !before.is_empty())?;
        Some((Self { words: before.to_vec() }, mode(&last.iter().collect::<String>())?))
    }
}

/// The mode that this is the beginning of.
pub(super) fn mode(word: &str) -> Option<Mode> {
    let begins = |mode: &str| word.chars().count() >= 2 && mode.starts_with(word);
    match (begins("sandbox"), begins("live")) {
        (true, _) => Some(Mode::Sandbox),
        (_, true) => Some(Mode::Live),
        _ => None,
    }
}
