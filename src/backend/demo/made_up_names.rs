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
