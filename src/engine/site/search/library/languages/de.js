// German.
{
  const VOWELS = "aeiouyäöü";
  const STEP_1 = endings("em ern er", "e en es", "s");
  const STEP_2 = endings("en er est", "st");
  const STEP_3 = endings("end ung", "ig ik isch", "lich heit", "keit");
  const AFTER_HEIT = endings("er en");
  const AFTER_KEIT = endings("lich ig");
  const BETWEEN_VOWELS = new RegExp(`([${VOWELS}])([uy])(?=[${VOWELS}])`, "g");

  const before = (word, end) => word[word.length - end.length - 1];

  const step1 = (word, p1) => {
    const end = ending(word, STEP_1);
    const stem = cut(word, end);
    if (!end || stem.length < p1 || (end === "s" && !is("bdfghklmnrt", before(word, end)))) return word;
    return STEP_1.get(end) === 2 && stem.endsWith("niss") ? cut(stem, "s") : stem;
  };

  const step2 = (word, p1) => {
    const end = ending(word, STEP_2);
    const stem = cut(word, end);
    const mayBeCut = end !== "st" || (is("bdfghklmnt", before(word, end)) && stem.length > 3);
    return stem.length >= p1 && mayBeCut ? stem : word;
  };

  const step3 = (word, p1, p2) => {
    const end = ending(word, STEP_3);
    const stem = cut(word, end);
    const group = STEP_3.get(end);
    if (stem.length < p2 || (group === 2 && before(word, end) === "e")) return word;
    if (group === 1) return stem.endsWith("eig") ? stem : cutFrom(stem, "ig", p2);
    if (group === 3) return cutFrom(stem, ending(stem, AFTER_HEIT), p1);
    if (group === 4) return cutFrom(stem, ending(stem, AFTER_KEIT), p2);
    return stem;
  };

  const stem = (word) => {
    word = word.replace(/ß/g, "ss").replace(BETWEEN_VOWELS, (_, a, b) => a + b.toUpperCase());
    const r1 = region(word, VOWELS);
    const p1 = Math.max(3, r1);
    const p2 = region(word, VOWELS, r1);
    const plain = { Y: "y", U: "u", ä: "a", ö: "o", ü: "u" };
    return step3(step2(step1(word, p1), p1), p1, p2).replace(/[YUäöü]/g, (letter) => plain[letter]);
  };

  const COMMON =
    "aber als am an auch auf aus bei bin bis bist da das daß dein deine dem den der des dich die dies diese " +
    "diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwas euch euer für " +
    "gegen habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ist " +
    "jede jedem jeden jeder jedes kann kein keine keinen können man mein meine mich mir mit muss nach nicht noch " +
    "nun nur ob oder ohne sehr sein seine seinem seinen seiner sich sie sind so soll sollte um und uns unser " +
    "unter viel vom von vor war waren was weil welche welcher wenn werden wie wieder will wir wird wo wollen " +
    "während würde zu zum zur zwischen über";

  addLanguage("de", LATIN, COMMON, stem);
}
