//! What of a tag's words is found to be made.

use super::*;
use crate::templates::tags::tags;

/// The tag with `!` behind what is made and `+` behind pieces of texts.
fn marked(text: &str) -> String {
    let mut made = made_values(text, &tags(text)[0]).unwrap_or_else(|| panic!("{text}"));
    made.hooks.sort_by_key(|hook| hook.at);
    let mut marked = text.to_owned();
    for hook in made.hooks.iter().rev() {
        marked.insert_str(hook.at, if hook.words.contains(PIECE) { "+" } else { "!" });
    }
    marked
}

#[test]
fn what_is_made_is_found() {
    for (text, expected) in [
        ("{{ a.b[0]?.c }}", "{{ a.b[0!]?.c }}"),
        ("{{ a | length ~ b | wordcount }}", "{{ a | length!+ ~ b | wordcount!+ }}"),
        ("{{ a | upper }}", "{{ a | upper! }}"),
        ("{{ a | trim(pat=b ~ 'c') | first }}", "{{ a | trim(pat=b+ ~ 'c')! | first }}"),
        ("{{ 'a' ~ b ~ 1 }}", "{{ 'a' ~ b+ ~ 1 }}"),
        ("{{ a ~ b | upper }}", "{{ a+ ~ b | upper!+ }}"),
        ("{{ -a * b ~ (c ~ d) ~ e.f[0] }}", "{{ -a * b+ ~ (c+ ~ d+)+ ~ e.f[0!]+ }}"),
        ("{{ a ~ b if c is d(e=f ~ g) else h | sort }}", "{{ a+ ~ b+ if c is d(e=f+ ~ g+!) else h | sort! }}"),
        ("{{ a if b not in c | keys }}", "{{ a if b not in c | keys! }}"),
        ("{{ a is not defined and not b }}", "{{ a is not defined and not b }}"),
        ("{% set l = [...l, x ~ i] %}", "{% set l = [...l, x+ ~ i+]! %}"),
        ("{% set l = [1, 'a', [none], {\"a\": -1}] %}", "{% set l = [1, 'a', [none], {\"a\": -1}] %}"),
        ("{% set_global m = {...m, \"k\": [x], 1: 2} %}", "{% set_global m = {...m, \"k\": [x]!, 1: 2}! %}"),
        ("{% set l = [x ~ i for i, j in a | sort if i] %}", "{% set l = [x+ ~ i+ for i, j in a | sort! if i]! %}"),
        ("{% set t = a[1:] ~ b?[: c ~ d :2][0] %}", "{% set t = a[1:]!+ ~ b?[: c+ ~ d+ :2]![0!]+ %}"),
        ("{% set t = range(end=5) %}", "{% set t = range(end=5)! %}"),
        ("{% set t = get_url(path=a ~ 'b') %}", "{% set t = get_url(path=a+ ~ 'b') %}"),
        (
            "{% set t = <a.b c={d ~ 'e'} f=\"g\" h {...i}/> ~ 1 %}",
            "{% set t = <a.b c={d+ ~ 'e'} f=\"g\" h {...i}/>!+ ~ 1 %}",
        ),
        ("{{ <a b={[c]}/> }}", "{{ <a b={[c]!}/> }}"),
        ("{{ <a/> | upper }}", "{{ <a/>! | upper! }}"),
        ("{% <a b={{\"c\": d}}> %}", "{% <a b={{\"c\": d}!}> %}"),
        ("{% filter upper | trim(pat='a') %}", "{% filter upper! | trim(pat='a')! %}"),
        ("{% set a | upper %}", "{% set a | upper! %}"),
        ("{% for a, b in c | pairs %}", "{% for a, b in c | pairs %}"),
        ("{% for a in c[::-1] %}", "{% for a in c[::-1]! %}"),
        ("{% elif a < b and [a] == b %}", "{% elif a < b and [a]! == b %}"),
        ("{% component a(b=[1]) {\"c\": 1} %}", "{% component a(b=[1]) {\"c\": 1} %}"),
        ("{% set a = [__tera_context, __tera_context.b] %}", "{% set a = [__tera_context!, __tera_context.b]! %}"),
        ("{% include 'a' %}", "{% include 'a' %}"),
    ] {
        assert_eq!(marked(text), expected);
    }
}

#[test]
fn the_pieces_of_long_chains_know_each_other() {
    let text = "{{ 1 ~ a ~ 'c' ~ d ~ e }}";
    let made = made_values(text, &tags(text)[0]).unwrap();
    let words: Vec<&str> = made.hooks.iter().map(|hook| hook.words.as_str()).collect();
    let first = " | tsubame_piece(chain=4,first=true)";
    let other = " | tsubame_piece(chain=4)";
    assert_eq!(words, [first, other, other]);
}

#[test]
fn what_tera_refuses_is_not_read() {
    for text in ["{{ a ~ }}", "{{ a b }}", "{{ [a }}", "{{ a | }}", "{{ {a} }}", "{{ <a }}", "{% if %}"] {
        assert_eq!(made_values(text, &tags(text)[0]), None, "{text}");
    }
    let deep = format!("{{{{ {}a{} }}}}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(made_values(&deep, &tags(&deep)[0]), None);
}
