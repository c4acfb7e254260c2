//! What stands in the field of the code: that of the moment, or one for whoever has lost their telephone.

use super::RecoveryCode;

/// What was typed beside the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// Six digits.
    Totp(String),
    /// A recovery code.
    Recovery(RecoveryCode),
}

impl SecondFactor {
    /// Reads it as people type it: with blanks, and with the digits of a Japanese keyboard. `None` for what is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).map(narrow).collect();
        if plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Totp(plain));
        }
        RecoveryCode::parse(&plain).map(Self::Recovery)
    }
}

/// A wide character of ASCII as the narrow one.
fn narrow(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_of_the_moment_and_ten_letters_are_a_recovery_code() {
        for text in ["123456", " 123 456 ", "１２３　４５６"] {
            assert_eq!(SecondFactor::parse(text), Some(SecondFactor::Totp("123456".to_owned())), "{text}");
        }
        for text in ["abcde-23456", "ABCDE 23456", "ａｂｃｄｅ－２３４５６"] {
            let code = RecoveryCode::parse("abcde-23456").unwrap();
            assert_eq!(SecondFactor::parse(text), Some(SecondFactor::Recovery(code)), "{text}");
        }
        for text in ["", "12345", "1234567", "abcde", "一二三四五六"] {
            assert_eq!(SecondFactor::parse(text), None, "{text}");
        }
    }
}
