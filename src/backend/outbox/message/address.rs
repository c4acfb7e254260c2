//! Mail addresses on their way out: as people have them, and as mail servers want them.

use lettre::Address;

use super::fault::MessageFault;

/// An address as it stands in headers and in SMTP: what Japanese carriers once gave out, `taro..yamada@docomo.ne.jp` and
/// `hanako.@docomo.ne.jp`, has its name in quotes (RFC 5321, 4.1.2).
///
/// # Errors
///
/// No mail server would know where to send it; or a character of it could end the line it stands in.
pub(super) fn parse_address(written: &str) -> Result<Address, MessageFault> {
    let (name, host) = written.rsplit_once('@').ok_or(MessageFault::Address)?;
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_host = host.split('.').all(|label| !label.is_empty() && label.bytes().all(is_of_host));
    // Forms let no other character through. In quotes any could stand, an `@` too, and not every server reads those alike.
    let is_of_name = |byte: u8| byte == b'.' || is_of_atom(byte);
    if name.is_empty() || !name.bytes().all(is_of_name) || !is_host {
        return Err(MessageFault::Address);
    }
    let has_odd_dots = name.split('.').any(str::is_empty);
    let name = if has_odd_dots { format!("\"{name}\"") } else { name.to_owned() };
    // lettre's own check refuses names of more than 64 octets, which servers accept; what could do harm is refused above.
    Ok(Address::new_dangerous(name, host))
}

/// An address as it stands in headers, for files that speak of one.
pub(crate) fn mail_address(written: &str) -> Result<String, MessageFault> {
    parse_address(written).map(|address| address.to_string())
}

/// An address as people have it: without the quotes that [`parse_address`] puts around a name, so that an address in a
/// delivery report is found among those that are stored.
pub(in crate::outbox) fn unquoted(address: &str) -> String {
    let Some((name, host)) = address.rsplit_once('@') else { return address.to_owned() };
    let Some(inside) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return address.to_owned();
    };
    let mut plain = String::with_capacity(inside.len());
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        plain.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    format!("{plain}@{host}")
}

/// Whether a character may stand in a name without quotes (RFC 5322, 3.2.3).
fn is_of_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r01_carrier_addresses_have_quotes_and_others_do_not() {
        let long = format!("{}@example.jp", "a".repeat(243));
        assert_eq!(long.len(), 254);
        for (written, sent) in [
            ("taro..yamada@docomo.ne.jp", "\"taro..yamada\"@docomo.ne.jp"),
            ("hanako.@docomo.ne.jp", "\"hanako.\"@docomo.ne.jp"),
            (".jiro@docomo.ne.jp", "\".jiro\"@docomo.ne.jp"),
            ("taro+uij@example.jp", "taro+uij@example.jp"),
            ("a/b!c@ezweb.ne.jp", "a/b!c@ezweb.ne.jp"),
            (long.as_str(), long.as_str()),
        ] {
            assert_eq!(parse_address(written).unwrap().to_string(), sent, "{written}");
            assert_eq!(unquoted(sent), written, "{sent}");
        }
        assert_eq!(unquoted("\"a\\\"b\"@example.jp"), "a\"b@example.jp");
        assert_eq!(unquoted("no address"), "no address");
    }

    #[test]
    fn r01_what_could_end_a_line_or_an_address_is_refused() {
        for written in [
            "",
            "taro",
            "@example.jp",
            "taro@",
            "taro@example..jp",
            "a@example.jp, b@example.jp",
            "\"a\"@example.jp",
            "a b@example.jp",
            "a\\@example.jp",
            "taro@exa mple.jp",
            "taro@example.jp>",
            "taro@example.jp\r\nRCPT TO:<x@example.jp>",
            "ta\r\nro@example.jp",
            "ta\0ro@example.jp",
            "あ@example.jp",
            "taro@例え.jp",
        ] {
            assert_eq!(parse_address(written).unwrap_err(), MessageFault::Address, "{written:?}");
        }
    }
}
