//! The cases R01 to R05 and R07 through every format, and what each format is refused for.

mod bodies;
mod files;
mod sizes;

use axum::body::Body;
use tsubame_model::schema::{FieldErrorKind, FormValues};

use self::bodies::{FORMATS, KeepingSink, encode, headers, multipart};
use super::*;
use crate::web::{
    Error,
    forms::tests::{answered, check, form, with_consent},
};

async fn decode_bytes(content_type: &str, body: Vec<u8>) -> Result<FormValues, DecodeError> {
    let mut sink = KeepingSink::default();
    Ok(decode(&form(), &headers(content_type), Body::from(body), &mut sink).await?.values)
}

/// What a field stores of what is sent in each format, or the words that its error must have.
async fn assert_stored(field: &str, written: &str, expected: Result<&str, &str>) {
    for format in FORMATS {
        let (content_type, body) = encode(format, &with_consent(&[(field, written)]));
        let values = decode_bytes(&content_type, body).await.unwrap();
        match (check(&values), expected) {
            (Ok(submission), Ok(stored)) => {
                assert_eq!(answered(&submission, field).unwrap_or_default(), stored, "{format} {written:?}");
            }
            (Err(errors), Err(words)) => {
                let said = errors[0].in_japanese();
                assert!(errors.len() == 1 && errors[0].name == field && said.contains(words), "{written:?}: {said}");
            }
            (found, _) => panic!("{format} {field} {written:?}: {found:?}"),
        }
    }
}

#[tokio::test]
async fn r01_old_carrier_addresses_and_full_width_ones() {
    let long = format!("{}@{}.example.jp", "a".repeat(64), ["b".repeat(60), "c".repeat(60), "d".repeat(56)].join("."));
    assert_eq!(long.len(), 254);
    for (written, expected) in [
        ("taro..yamada@docomo.ne.jp", Ok("taro..yamada@docomo.ne.jp")),
        ("hanako.@docomo.ne.jp", Ok("hanako.@docomo.ne.jp")),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ\u{3000}", Ok("taro@example.jp")),
        ("taro+uij@example.jp", Ok("taro+uij@example.jp")),
        (&long, Ok(&*long)),
        ("taro@@example.jp", Err("形を確かめてください")),
        ("あ@example.jp", Err("形を確かめてください")),
        (&format!("a{long}"), Err("いま255字")),
    ] {
        assert_stored("email", written, expected).await;
    }
}

#[tokio::test]
async fn r02_telephone_and_postal_code() {
    for (written, expected) in [
        ("０９０－１２３４－５６７８", Ok("09012345678")),
        ("090ー1234ー5678", Ok("09012345678")),
        ("090−1234−5678", Ok("09012345678")),
        ("+81 90 1234 5678", Ok("09012345678")),
        ("0120-000-000", Ok("0120000000")),
        ("1e1", Err("例　090-1234-5678")),
        ("3.0e2", Err("例　090-1234-5678")),
        ("0.1", Err("例　090-1234-5678")),
        ("123", Err("例　090-1234-5678")),
    ] {
        assert_stored("tel", written, expected).await;
    }
    for (written, expected) in [("〒９８０－８６７１", Ok("9808671")), ("1e1", Err("例　980-8671"))] {
        assert_stored("code", written, expected).await;
    }
}

#[tokio::test]
async fn r03_kana() {
    for (written, expected) in [
        ("ﾔﾏﾀﾞ ﾀﾛｳ", Ok("ヤマ\u{30C0} タロウ")),
        ("やまだ　たろう", Ok("ヤマ\u{30C0} タロウ")),
        ("ヤマダ・マリア", Ok("ヤマダ・マリア")),
        ("ヴァイオレット", Ok("ヴァイオレット")),
        ("オーヤ", Ok("オーヤ")),
        ("Yamada", Err("カタカナ")),
        ("山田", Err("カタカナ")),
        ("　", Err("カタカナ")),
        ("", Ok("")),
    ] {
        assert_stored("kana", written, expected).await;
    }
}

#[tokio::test]
async fn r04_characters_outside_the_everyday_set() {
    let twenty = "𠮷".repeat(20);
    let too_many = format!("{twenty}𠮷");
    for (written, expected) in [
        ("𠮷田", Ok("𠮷田")),
        ("葛\u{E0100}西", Ok("葛\u{E0100}西")),
        ("\u{9AD9}\u{FA11}", Ok("\u{9AD9}\u{FA11}")),
        ("\u{FA1B}田", Ok("\u{FA1B}田")),
        ("か\u{3099}", Ok("が")),
        ("👩\u{200D}👩\u{200D}👧", Ok("👩\u{200D}👩\u{200D}👧")),
        (&twenty, Ok(&twenty)),
        (&too_many, Err("20字までです。いま21字")),
    ] {
        assert_stored("name", written, expected).await;
    }
    let (lines, stored) = (
        format!("{}字", "漢字漢字漢字漢字漢字漢字漢字漢字漢字\r\n".repeat(50)),
        "漢字漢字漢字漢字漢字漢字漢字漢字漢字\n".repeat(50),
    );
    let filled = format!("{lines}{}", "字".repeat(49));
    assert_eq!(filled.replace("\r\n", "\n").chars().count(), 1000);
    assert_stored("text", &filled, Ok(&format!("{stored}{}", "字".repeat(50)))).await;
    assert_stored("text", &format!("{filled}字"), Err("1000字までです。いま1001字")).await;
}

