"""What a page says about its picture, read from its front matter."""

import re
import tomllib

_BY_TAG = {
    "街歩き": ("zelkova", "river", "station"), "移動": ("train", "subway", "station"), "食": ("kitchen", "market"),
    "エンジニア": ("factory", "desk", "lab"), "ものづくり": ("woodwork", "factory"), "企画": ("desk", "kitchen"),
    "リモートワーク": ("desk",), "副業・兼業": ("desk",), "働き方": ("desk", "station"), "お金": ("kitchen", "desk"),
    "接客": ("market",), "対面": ("hall",), "オンライン": ("desk",), "Uターン": ("station", "train"),
    "Iターン": ("zelkova", "river"), "農業": ("field",), "水産": ("sea",), "物流": ("port",), "エネルギー": ("windmill",),
    "医療・福祉": ("care",), "研究": ("lab",), "子育て": ("zelkova", "kitchen"), "住まい": ("river", "kitchen"),
}
_BY_SECTION = {
    "events": ("hall",), "interviews": ("zelkova", "river", "station"), "companies": ("desk", "factory", "field"),
    "articles": ("river", "zelkova", "station", "train"), "videos": ("station", "zelkova", "river"),
}


class FrontMatterError(Exception):
    """A page whose front matter cannot be read."""


def read(text):
    """The front matter of a page as nested tables; an empty one where there is none."""
    found = re.match(r"\ufeff?(\+\+\+|---)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|$)", text, re.S)
    if not found:
        return {}
    if found[1] == "---":
        return _read_yaml(found[2])
    try:
        return tomllib.loads(found[2].replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as fault:
        raise FrontMatterError(str(fault)) from fault


def _read_yaml(text):
    """The plain subset of YAML that pages use: nested keys, words, and lists of words.

    The standard library has no YAML; what this does not understand it leaves out.
    """
    top, open_tables = {}, [(-1, {})]
    open_tables[0] = (-1, top)
    last = None
    for line in text.splitlines():
        item = re.match(r"( *)- +(.*)$", line)
        if item and last is not None:
            table, key = last
            if not isinstance(table[key], list):
                table[key] = []
            table[key].append(_plain(item[2]))
            continue
        pair = re.match(r"( *)([^\s:#][^:]*): *(.*)$", line)
        if not pair:
            continue
        indent, key, value = len(pair[1]), pair[2].strip(), pair[3].strip()
        while open_tables[-1][0] >= indent:
            open_tables.pop()
        table = open_tables[-1][1]
        if value:
            table[key] = _inline(value)
        else:
            table[key] = {}
            open_tables.append((indent, table[key]))
            last = (table, key)
    return top


def _inline(value):
    """A value on the key's own line: a word, or a list in brackets."""
    if value.startswith("[") and value.endswith("]"):
        return [_plain(part) for part in value[1:-1].split(",") if part.strip()]
    return _plain(value)


def _plain(word):
    """A word without its quotes."""
    word = word.strip()
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else word


def table(data, *keys):
    """A table inside tables, empty where the page has something else in its place."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def motif_of(data, section, dice):
    """The page's motif: its own word, else one that suits a tag, else one that suits the section."""
    named = table(data, "extra").get("motif")
    if named:
        return named
    tags = table(data, "taxonomies").get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if tag in _BY_TAG:
            return dice.pick(_BY_TAG[tag])
    return dice.pick(_BY_SECTION.get(section, ("zelkova", "river", "station")))
