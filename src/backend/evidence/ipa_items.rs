//! The items of the checklist for secure web applications by IPA (7th edition): how each is met here, and by which tests that is looked at
//! in every run. The measures are named in our own words; the numbers are those of the list.

use super::ipa_item::{IpaThreat, instead, met, not_needed};

/// All of them, by what they are against.
pub(super) const THREATS: &[IpaThreat] = &[
    IpaThreat {
        name: "SQLインジェクション",
        items: &[
            met(
                "1-(i)-a",
                "SQLの値をプレースホルダで渡す",
                "すべてのSQLをSeaORMの型から組み立て、値はバインドする。手で書いた文は定数だけで、外から来た値をつながない。",
                &["every_text_is_a_value_to_the_database"],
            ),
            not_needed(
                "1-(i)-b",
                "文字列をつなぐときはリテラルとして正しく作る",
                "SQLの文字列を値とつないで作るところはない。",
                &["every_text_is_a_value_to_the_database"],
            ),
            met(
                "1-(ii)",
                "パラメータにSQLを渡さない",
                "画面から受け取るのは、IDと決められた名前だけで、SQLの一部になるものはない。",
                &["a_list_has_an_address_that_says_the_same_again"],
            ),
            met(
                "1-(iii)",
                "エラーの内容を画面に出さない",
                "サーバーの内側の誤りは「エラーが発生しました」とだけ答え、理由は記録にだけ残す。",
                &["a_folder_that_takes_nothing_is_503_and_what_came_before_stays"],
            ),
            met(
                "1-(iv)",
                "データベースの権限を必要な分だけにする",
                "PostgreSQLは専用の利用者とデータベース1つ、SQLiteは所有者だけが読めるファイル。deploy/の手順による。",
                &["systemd_finds_nothing_wrong_with_the_units_and_little_that_they_expose"],
            ),
        ],
    },
    IpaThreat {
        name: "OSコマンド・インジェクション",
        items: &[
            met(
                "2-(i)",
                "シェルを起動しない",
                "サーバーはシェルも別のプログラムも起動しない。",
                &["the_server_starts_no_other_program"],
            ),
            not_needed(
                "2-(ii)",
                "シェルに渡す値をすべて確かめる",
                "シェルに渡す値がない。",
                &["the_server_starts_no_other_program"],
            ),
        ],
    },
    IpaThreat {
        name: "ディレクトリ・トラバーサル",
        items: &[
            met(
                "3-(i)-a",
                "パラメータでファイル名を指定させない",
                "送られたファイルはIDで呼び、ファイル名は暗号化した列にだけ残る。",
                &["a_file_before_the_texts_is_kept_and_given_out_as_something_to_save"],
            ),
            met(
                "3-(i)-b",
                "固定のフォルダの中だけを開く",
                "ファイルは設定したフォルダかバケットに、乱数のIDを名前にして置く。",
                &["a_file_comes_back_and_says_nothing_to_who_has_the_folder"],
            ),
            met(
                "3-(ii)",
                "ファイルの権限を正しく管理する",
                "秘密のフォルダとファイルは所有者だけが読める。systemdの設定で、ほかの場所には書けない。",
                &["systemd_finds_nothing_wrong_with_the_units_and_little_that_they_expose"],
            ),
            met(
                "3-(iii)",
                "ファイル名を確かめる",
                "ファイル名は保存先に使わず、ヘッダーに入る形に直して返す。",
                &["names_are_what_headers_can_hold"],
            ),
        ],
    },
    IpaThreat {
        name: "セッション管理の不備",
        items: &[
            met(
                "4-(i)",
                "推測できないセッションID",
                "OSの乱数による256ビット。データベースにはハッシュだけを置く。",
                &["a_session_ends_when_it_is_left_and_after_twelve_hours"],
            ),
            met(
                "4-(ii)",
                "URLに入れない",
                "Cookieだけで渡す。",
                &["every_route_is_for_whom_it_says_and_for_nobody_else"],
            ),
            met(
                "4-(iii)",
                "Secure属性",
                "__Host-で始まる名前とSecure、HttpOnly、SameSiteをつける。",
                &["cookies_are_kept_from_scripts_other_hosts_and_plain_lines"],
            ),
            met(
                "4-(iv)-a",
                "サインインしたら新しいセッション",
                "サインインのたびに新しいIDを作る。",
                &["who_signs_in_again_with_a_browser_has_one_session_in_it"],
            ),
            met(
                "4-(iv)-b",
                "別の秘密を画面ごとに確かめる",
                "セッションごとの合言葉を、書き込みのフォームすべてで確かめる。",
                &["a_form_counts_only_from_a_page_of_the_same_session"],
            ),
            met(
                "4-(v)",
                "固定値にしない",
                "4-(i)のとおり、毎回、乱数で作る。",
                &["who_signs_in_again_with_a_browser_has_one_session_in_it"],
            ),
            met(
                "4-(vi)",
                "Cookieの期限",
                "ブラウザを閉じると消えるCookieで、操作がなければ30分、長くても12時間で終わる。",
                &["a_session_ends_when_it_is_left_and_after_twelve_hours"],
            ),
        ],
    },
    IpaThreat {
        name: "クロスサイト・スクリプティング",
        items: &[
            met(
                "5-(i)",
                "出力をすべてエスケープする",
                "画面はaskama、メールと公開ページはTeraで作り、値は自動でエスケープされる。",
                &["what_people_wrote_is_text_on_the_pages", "values_cannot_break_out_of_a_page_or_a_subject"],
            ),
            met(
                "5-(ii)",
                "URLはhttpとhttpsだけ",
                "会議のアドレスなどはhttps://で始まるものだけを受け付ける。",
                &["r18_a_join_link_reaches_people_with_a_seat_or_booking_alone"],
            ),
            met(
                "5-(iii)",
                "script要素を動的に作らない",
                "スクリプトは配布ファイルだけで、値を差し込まない。CSPはnonceのあるものだけを許す。",
                &["the_door_answers_a_script_and_a_form_alike"],
            ),
            met(
                "5-(iv)",
                "外のスタイルシートを取り込まない",
                "CSPのstyle-srcは自分自身だけ。",
                &["every_route_is_for_whom_it_says_and_for_nobody_else"],
            ),
            met(
                "5-(v)",
                "入力値を確かめる",
                "フォームの定義にある名前、型、長さ、選択肢だけを受け付ける。",
                &["errors_come_with_what_was_typed"],
            ),
            not_needed(
                "5-(vi)",
                "HTMLは構文木から必要な要素だけにする",
                "登録者と職員の入力にHTMLを許すところはない。編集者のMarkdownは公開サイトの構築で扱う。",
                &["what_people_wrote_is_text_on_the_pages"],
            ),
            not_needed(
                "5-(vii)",
                "HTMLからスクリプトを除く",
                "5-(vi)と同じ。",
                &["what_people_wrote_is_text_on_the_pages"],
            ),
            met(
                "5-(viii)",
                "Content-Typeにcharset",
                "画面はすべてtext/html; charset=utf-8。",
                &["types_say_their_encoding"],
            ),
            met(
                "5-(ix)",
                "HttpOnlyとTRACE",
                "CookieにHttpOnlyをつける。TRACEは405。",
                &["cookies_are_kept_from_scripts_other_hosts_and_plain_lines", "other_methods_are_refused"],
            ),
            met(
                "5-(x)",
                "ブラウザの保護機能",
                "CSP、X-Content-Type-Optionsをすべての画面で送る。",
                &["every_route_is_for_whom_it_says_and_for_nobody_else"],
            ),
        ],
    },
    IpaThreat {
        name: "CSRF",
        items: &[
            met(
                "6-(i)-a",
                "POSTと画面ごとの秘密",
                "書き込みはPOSTだけで、セッションごとの合言葉と送信元を確かめる。",
                &["a_form_counts_only_from_a_page_of_the_same_session"],
            ),
            instead(
                "6-(i)-b",
                "直前にパスワードを求める",
                "6-(i)-aと6-(i)-cで防ぐ。消去などは、決まった言葉の入力も求める。",
                &["somebody_is_found_written_about_and_erased"],
            ),
            met(
                "6-(i)-c",
                "リンク元を確かめる",
                "OriginとSec-Fetch-Siteを確かめ、ほかのサイトからの送信は受け付けない。",
                &["r10_the_sites_address_and_the_servers_own_may_send_and_no_other"],
            ),
            met(
                "6-(ii)",
                "重要な操作をメールで知らせる",
                "席、予約、同意、アドレスの変更は本人にメールで知らせる。",
                &["r25_every_link_of_a_booking_leads_to_its_present_state"],
            ),
        ],
    },
    IpaThreat {
        name: "HTTPヘッダ・インジェクション",
        items: &[
            met(
                "7-(i)-a",
                "ヘッダはAPIで出力する",
                "hyperの型を通し、改行のある値はヘッダーにできない。",
                &["names_are_what_headers_can_hold"],
            ),
            not_needed("7-(i)-b", "改行を許さない", "7-(i)-aのAPIを使う。", &["names_are_what_headers_can_hold"]),
            met(
                "7-(ii)",
                "外部からの入力の改行を除く",
                "1行の項目に改行のある値は受け付けない。",
                &["names_are_what_headers_can_hold"],
            ),
        ],
    },
    IpaThreat {
        name: "メールヘッダ・インジェクション",
        items: &[
            instead(
                "8-(i)-a",
                "ヘッダを固定値にする",
                "件名に行事の名前が入るため、8-(i)-bによる。個人の情報は件名に入れない。",
                &["nothing_personal_is_in_a_subject"],
            ),
            met(
                "8-(i)-b",
                "メール送信用のAPIを使う",
                "mail-builderで組み立て、宛先は解析できたアドレスだけ。",
                &["no_value_can_add_a_header_or_a_recipient"],
            ),
            met(
                "8-(ii)",
                "HTMLで宛先を指定しない",
                "宛先は保存した本人のアドレスで、画面から受け取らない。",
                &["no_value_can_add_a_header_or_a_recipient"],
            ),
            met(
                "8-(iii)",
                "外部からの入力の改行を除く",
                "件名とアドレスに改行のある値は受け付けない。",
                &["r01_what_could_end_a_line_or_an_address_is_refused"],
            ),
        ],
    },
    IpaThreat {
        name: "クリックジャッキング",
        items: &[
            met(
                "9-(i)-a",
                "X-Frame-Options",
                "DENYと、CSPのframe-ancestors 'none'。",
                &["every_route_is_for_whom_it_says_and_for_nobody_else"],
            ),
            instead(
                "9-(i)-b",
                "直前にパスワードを求める",
                "9-(i)-aで防ぐ。",
                &["every_route_is_for_whom_it_says_and_for_nobody_else"],
            ),
            met(
                "9-(ii)",
                "マウスだけで操作させない",
                "消去、席の変更、書き出しは、言葉や理由の入力を求める。",
                &["somebody_is_found_written_about_and_erased", "a_seat_is_moved_by_hand_with_its_reason"],
            ),
        ],
    },
    IpaThreat {
        name: "バッファオーバーフロー",
        items: &[
            met(
                "10-(i)-a",
                "メモリに直接触れない言語",
                "Rustで書き、unsafeを禁じている。",
                &["members_share_lints_and_lie_in_their_folders"],
            ),
            met(
                "10-(i)-b",
                "触れる部分を最小にする",
                "SQLite、TLSなど、広く使われるライブラリの中だけ。",
                &["every_dependency_has_one_row"],
            ),
            met(
                "10-(ii)",
                "修正された版を使う",
                "脆弱性の公表された版を、CIで断る。",
                &["notices_of_a_release_name_what_the_policy_allows"],
            ),
        ],
    },
    IpaThreat {
        name: "アクセス制御や認可制御の欠落",
        items: &[
            met(
                "11-(i)",
                "認証",
                "パスワード（argon2id）と時刻による6桁のコードの両方、または本人確認をともなうパスキー。試行には待ち時間。",
                &[
                    "somebody_comes_in_by_an_invitation_signs_in_and_out",
                    "many_guesses_at_once_are_no_more_than_one_after_the_other",
                    "a_passkey_signs_in_for_its_own_host_page_and_owner_alone",
                ],
            ),
            met(
                "11-(ii)",
                "認可",
                "画面ごとに権限を決め、事業の外のものは「ない」と答える。",
                &[
                    "every_route_is_for_whom_it_says_and_for_nobody_else",
                    "counsellors_notes_are_for_counsellors_and_programmes_for_their_own",
                ],
            ),
        ],
    },
];
