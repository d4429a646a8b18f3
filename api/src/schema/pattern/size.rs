//! How large a pattern is compiled, reckoned from its text: `regex-lite` tells nobody, and its own limit is in bytes of the machine that it runs on, so
//! that what the edge accepts a test could refuse. Never less than it is; a test holds both against each other.

use std::iter::Peekable;
use std::str::Chars;

/// Bytes of a state, and of one of its ranges or ways on, where an address has 64 bits.
const STATE: usize = 32;
const RANGE: usize = 8;
const WAY: usize = 4;
/// What makes it a pattern of the whole text: both ends, the group around it, and the match.
const FRAME: usize = 5 * STATE + CAPTURE;
const CAPTURE: usize = 16;
/// What one step of the work is: going through one state.
const STEP: usize = STATE;

/// Bytes of the compiled pattern; `None` where it ignores its own white space (`(?x)`), which is not followed here.
pub(super) fn compiled(pattern: &str) -> Option<usize> {
    let mut scan = Scan { rest: pattern.chars().peekable(), ignores_space: false };
    let mut bytes = FRAME;
    loop {
        bytes = bytes.saturating_add(scan.alternation(false).bytes);
        // A bracket that closes nothing: no pattern that compiles has one.
        if scan.rest.next().is_none() {
            break;
        }
    }
    (!scan.ignores_space).then_some(bytes)
}

/// How many states of it each character of a text may lead through.
pub(super) fn steps(bytes: usize) -> i64 {
    let states = bytes.saturating_sub(FRAME).div_ceil(STEP).max(1);
    i64::try_from(states).unwrap_or(i64::MAX)
}

/// A part of a pattern.
#[derive(Clone, Copy)]
struct Part {
    bytes: usize,
    /// Whether nothing matches it as well, which makes repeating it larger.
    may_be_empty: bool,
}

const NOTHING: Part = Part { bytes: 0, may_be_empty: true };

fn of_ranges(ranges: usize) -> Part {
    Part { bytes: STATE + RANGE * ranges, may_be_empty: false }
}

impl Part {
    /// This, with as many bytes more.
    fn and(self, bytes: usize) -> Part {
        Part { bytes: self.bytes.saturating_add(bytes), ..self }
    }

    fn followed_by(self, next: Part) -> Part {
        Part { may_be_empty: self.may_be_empty && next.may_be_empty, ..self.and(next.bytes) }
    }

    fn or_nothing(self) -> Part {
        Part { may_be_empty: true, ..self.and(2 * STATE + 2 * WAY) }
    }

    fn any_times(self) -> Part {
        match self.may_be_empty {
            true => self.and(3 * STATE + 4 * WAY),
            false => Part { may_be_empty: true, ..self.and(STATE + 2 * WAY) },
        }
    }

    fn times(self, times: usize) -> Part {
        let bytes = self.bytes.saturating_mul(times).max(STATE);
        Part { bytes, may_be_empty: self.may_be_empty || times == 0 }
    }

    fn repeated(self, min: usize, max: Option<usize>) -> Part {
        match (min, max) {
            (0, Some(1)) => self.or_nothing(),
            (0, None) => self.any_times(),
            (min, None) => self.times(min).and(STATE + 2 * WAY),
            (min, Some(max)) if max <= min => self.times(min),
            (min, Some(max)) => {
                let more = (max - min).saturating_mul(STATE + 2 * WAY);
                Part {
                    may_be_empty: self.may_be_empty || min == 0,
                    ..self.times(max).and(more).and(2 * STATE)
                }
            }
        }
    }
}

struct Scan<'a> {
    rest: Peekable<Chars<'a>>,
    ignores_space: bool,
}

