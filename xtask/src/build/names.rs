//! Short names for what the wasm gets from its script. Those that wasm-bindgen gives carry a hash each, twice, which no
//! compression makes smaller.

use anyhow::{Result, ensure};

/// The number of the section that lists imports, and of functions among them.
const IMPORTS: u8 = 2;
const FUNCTION: u8 = 0;

/// Renames in both: the functions that `wasm` imports from `module`, which `script` defines as members of an object.
pub(super) fn shorten(wasm: &[u8], script: &str, module: &str) -> Result<(Vec<u8>, String)> {
    let (mut renamed, mut script) = (wasm.get(..8).unwrap_or_default().to_vec(), script.to_owned());
    let mut rest = wasm.get(8..).unwrap_or_default();
    while let Some((&section, after)) = rest.split_first() {
        let (body, after) = sized(after)?;
        let new = if section == IMPORTS { imports(body, &mut script, module)? } else { body.to_vec() };
        renamed.push(section);
        put_sized(&mut renamed, &new);
        rest = after;
    }
    Ok((renamed, script))
}

fn imports(body: &[u8], script: &mut String, module: &str) -> Result<Vec<u8>> {
    let (count, mut rest) = number(body)?;
    let mut renamed = Vec::new();
    put_number(&mut renamed, count);
    for index in 0..count {
        let (from, after) = sized(rest)?;
        let (name, after) = sized(after)?;
        ensure!(after.first() == Some(&FUNCTION), "the client imports something else than functions");
        let (kind, after) = number(&after[1..])?;
        put_sized(&mut renamed, from);
        if from == module.as_bytes() {
            let name = std::str::from_utf8(name)?;
            let short = format!("_{index}");
            let member = format!(" {name}: ");
            ensure!(script.matches(&member).count() == 1, "{name} is not defined once");
            *script = script.replace(&member, &format!(" {short}: "));
            put_sized(&mut renamed, short.as_bytes());
        } else {
            put_sized(&mut renamed, name);
        }
        renamed.push(FUNCTION);
        put_number(&mut renamed, kind);
        rest = after;
    }
    Ok(renamed)
}

/// Reads a number as wasm writes it: seven bits at a time, the lowest first.
fn number(bytes: &[u8]) -> Result<(u32, &[u8])> {
    let length = bytes.iter().take_while(|byte| **byte >= 0x80).count() + 1;
    ensure!(length <= 5 && length <= bytes.len(), "the wasm of the client is cut off");
    let (digits, rest) = bytes.split_at(length);
    let value = digits.iter().rev().fold(0, |value, digit| value << 7 | u32::from(digit & 0x7f));
    Ok((value, rest))
}

/// Reads bytes behind their number.
fn sized(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    ensure!(length as usize <= rest.len(), "the wasm of the client is cut off");
    Ok(rest.split_at(length as usize))
}

fn put_number(into: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        into.push(value as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

fn put_sized(into: &mut Vec<u8>, bytes: &[u8]) {
    put_number(into, bytes.len() as u32);
    into.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with two imported functions, and a custom section behind them.
    fn module(names: [&str; 2]) -> Vec<u8> {
        let mut list = vec![2];
        for (from, name) in ["./own.js", "./other.js"].into_iter().zip(names) {
            put_sized(&mut list, from.as_bytes());
            put_sized(&mut list, name.as_bytes());
            list.extend([FUNCTION, 0x81, 0x01]);
        }
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        for (section, body) in [(IMPORTS, list), (0, vec![7; 300])] {
            wasm.push(section);
            put_sized(&mut wasm, &body);
        }
        wasm
    }

    #[test]
    fn only_what_the_own_script_defines_is_renamed() {
        let script = "return { __wbg_a_0123: function() {}, __wbg_b_4567: 1 }; wasm.__wbg_a_0123();";
        let (wasm, script) = shorten(&module(["__wbg_a_0123", "__wbg_b_4567"]), script, "./own.js").unwrap();
        assert_eq!(wasm, module(["_0", "__wbg_b_4567"]));
        assert_eq!(script, "return { _0: function() {}, __wbg_b_4567: 1 }; wasm.__wbg_a_0123();");
    }

    #[test]
    fn a_function_that_the_script_lacks_is_an_error() {
        assert!(shorten(&module(["a", "b"]), "", "./own.js").is_err());
        assert!(shorten(&module(["a", "b"])[..30], " a: 1", "./own.js").is_err());
    }
}
