//! What a style sheet makes a browser ask for.

use cssparser::{ParseError, Parser, ParserInput, Token};

use super::request_kind::RequestKind;

/// Something that a style sheet asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StyleRequest {
    pub kind: RequestKind,
    /// The address as written.
    pub address: String,
}

/// How deep blocks may lie in each other; what lies deeper is not read.
const DEEPEST: usize = 64;

/// Reads a style sheet, which may be broken: then as browsers would.
pub(super) fn read_style_requests(css: &str) -> Vec<StyleRequest> {
    let mut found = Vec::new();
    let mut input = ParserInput::new(css);
    read_block(&mut Parser::new(&mut input), RequestKind::Image, &mut found, 0);
    found
}

/// Reads a block in which addresses are asked for as `kind`.
fn read_block(parser: &mut Parser<'_, '_>, kind: RequestKind, found: &mut Vec<StyleRequest>, depth: usize) {
    // The at-rule whose prelude or block is being read.
    let mut inside = kind;
    loop {
        let token = match parser.next_including_whitespace_and_comments() {
            Ok(token) => token.clone(),
            Err(_) => return,
        };
        match token {
            Token::AtKeyword(name) => {
                inside = match name.to_ascii_lowercase().as_str() {
                    "import" => RequestKind::Style,
                    "font-face" => RequestKind::Font,
                    _ => kind,
                };
            }
            Token::UnquotedUrl(address) => add(inside, &address, found),
            Token::QuotedString(address) if inside == RequestKind::Style => add(inside, &address, found),
            Token::Function(name) => {
                let is_address = ["url", "src", "image-set", "-webkit-image-set"]
                    .iter()
                    .any(|known| name.eq_ignore_ascii_case(known));
                nest(parser, depth, |parser| {
                    if is_address {
                        read_addresses(parser, inside, found);
                    } else {
                        read_block(parser, inside, found, depth + 1);
                    }
                });
            }
            Token::CurlyBracketBlock => {
                nest(parser, depth, |parser| read_block(parser, inside, found, depth + 1));
                inside = kind;
            }
            Token::ParenthesisBlock | Token::SquareBracketBlock => {
                nest(parser, depth, |parser| read_block(parser, inside, found, depth + 1));
            }
            Token::Semicolon if depth == 0 || inside == RequestKind::Style => inside = kind,
            _ => {}
        }
    }
}

/// The addresses among the arguments of a function that takes them in quotes or as `url()`.
fn read_addresses(parser: &mut Parser<'_, '_>, kind: RequestKind, found: &mut Vec<StyleRequest>) {
    while let Ok(token) = parser.next().cloned() {
        match token {
            Token::QuotedString(address) | Token::UnquotedUrl(address) => add(kind, &address, found),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                nest(parser, 0, |parser| {
                    if let Ok(address) = parser.expect_string() {
                        add(kind, &address.clone(), found);
                    }
                });
            }
            _ => {}
        }
    }
}

/// Reads the inside of the block that was just opened; else the parser passes over it.
fn nest(parser: &mut Parser<'_, '_>, depth: usize, read: impl FnOnce(&mut Parser<'_, '_>)) {
    if depth < DEEPEST {
        let _ = parser.parse_nested_block(|parser| {
            read(parser);
            Ok::<(), ParseError<'_, ()>>(())
        });
    }
}

fn add(kind: RequestKind, address: &str, found: &mut Vec<StyleRequest>) {
    let request = StyleRequest { kind, address: address.trim().to_owned() };
    if !request.address.is_empty() && !found.contains(&request) {
        found.push(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_style_sheet_asks_for() {
        use RequestKind::{Font, Image, Style};
        for (css, expected) in [
            (
                "@import 'a.css'; @import url(b.css) screen; a{background:url(c.png)}",
                &[(Style, "a.css"), (Style, "b.css"), (Image, "c.png")][..],
            ),
            (
                "@font-face{font-family:x;src:local(y),url('a.woff2') format('woff2')} a{content:'no.png'}",
                &[(Font, "a.woff2")],
            ),
            (
                "@media (min-width:1px){@font-face{src:url(a)}b{background:image-set('c' 1x,url(\"d\") 2x)}}",
                &[(Font, "a"), (Image, "c"), (Image, "d")],
            ),
            ("a{background:linear-gradient(red,blue),URL( e.png )}", &[(Image, "e.png")]),
            ("a{b:url(x", &[(Image, "x")]),
            ("/* url(x) */ a{}", &[]),
        ] {
            let found = read_style_requests(css);
            let found: Vec<_> = found.iter().map(|request| (request.kind, request.address.as_str())).collect();
            assert_eq!(found, expected, "{css}");
        }
        assert_eq!(read_style_requests(&"a{b:c(".repeat(50_000)), []);
    }
}