impl Scan<'_> {
    fn skip(&mut self, expected: char) -> bool {
        self.rest.next_if_eq(&expected).is_some()
    }

    /// A number, with white space around it.
    fn number(&mut self) -> usize {
        let mut number = 0_usize;
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_digit() || c.is_whitespace()) {
            if let Some(digit) = c.to_digit(10) {
                number = number.saturating_mul(10).saturating_add(digit as usize);
            }
        }
        number
    }

    /// Up to the end, or the bracket that closes the group. `folds`: whether upper and lower case are the same.
    fn alternation(&mut self, mut folds: bool) -> Part {
        let (mut sum, mut branches, mut may_be_empty) = (0_usize, 1, false);
        // What stands before the last single thing, which alone is repeated.
        let (mut before, mut last) = (NOTHING, NOTHING);
        loop {
            match self.rest.peek() {
                None | Some(')' | '|') => {
                    let branch = before.followed_by(last);
                    sum = sum.saturating_add(branch.bytes.max(STATE));
                    may_be_empty |= branch.may_be_empty;
                    if !self.skip('|') {
                        break;
                    }
                    branches += 1;
                    (before, last) = (NOTHING, NOTHING);
                }
                Some('*' | '+' | '?' | '{') => last = self.repeated(last),
                Some(_) => {
                    // Flags stand between nothing and nothing.
                    if let Some(part) = self.single(&mut folds) {
                        before = before.followed_by(last);
                        last = part;
                    }
                }
            }
        }
        let choice = if branches == 1 { 0 } else { 2 * STATE + WAY * branches };
        Part { bytes: sum.saturating_add(choice), may_be_empty }
    }

    /// How often what came last is.
    fn repeated(&mut self, last: Part) -> Part {
        let part = match self.rest.next() {
            Some('*') => last.any_times(),
            Some('+') => last.and(STATE + 2 * WAY),
            Some('?') => last.or_nothing(),
            _ => {
                let min = self.number();
                let max = match self.skip(',') {
                    true if self.rest.peek() == Some(&'}') => None,
                    true => Some(self.number()),
                    false => Some(min),
                };
                self.skip('}');
                last.repeated(min, max)
            }
        };
        // As few as possible, which changes no size.
        self.skip('?');
        part
    }

    /// `None`: flags for what follows.
    fn single(&mut self, folds: &mut bool) -> Option<Part> {
        Some(match self.rest.next() {
            Some('(') => return self.group(folds),
            Some('[') => self.class(*folds),
            Some('\\') => match self.escape() {
                Escape::Place => Part { bytes: STATE, may_be_empty: true },
                Escape::Character => letter(*folds),
                Escape::Ranges(ranges) => of_ranges(ranges),
            },
            Some('^' | '$') => Part { bytes: STATE, may_be_empty: true },
            Some('.') => of_ranges(3),
            Some(_) => letter(*folds),
            None => NOTHING,
        })
    }

    fn group(&mut self, folds: &mut bool) -> Option<Part> {
        let mut inner_folds = *folds;
        let mut around = 2 * STATE + CAPTURE;
        if self.skip('?') {
            self.skip('P');
            if self.skip('<') {
                while self.rest.next().is_some_and(|c| c != '>') {
                    around = around.saturating_add(WAY);
                }
            } else {
                around = 0;
                let mut on = true;
                loop {
                    match self.rest.next() {
                        Some('-') => on = false,
                        Some('i') => inner_folds = on,
                        Some('x') => self.ignores_space = true,
                        // For the rest of what is around it.
                        Some(')') => {
                            *folds = inner_folds;
                            return None;
                        }
                        None | Some(':') => break,
                        Some(_) => {}
                    }
                }
            }
        }
        let inner = self.alternation(inner_folds);
        self.skip(')');
        Some(inner.and(around))
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Escape {
        match self.rest.next() {
            Some('d') => Escape::Ranges(1),
            Some('D' | 's') => Escape::Ranges(2),
            Some('S') => Escape::Ranges(3),
            Some('w') => Escape::Ranges(4),
            Some('W') => Escape::Ranges(5),
            Some(kind @ ('x' | 'u' | 'U')) => {
                if self.skip('{') {
                    while self.rest.next().is_some_and(|c| c != '}') {}
                } else {
                    for _ in 0..if kind == 'x' { 2 } else { 4 * (1 + usize::from(kind == 'U')) } {
                        self.rest.next_if(char::is_ascii_hexdigit);
                    }
                }
                Escape::Character
            }
            Some('b') => {
                // `\b{start}`, where a number would say how often.
                let mut ahead = self.rest.clone();
                if ahead.next() == Some('{') && ahead.next().is_some_and(|c| c.is_ascii_alphabetic()) {
                    while self.rest.next().is_some_and(|c| c != '}') {}
                }
                Escape::Place
            }
            Some('A' | 'z' | 'B' | '<' | '>') => Escape::Place,
            _ => Escape::Character,
        }
    }

    fn class(&mut self, folds: bool) -> Part {
        let is_negated = self.skip('^');
        let mut ranges = 0;
        while self.skip('-') {
            ranges += 1;
        }
        ranges += usize::from(ranges == 0 && self.skip(']'));
        loop {
            match self.rest.next() {
                None | Some(']') => break,
                // `[:alpha:]`
                Some('[') => {
                    while self.rest.next().is_some_and(|c| c != ']') {}
                    ranges += 5;
                }
                Some('\\') => {
                    ranges += match self.escape() {
                        Escape::Ranges(ranges) => ranges,
                        Escape::Place | Escape::Character => self.rest_of_range(),
                    }
                }
                Some(_) => ranges += self.rest_of_range(),
            }
        }
        let folded = if folds { 2 * ranges } else { ranges };
        of_ranges(folded + usize::from(is_negated))
    }

    /// One range, whether it is a single character or goes on to another.
    fn rest_of_range(&mut self) -> usize {
        let mut ahead = self.rest.clone();
        if ahead.next() == Some('-') && !matches!(ahead.next(), None | Some(']' | '-')) {
            self.rest.next();
            if self.rest.next() == Some('\\') {
                self.escape();
            }
        }
        1
    }
}

enum Escape {
    /// A place between characters.
    Place,
    Character,
    Ranges(usize),
}

fn letter(folds: bool) -> Part {
    if folds { of_ranges(2) } else { of_ranges(0) }
}