#[tokio::test]
async fn r05_nul_and_broken_encodings_get_one_answer() {
    let pairs = "application/x-www-form-urlencoded";
    let (parted, cut_off) = (multipart(&[("name", b"\xE5\xB1")]), multipart(&[("name", b"a\0b")]));
    let parts = "multipart/form-data; boundary=x";
    let foreign_part = b"--x\r\ncontent-disposition: form-data; name=\"name\"\r\ncontent-type: text/plain; charset=Shift_JIS\r\n\r\n\x8E\x52\r\n--x--\r\n";
    let cases: [(&str, &[u8]); 18] = [
        (pairs, "name=山田%00太郎".as_bytes()),
        (pairs, b"name=%E5%B1"),
        (pairs, b"name=%FF"),
        (pairs, b"name=%07"),
        (pairs, b"na%00me=a"),
        ("application/json", br#"{"name": "\ud83d"}"#),
        ("application/json", br#"{"name": "\u0000"}"#),
        ("application/json", br#"{"name": ["a", "\u0007"]}"#),
        ("application/json", b"{\"name\": \"\xFF\"}"),
        ("application/json", br#"{"name": "a""#),
        ("application/json", br#"{"name": "a"} x"#),
        ("application/x-www-form-urlencoded; charset=Shift_JIS", b"name=%8E%52"),
        (&*parted.0, &*parted.1),
        (&*cut_off.0, &*cut_off.1),
        (parts, foreign_part),
        (parts, b"--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\na"),
        (parts, b"--x\r\ncontent-disposition: form-data\r\n\r\na\r\n--x--\r\n"),
        (parts, b""),
    ];
    for (content_type, body) in cases {
        let error = decode_bytes(content_type, body.to_vec()).await.unwrap_err();
        let shown = format!("{content_type}: {}", String::from_utf8_lossy(body));
        assert!(matches!(error, DecodeError::Unreadable), "{shown}: {error:?}");
        assert!(matches!(Error::from(error), Error::Unreadable), "{shown}");
    }
}

#[tokio::test]
async fn r07_conditional_fields_and_repeated_names() {
    for (sent, expected) in [
        (&[("timing", "未定"), ("timing_year", "2027")][..], Ok([Some("未定"), None, None])),
        (&[("timing", "何年か先")], Err(("timing_year", FieldErrorKind::NotTyped))),
        (&[("timing", "何年か先"), ("timing_year", "2027")], Ok([Some("何年か先"), Some("2027"), None])),
        (&[("interest", "IT"), ("interest", "製造"), ("interest", "IT")], Ok([None, None, Some("IT,製造")])),
        (&[("timing", "未定"), ("timing", "直ぐに")], Err(("timing", FieldErrorKind::Repeated))),
    ] {
        for format in FORMATS {
            let (content_type, body) = encode(format, &with_consent(sent));
            let values = decode_bytes(&content_type, body).await.unwrap();
            let found = check(&values)
                .map(|submission| ["timing", "timing_year", "interest"].map(|field| answered(&submission, field)));
            let found =
                found.map_err(|errors| errors.into_iter().map(|error| (error.name, error.kind)).collect::<Vec<_>>());
            let expected = expected.clone().map(|values| values.map(|value| value.map(str::to_owned)));
            assert_eq!(found, expected.map_err(|(name, kind)| vec![(name.to_owned(), kind)]), "{format} {sent:?}");
        }
    }
}

#[tokio::test]
async fn json_is_an_object_of_texts_and_lists_of_texts() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for (body, expected) in [
        ("{}", Ok(vec![])),
        (
            r#"{"a": "1", "b": ["2", "3"], "c": [], "a": "\ud842\udfb7"}"#,
            Ok(vec![pair("a", "1"), pair("b", "2"), pair("b", "3"), pair("a", "𠮷")]),
        ),
        (r#"{"a": 1}"#, Err("OtherShape")),
        (r#"{"a": true}"#, Err("OtherShape")),
        (r#"{"a": null}"#, Err("OtherShape")),
        (r#"{"a": {"b": "c"}}"#, Err("OtherShape")),
        (r#"{"a": ["b", ["c"]]}"#, Err("OtherShape")),
        (r#"["a"]"#, Err("OtherShape")),
        (r#""a""#, Err("OtherShape")),
        ("", Err("Unreadable")),
    ] {
        let found = decode_bytes("application/json", body.as_bytes().to_vec()).await;
        assert_eq!(
            found.map(|values| values.texts).map_err(|error| format!("{error:?}")),
            expected.map_err(str::to_owned),
            "{body}"
        );
    }
}

#[tokio::test]
async fn pairs_are_read_as_the_url_standard_says() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for (body, expected) in [
        ("", vec![]),
        (
            "a=b&&a=c+d&e&=f&g=h=i",
            vec![pair("a", "b"), pair("a", "c d"), pair("e", ""), pair("", "f"), pair("g", "h=i")],
        ),
        ("a=%2B%26%3D&b=100%&c=%zz", vec![pair("a", "+&="), pair("b", "100%"), pair("c", "%zz")]),
        ("a=%F0%A0%AE%B7&b=日", vec![pair("a", "𠮷"), pair("b", "日")]),
    ] {
        let found = decode_bytes("application/x-www-form-urlencoded", body.as_bytes().to_vec()).await.unwrap();
        assert_eq!(found.texts, expected, "{body}");
    }
}
