//! Where words that count are put.

use super::*;

fn counted(text: &str) -> String {
    count_work(text, TextOf::Template { number: 7, is_caught: true, heads: &[] }).0
}

#[test]
fn work_is_counted_where_it_is_done() {
    for (text, expected) in [
        ("plain {{ 1 }} {{ 'a' }} {{ <c a={b}/> }}", "plain {{ 1 }} {{ 'a' }} {{ <c a={b}/> }}"),
        ("{{- a.b[0] -}}", "{{-  tsubame_written(value=a.b[0]) }}{{ a.b[0] -}}"),
        ("{{- a | upper }}", "{{- (a | upper ) | tsubame_written }}"),
        ("{{ a if b else c }}", "{{ (a if b else c ) | tsubame_written }}"),
        ("{% for a in b -%}x{% endfor %}", "{% for a in (b ) | tsubame_loop(line=1,template=7) -%}x{% endfor %}"),
        (
            "\n{% for k, v in b|sort -%}{% if k in v %}{% endif %}{% endfor %}",
            "\n{% for k, v in (b|sort ) | tsubame_loop(line=2,template=7) -%}{{ tsubame_work() -}}{% if k in v %}{% endif %}{% endfor %}",
        ),
        ("{% set a = b.c['d'] %}", "{% set a = b.c['d'] %}"),
        ("{% set a = a ~ 'b' %}", "{% set a = a | tsubame_piece ~ 'b' %}"),
        ("{% set a = a | upper %}", "{% set a = a | upper | tsubame_made %}"),
        ("{% set a = a | default(value=b) %}", "{% set a = a | default(value=b) %}"),
        ("{% set a = [1, 'b'] %}", "{% set a = ([1, 'b'] ) | tsubame_kept(parts=1) %}"),
        ("{% set_global a = [[a], b[0]] %}", "{% set_global a = ([[a], b[0]] ) | tsubame_kept(parts=2,nested=true) %}"),
        ("{{ [a ~ b] | length }}", "{{ ([a | tsubame_piece ~ b | tsubame_piece] | length ) | tsubame_written }}"),
        ("{% set a | upper %}{% endset %}", "{% set a | upper  | tsubame_kept %}{% endset %}"),
        ("{%- include 'a' %}", "{{- tsubame_work() }}{%- include 'a' %}"),
        ("{% block a -%} ", "{% block a -%}{{ tsubame_work() -}} "),
        (
            "{% component c(a, @b: map = {\"x\": [1]}, ...d) {\"doc\": \"x\"} %}",
            "{% component c(a, @b: map = {\"x\": [1]}, ...d) {\"doc\": \"x\"} %}{{ tsubame_work(a=a,b=b,d=d) }}",
        ),
        (
            "{% set a = [x for x in (b if c else d) if x] %}",
            "{% set a = ([x for x in ((b if c else d)) | tsubame_loop(line=1,template=7)  if x] ) | tsubame_kept(parts=1) %}",
        ),
    ] {
        assert_eq!(counted(text), expected, "{text}");
    }
    let text = "{{ a }}";
    assert_eq!(count_work(text, TextOf::Template { number: 7, is_caught: false, heads: &[] }).0, text);
    let body = "{{ load_data(path=get_env (name='A')) }}{{ a.get_env }}{{ x | load_data(y=1) }}";
    let guarded = count_work(body, TextOf::Content).0;
    assert!(guarded.starts_with("{{ (load_data_in_content(path=get_env_in_content (name='A')) "), "{guarded}");
    assert!(guarded.contains("x | load_data(y=1)"), "{guarded}");
}

