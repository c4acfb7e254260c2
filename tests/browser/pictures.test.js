// S7 to S10, and the posters of S6: what the drawing scripts promise of the pictures. They tell it themselves; no page is opened.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
const DRAWINGS = join(ROOT, "data/illustrations");
const COMPANIES = readdirSync(join(ROOT, "content/companies"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

// What a few lines of Python say with the drawing scripts at hand.
function ask(lines) {
  const script = ["import json, sys", "sys.dont_write_bytecode = True", "import draw", ...lines].join("\n");
  return JSON.parse(execFileSync("python3", ["-c", script], { cwd: DRAWINGS, encoding: "utf8" }));
}

test("S7: every picture is the drawing of its page, and its text is the sentence of what was drawn", () => {
  const checked = spawnSync("python3", ["draw.py", "--check"], { cwd: DRAWINGS, encoding: "utf8" });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
});

test("S7: a text that tells of something else is found, and an edit holds for one drawing only", () => {
  const [kept, lapsed] = ask([
    "from dataclasses import replace",
    "picture = next(p for p in draw.pictures()[0] if p.sentence)",
    "name = picture.path.as_posix()",
    "draw.EDITED[name] = {'digest': draw.digest(picture.text), 'alt': '別の言い方'}",
    "kept = draw.wanted(picture)",
    "lapsed = draw.wanted(replace(picture, text=picture.text + ' '))",
    "print(json.dumps([kept, lapsed == picture.sentence]))",
  ]);
  assert.equal(kept, "別の言い方");
  assert.equal(lapsed, true);
});

test("S8: no two people look alike, and none is of another sex or age than the page says", () => {
  const faults = ask([
    "from kit.roster import Roster, disagreements",
    "text = open('people.toml', encoding='utf-8').read()",
    "first = text.split('[[people]]')[1]",
    "twins = Roster(text + '[[people]]' + first.replace('pages = [', 'pages = [\"nowhere\", ')).faults()",
    "father = draw.ROSTER.find('interviews/parent-logistics', '三浦さん（仮名）')",
    "print(json.dumps([draw.ROSTER.faults(), len(twins), len(disagreements(father, '一児の母', '26歳')),",
    "                  disagreements(father, '毎日間に合う父になる', '38歳')]))",
  ]);
  assert.deepEqual(faults, [[], 1, 2, []]);
});

test("S9: each company has a cover and a logo of its own, eight have a gallery and faces", () => {
  const drawn = JSON.parse(readFileSync(join(DRAWINGS, "drawn.json"), "utf8"));
  const of = (name) => COMPANIES.map((company) => drawn[`content/companies/${company}/${name}`]);
  for (const name of ["cover.webp", "logo.webp"]) {
    assert.equal(of(name).filter(Boolean).length, COMPANIES.length, name);
    assert.equal(new Set(of(name)).size, COMPANIES.length, name);
  }
  for (const name of ["gallery-1.webp", "gallery-2.webp", "person-1.webp"]) {
    assert.ok(of(name).filter(Boolean).length >= 8, name);
  }
});

test("S9: no two trades share a scene, and a trade without one is a fault", () => {
  const [motifs, said] = ask([
    "from pathlib import Path",
    "from kit.front import FrontMatterError",
    "try:",
    "    draw.trade_of(Path('content/companies/none/index.md'), {'extra': {'industry': '無い業種'}})",
    "    said = ''",
    "except FrontMatterError as fault:",
    "    said = str(fault)",
    "print(json.dumps([list(draw.TRADES['motif'].values()), said]))",
  ]);
  assert.equal(new Set(motifs).size, motifs.length);
  assert.match(said, /no motif/);
});

test("S6, S10: a poster is the scene alone, and behind a head of a portrait there is a plain disc", () => {
  const [same, discs] = ask([
    "from kit import frame",
    "from kit.dice import Dice",
    "made = draw.pictures()[0]",
    "posters = [p for p in made if p.path.name == 'poster.webp']",
    "page = next(p for p in posters if 'jozenji-street' in str(p.path))",
    "same = page.text == frame.cover('zelkova', Dice(page.page.parent.as_posix()))",
    "portraits = [p.text for p in made if p.path.name == 'portrait.webp']",
    "print(json.dumps([same, [text.count('r=\"312\"') for text in portraits]]))",
  ]);
  assert.equal(same, true);
  assert.deepEqual([...new Set(discs)], [1]);
});
