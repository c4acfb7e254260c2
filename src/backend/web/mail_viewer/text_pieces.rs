//! A text as pages show it: the addresses in it are links, and everything else is text.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextPiece<'a> {
    pub text: &'a str,
    pub is_link: bool,
}

/// The pieces of a text, which together are all of it. An address ends where something stands that addresses do not have.
pub(super) fn text_pieces(text: &str) -> Vec<TextPiece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    let is_of_address = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '<' | '>' | '"');
    while let Some(at) = ["https://", "http://"].iter().filter_map(|start| rest.find(start)).min() {
        let (before, from) = rest.split_at(at);
        let (address, after) = from.split_at(from.find(|letter| !is_of_address(letter)).unwrap_or(from.len()));
        pieces.extend((!before.is_empty()).then_some(TextPiece { text: before, is_link: false }));
        pieces.push(TextPiece { text: address, is_link: true });
        rest = after;
    }
    pieces.extend((!rest.is_empty()).then_some(TextPiece { text: rest, is_link: false }));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_links_and_nothing_is_lost() {
        for (text, links) in [
            ("", &[][..]),
            ("席が決まりました。\n", &[]),
            (
                "確認:\nhttp://127.0.0.1:1111/api/l/a-b_c/confirm\n\n終わり",
                &["http://127.0.0.1:1111/api/l/a-b_c/confirm"],
            ),
            ("<https://example.jp/?a=1&b=2>と", &["https://example.jp/?a=1&b=2"]),
            ("https://a.example.jp/です。http://b.example.jp/", &["https://a.example.jp/", "http://b.example.jp/"]),
            ("javascript:alert(1)", &[]),
        ] {
            let pieces = text_pieces(text);
            let whole: String = pieces.iter().map(|piece| piece.text).collect();
            let found: Vec<&str> = pieces.iter().filter(|piece| piece.is_link).map(|piece| piece.text).collect();
            assert_eq!((whole.as_str(), found.as_slice()), (text, links));
        }
    }
}
