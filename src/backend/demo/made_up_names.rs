//! Names as there are many in Japan, put together by chance: nobody in particular is called so.

use fastrand::Rng;

/// Family names with their readings.
const FAMILIES: [(&str, &str); 40] = [
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("高橋", "タカハシ"),
    ("田中", "タナカ"),
    ("伊藤", "イトウ"),
    ("渡辺", "ワタナベ"),
    ("山本", "ヤマモト"),
    ("中村", "ナカムラ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
    ("吉田", "ヨシダ"),
    ("山田", "ヤマダ"),
    ("佐々木", "ササキ"),
    ("山口", "ヤマグチ"),
    ("松本", "マツモト"),
    ("井上", "イノウエ"),
    ("木村", "キムラ"),
    ("林", "ハヤシ"),
    ("斎藤", "サイトウ"),
    ("清水", "シミズ"),
    ("阿部", "アベ"),
    ("千葉", "チバ"),
    ("菅原", "スガワラ"),
    ("今野", "コンノ"),
    ("遠藤", "エンドウ"),
    ("三浦", "ミウラ"),
    ("大友", "オオトモ"),
    ("庄司", "ショウジ"),
    ("及川", "オイカワ"),
    ("熊谷", "クマガイ"),
    ("髙木", "タカギ"),
    ("山﨑", "ヤマザキ"),
    ("渡邉", "ワタナベ"),
    ("𠮷田", "ヨシダ"),
    ("齋藤", "サイトウ"),
    ("早坂", "ハヤサカ"),
    ("赤間", "アカマ"),
    ("相澤", "アイザワ"),
    ("丹野", "タンノ"),
    ("日野", "ヒノ"),
];

/// Given names with their readings.
const GIVEN: [(&str, &str); 40] = [
    ("陽菜", "ヒナ"),
    ("蓮", "レン"),
    ("結衣", "ユイ"),
    ("悠真", "ユウマ"),
    ("葵", "アオイ"),
    ("湊", "ミナト"),
    ("凛", "リン"),
    ("大翔", "ヒロト"),
    ("美咲", "ミサキ"),
    ("翔太", "ショウタ"),
    ("愛", "アイ"),
    ("健太", "ケンタ"),
    ("彩花", "アヤカ"),
    ("拓也", "タクヤ"),
    ("真央", "マオ"),
    ("大輔", "ダイスケ"),
    ("優奈", "ユウナ"),
    ("直樹", "ナオキ"),
    ("千尋", "チヒロ"),
    ("亮", "リョウ"),
    ("桃子", "モモコ"),
    ("隼人", "ハヤト"),
    ("沙織", "サオリ"),
    ("和也", "カズヤ"),
    ("麻衣", "マイ"),
    ("智也", "トモヤ"),
    ("奈々", "ナナ"),
    ("圭", "ケイ"),
    ("遥", "ハルカ"),
    ("誠", "マコト"),
    ("未来", "ミク"),
    ("航", "ワタル"),
    ("由紀", "ユキ"),
    ("駿", "シュン"),
    ("あかり", "アカリ"),
    ("涼", "リョウ"),
    ("香織", "カオリ"),
    ("悟", "サトル"),
    ("恵", "メグミ"),
    ("樹", "イツキ"),
];

/// Somebody who does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MadeUpPerson {
    pub name: String,
    pub kana: String,
    pub email: String,
    pub phone: String,
}

impl MadeUpPerson {
    /// The one of this number.
    pub fn of_chance(number: usize, chance: &mut Rng) -> Self {
        let (family, family_kana) = FAMILIES[chance.usize(..FAMILIES.len())];
        let (given, given_kana) = GIVEN[chance.usize(..GIVEN.len())];
        Self {
            name: format!("{family} {given}"),
            kana: format!("{family_kana} {given_kana}"),
            email: format!("person{number:04}@example.jp"),
            phone: format!("090{number:08}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{
        HashKey,
        search::{PersonQuery, PersonTexts, grams_of},
    };

    const WIDE: &[(&str, &str)] =
        &[("ハヤシ", "ﾊﾔｼ"), ("ミナト", "ﾐﾅﾄ"), ("サトウ", "ｻﾄｳ"), ("アオイ", "ｱｵｲ"), ("アイ", "ｱｲ")];

    /// Every way of writing somebody whose name has two parts.
    fn ways([family, given]: [&str; 2]) -> Vec<String> {
        let mut ways = vec![family.to_owned(), given.to_owned()];
        for between in ["", " ", "　", "・", "  "] {
            ways.push(format!("{family}{between}{given}"));
        }
        ways.push(format!("{given} {family}"));
        ways.push(format!(" {family}　{given} "));
        ways
    }

    fn hiragana(kana: &str) -> String {
        kana.chars().map(|letter| char::from_u32(u32::from(letter) - 0x60).unwrap()).collect()
    }

    #[test]
    fn every_way_of_writing_somebody_finds_them_however_they_wrote_it() {
        let (key, mut chance) = (HashKey::new([1; 32]), Rng::with_seed(1));
        for _ in 0..300 {
            let (family, family_kana) = FAMILIES[chance.usize(..FAMILIES.len())];
            let (given, given_kana) = GIVEN[chance.usize(..GIVEN.len())];
            let between = ["", " ", "　", "・"][chance.usize(..4)];
            let mut texts = PersonTexts::default();
            texts.add("name", &format!("{family}{between}{given}"));
            texts.add("kana", &format!("{family_kana}{between}{given_kana}"));
            let grams = grams_of(&texts, &key);
            let (soft_family, soft_given) = (hiragana(family_kana), hiragana(given_kana));
            let mut typed = ways([family, given]);
            typed.extend(ways([family_kana, given_kana]));
            typed.extend(ways([&soft_family, &soft_given]));
            typed.extend(
                WIDE.iter()
                    .filter(|(wide, _)| [family_kana, given_kana].contains(wide))
                    .map(|(_, half)| (*half).to_owned()),
            );
            for text in typed {
                let query = PersonQuery::parse(&text).unwrap();
                assert!(query.verify(&texts), "{text} of {:?}", texts.names);
                assert!(query.grams(&key).is_subset(&grams), "{text} of {:?}", texts.names);
            }
        }
    }
}
