use portico_api::schema::{Kind, Setting};
use portico_app::browser::ascii_host;
use portico_app::pages::configuration::text::{json, number, read, shown, split_addresses, text_of};
use serde_json::{Value, json as value};
use wasm_bindgen_test::wasm_bindgen_test;

fn setting(kind: Value, default: Value) -> Setting {
    serde_json::from_value(value!({ "key": "a", "title": "A", "kind": kind, "default": default })).unwrap()
}

#[wasm_bindgen_test]
fn a_value_and_its_text_are_one() {
    for (kind, given) in [
        (value!({ "type": "boolean" }), value!(false)),
        (value!({ "type": "integer" }), value!(-5)),
        (value!({ "type": "number" }), value!(0.25)),
        (value!({ "type": "text", "multiline": true }), value!("a\nb ")),
        (value!({ "type": "url" }), value!("https://example.com/a")),
        (value!({ "type": "url_list" }), value!(["https://a.example", "http://localhost:3000"])),
        (value!({ "type": "colour" }), value!("#a0b1c2")),
        (value!({ "type": "json" }), value!({ "a": [1, null, "x"] })),
    ] {
        let setting = setting(kind, Value::Null);
        let text = text_of(&setting.kind, &given);
        assert_eq!(read(&setting, &text), Ok(Some(given)), "{text}");
    }
}

#[wasm_bindgen_test]
fn an_emptied_field_has_no_value_unless_a_default_would_take_its_place() {
    let text = value!({ "type": "text" });
    assert_eq!(read(&setting(text.clone(), Value::Null), ""), Ok(None));
    assert_eq!(read(&setting(text, value!("x")), ""), Ok(Some(value!(""))));
    let number = value!({ "type": "integer" });
    assert_eq!(read(&setting(number.clone(), Value::Null), " "), Ok(None));
    assert_eq!(read(&setting(number, value!(1)), ""), Err("Enter a whole number.".to_owned()));
    assert_eq!(read(&setting(value!({ "type": "url_list" }), Value::Null), "\n"), Ok(None));
}

#[wasm_bindgen_test]
fn numbers_are_read_as_people_type_them() {
    assert_eq!(number(" 42 "), value!(42));
    assert_eq!(number("-0.5"), value!(-0.5));
    assert_eq!(number("1e3"), value!(1000.0));
    assert_eq!(number("\u{200B}42\u{A0}"), value!(42));
    assert_eq!(number("\u{2212}\u{FF11}\u{FF12}"), value!(-12));
    let of_numbers = setting(value!({ "type": "number" }), Value::Null);
    for text in ["9007199254740993", "1e-400", "0.12345678901234567890", "1e999"] {
        let refused = "This number can't be kept exactly. Use at most 15 digits.";
        assert_eq!(read(&of_numbers, text), Err(refused.to_owned()), "{text}");
    }
    let refused = Err("This number can't be kept exactly. Use at most 15 digits.".to_owned());
    assert_eq!(read(&of_numbers, "\u{FF19}007199254740993"), refused, "in whatever digits");
    assert_eq!(read(&of_numbers, "9007199254740992"), Ok(Some(value!(9_007_199_254_740_992_i64))));
    for text in ["", "five", "1,5", "inf", "NaN", "0x10"] {
        assert!(number(text).is_string(), "{text}");
    }
}

#[wasm_bindgen_test]
fn pasted_addresses_are_split_and_commas_inside_them_are_kept() {
    let expected = ["https://a.example", "https://b.example", "http://localhost:3000"];
    for text in [
        "https://a.example\nhttps://b.example\r\n\nhttp://localhost:3000\n",
        "https://a.example, https://b.example,http://localhost:3000,",
        "  https://a.example;https://b.example\thttp://localhost:3000; ",
    ] {
        assert_eq!(split_addresses(text), expected, "{text:?}");
    }
    assert_eq!(split_addresses("https://a.example/x?in=1,2"), ["https://a.example/x?in=1,2"]);
    assert!(split_addresses(" ,\n; ").is_empty());
}

#[wasm_bindgen_test]
fn json_says_at_which_line_and_column_it_breaks_off() {
    let place = |text: &str| json(text).map_err(|fault| (fault.line, fault.column)).unwrap_err();
    assert_eq!(place("{\n  \"a\": 1,\n  \"b\": x\n}"), (3, 8));
    assert_eq!(place("{\"a\": 1,}"), (1, 9));
    // Characters are counted, not bytes.
    assert_eq!(place("[\"äöü\", x]"), (1, 9));
    assert_eq!(place("[1,\n"), (2, 1));
    assert_eq!(place("{\n  \"ä\": [0, 18446744073709551616]\n}"), (2, 12));
    assert_eq!(place("[1e-400]"), (1, 2));
    assert_eq!(place(&"[".repeat(65)), (1, 65));
    let sentence = json("[1 2]").unwrap_err().sentence();
    assert_eq!(sentence, "Line 1, column 4: expected `,` or `]`.");
}

#[wasm_bindgen_test]
fn a_host_in_another_script_is_shown_as_the_browser_asks_for_it() {
    assert_eq!(ascii_host("https://\u{430}pple.example/a").as_deref(), Some("xn--pple-43d.example"));
    assert_eq!(ascii_host("b\u{fc}cher.example:8080").as_deref(), Some("xn--bcher-kva.example"));
    for plain in ["https://example.com", "https://example.com/\u{fc}ber", "", "\u{430}", "https://\u{3000}"] {
        assert!(ascii_host(plain).is_none_or(|host| host.is_ascii()), "{plain}");
    }
    assert_eq!(ascii_host("https://example.com/\u{fc}ber"), None);
}

#[wasm_bindgen_test]
fn addresses_of_a_configuration_say_whom_the_browser_asks_beside_the_letters_of_another_script() {
    let list = Kind::UrlList { max_items: None };
    let (cyrillic, plain) = ("https://\u{430}pple.example/a", "https://apple.example/a");
    assert_eq!(shown(Some(&Kind::Url), &value!(cyrillic)), format!("{cyrillic} (xn--pple-43d.example)"));
    assert_eq!(
        shown(Some(&list), &value!([plain, cyrillic])),
        format!("{plain}\n{cyrillic} (xn--pple-43d.example)")
    );
    assert_eq!(shown(Some(&Kind::Url), &value!(plain)), plain);
    assert_eq!(
        shown(None, &value!(cyrillic)),
        cyrillic,
        "of a setting that is gone, nobody knows that it is an address"
    );
}
