//! How well what is typed fits an entry: its letters in their order, anywhere, the better the closer together and the nearer to the beginnings of words.

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

    /// The higher the better; `None`: it does not fit. Everything fits nothing.
    pub(super) fn score(&self, typed: &Typed) -> Option<i32> {
        let (mut score, mut at, mut last) = (0, 0, None);
        for wanted in &typed.letters {
            let rest = self.letters.get(at..)?;
            // The beginning of a word first, if what follows the last one does not fit.
            let next = rest.first().filter(|(letter, _)| letter == wanted).map(|_| 0);
            let word = || rest.iter().position(|(letter, begins)| *begins && letter == wanted);
            let any = || rest.iter().position(|(letter, _)| letter == wanted);
            let step = next.or_else(word).or_else(any)?;
            let found = at + step;
            let (_, begins) = self.letters.get(found)?;
            score += match (last.is_some_and(|last| last + 1 == found), *begins) {
                (true, _) => 8,
                (false, true) => 6,
                (false, false) => 0,
            };
            score -= i32::try_from(step.min(10)).unwrap_or(10);
            last = Some(found);
            at = found + 1;
        }
        // Of two that fit alike, the shorter one.
        let spare = self.letters.len().saturating_sub(typed.letters.len()).min(60);
        Some(score * 8 - i32::try_from(spare).unwrap_or(60))
    }
}

/// What is typed: blanks and slashes only part words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Typed {
    letters: Vec<char>,
}

impl Typed {
    pub(super) fn new(text: &str) -> Self {
        let letters = text.chars().flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric());
        Self { letters: letters.collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }
}