#[test]
fn in_content_all_that_is_made_is_counted() {
    for (text, expected) in [
        ("{{ a | upper }}", "{{ (a | upper | tsubame_made ) | tsubame_written }}"),
        ("{% if a ~ 'b' == c %}", "{% if a | tsubame_piece ~ 'b' == c %}"),
        ("{{ <c d={a ~ 'b'}/> }}", "{{ <c d={a | tsubame_piece ~ 'b'}/> }}"),
        ("{% set a | upper %}", "{% set a | upper | tsubame_made  | tsubame_kept %}"),
        ("{% for a in b[1:] %}", "{% for a in (b[1:] | tsubame_made ) | tsubame_loop(line=1) %}{{ tsubame_work() }}"),
        ("{% if a[b] is c(d=e) %}", "{% if a[b | tsubame_made] is c(d=e | tsubame_made) %}"),
    ] {
        assert_eq!(count_work(text, TextOf::Content).0, expected, "{text}");
    }
    for (text, expected) in [
        ("{{ [a for a in b] }}", "in (b) | tsubame_loop(line=1)  if not tsubame_work() ] "),
        ("{{ [a for a in b if a == c] }}", "tsubame_loop(line=1)  if (not tsubame_work()) and ( a == c)] "),
    ] {
        let counted = count_work(text, TextOf::Content).0;
        assert!(counted.contains(expected), "{counted}");
        assert!(!self::counted(text).contains("tsubame_work"), "templates are trusted");
    }
}

#[test]
fn long_expressions_of_templates_are_only_counted_as_a_whole() {
    let text = format!("{{% set a = b{} %}}", " ~ b".repeat(150));
    let expected = format!("{{% set a = (b{} ) | tsubame_kept %}}", " ~ b".repeat(150));
    assert_eq!(counted(&text), expected);
}

#[test]
fn text_that_tera_catches_is_counted() {
    let long = "x".repeat(40);
    let in_loop = format!("{{% for a in b %}}{long}{{% endfor %}}");
    for (text, expected) in [
        (in_loop.clone(), "(line=1)"),
        (format!("{{% set c %}}{in_loop}{{% endset %}}"), "(line=1,bytes=40)"),
        (format!("{{% filter upper %}}{in_loop}{{% endfilter %}}"), "(line=1,bytes=40)"),
        (format!("{{% <c> %}}{in_loop}{{% </c> %}}"), "(line=1,bytes=40)"),
        (format!("{{% set c %}}{{% endset %}}{in_loop}"), "(line=1)"),
        (format!("{{% component c(a) %}}{long}{{% endcomponent %}}"), "{{ tsubame_work(a=a,tsubame_bytes=40) }}"),
        (format!("{{% component c() %}}{long}{{% endcomponent %}}"), "{{ tsubame_work(tsubame_bytes=40) }}"),
    ] {
        let counted = count_work(&text, TextOf::Content).0;
        assert!(counted.contains(expected), "{counted}");
    }
    assert!(counted(&in_loop).contains("(line=1,template=7,bytes=40)"));
    assert_eq!(counted(&long), format!("{{{{ tsubame_work(tsubame_bytes=40) }}}}{long}"));
    let child = format!("{{% extends 'a' %}}{long}");
    assert_eq!(counted(&child), child);
}

#[test]
fn loops_are_counted_by_rounds_where_a_round_may_take_long() {
    let body = |inside: &str| format!("{{% for a in b %}}{inside}{{% endfor %}}");
    for (inside, is_heavy) in [
        ("{{ a.title }}", false),
        ("{% if a.x == 'y' %}{% endif %}", false),
        ("{% if a.x == b.x %}{% endif %}", true),
        ("{{ a.d | date(format='%Y') }}", false),
        ("{{ a.d | sort | length }}", true),
        ("{% set c = d[1:] %}", true),
        ("{% set c = {\"a\": d} %}", false),
        ("{% set c = [...c, a] %}", true),
        ("{% if not a in b %}{% endif %}", true),
        ("{{ a ~ b }}", true),
    ] {
        assert_eq!(counted(&body(inside)).contains("tsubame_work"), is_heavy, "{inside}");
    }
    let nested = counted("{% for a in b %}{% for c in d %}{{ a ~ c }}{{ a ~ c }}{% endfor %}{% endfor %}");
    assert_eq!(nested.matches("tsubame_work").count(), 1);
}

#[test]
fn what_may_be_caught_is_known() {
    for (text, expected) in [
        ("{% set a = 1 %}{{ b }}{% if a > 1 %}{% endif %}{% include 'x' %}", false),
        ("{% set a %}{% endset %}", true),
        ("{% set a | upper %}{% endset %}", true),
        ("{% filter upper %}{% endfilter %}", true),
        ("{% component a() %}{% endcomponent %}", true),
        ("{% <a> %}{% </a> %}", true),
        ("{{ <a/> }}", false),
        ("{{ super() }}", true),
    ] {
        assert_eq!(catches(text), expected, "{text}");
    }
}
