//! Texts that could be said better.

use crate::check::explanation::{Explanation, error, warning};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "style-file",
        "the words of style cannot be read",
        "data/style.yaml is read strictly: a key that does not exist is a fault.\n\
            \n\
            wrong:  avoid: [絶対]\n\
            right:  avoid: [{word: 絶対, instead: 根拠を書きます}]",
    ),
    warning(
        "style-width",
        "digits or letters of full width, or kana of half width",
        "Search, screen readers and the eye take them for other letters.\n\
            \n\
            wrong:  午後７時、ﾃﾚﾜｰｸ\n\
            right:  午後7時、テレワーク",
    ),
    warning(
        "style-long-sentence",
        "a sentence is too long for a phone",
        "`sentence_max` in data/style.yaml says how long a sentence may be; if it does not, 100 letters.\n\
            \n\
            wrong:  one sentence that goes on over four lines of a phone\n\
            right:  two sentences",
    ),
    warning(
        "style-honorific",
        "an honorific is two in one",
        "The list is `honorifics` in data/style.yaml.\n\
            \n\
            wrong:  ご覧になられましたか\n\
            right:  ご覧になりましたか",
    ),
    warning(
        "style-repeated-no",
        "the particle の stands four times or more in one clause",
        "Readers lose what hangs on what.\n\
            \n\
            wrong:  仙台の会社の若手の社員の声\n\
            right:  仙台の会社で働く若手の声",
    ),
    warning(
        "style-exclamation",
        "marks of exclamation or question in a row",
        "One says as much.\n\
            \n\
            wrong:  お待ちしています！！\n\
            right:  お待ちしています。",
    ),
    warning(
        "style-word",
        "a word that the site avoids",
        "The list is `avoid` in data/style.yaml. These words promise what nobody can keep, or say what every company says.\n\
            \n\
            wrong:  アットホームな職場です\n\
            right:  昼は12人で同じ卓を囲みます",
    ),
    warning(
        "style-double-particle",
        "a particle is written twice",
        "The list is `particles` in data/style.yaml.\n\
            \n\
            wrong:  仕事をを探す\n\
            right:  仕事を探す",
    ),
    warning(
        "style-space",
        "a space between Japanese letters",
        "It is a slip of the hand, or stands for a comma. Screen readers stop there.\n\
            \n\
            wrong:  仙台の 仕事\n\
            right:  仙台の仕事",
    ),
];
