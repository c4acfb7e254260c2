// Dutch, under the code that its indices carry.
{
  const VOWELS = "aeiouyè";
  const STEP_1 = endings("heden", "en ene", "s se");
  const STEP_3 = endings("end ing", "ig", "lijk", "baar", "bar");
  const PLAIN = { ä: "a", á: "a", ë: "e", é: "e", ï: "i", í: "i", ö: "o", ó: "o", ü: "u", ú: "u" };
  const CONSONANTS = new RegExp(`[${VOWELS}](?:i(?=[${VOWELS}])|y)`, "g");

  const last = (word) => word[word.length - 1];
  const undouble = (word) => (/(kk|dd|tt)$/.test(word) ? word.slice(0, -1) : word);

  const withoutE = (word, p1) => {
    const stem = cutFrom(word, "e", p1);
    return stem !== word && isNot(VOWELS, last(stem)) ? undouble(stem) : word;
  };

  const withoutEn = (word, end, p1) => {
    const stem = cut(word, end);
    return stem.length >= p1 && isNot(VOWELS, last(stem)) && !stem.endsWith("gem") ? undouble(stem) : word;
  };

  const step1 = (word, p1) => {
    const end = ending(word, STEP_1);
    const stem = cut(word, end);
    if (STEP_1.get(end) === 1) return stem.length >= p1 ? `${stem}heid` : word;
    if (STEP_1.get(end) === 2) return withoutEn(word, end, p1);
    return stem.length >= p1 && isNot(`${VOWELS}j`, last(stem)) ? stem : word;
  };

  const withoutHeid = (word, p1, p2) => {
    const stem = cutFrom(word, "heid", p2);
    if (stem === word || stem.endsWith("c")) return word;
    return stem.endsWith("en") ? withoutEn(stem, "en", p1) : stem;
  };

  const withoutIg = (word, p2) => (word.endsWith("eig") ? word : cutFrom(word, "ig", p2));

  const step3 = (word, p1, p2, hadE) => {
    const end = ending(word, STEP_3);
    const stem = cut(word, end);
    if (!end || stem.length < p2) return word;
    if (end === "ig") return withoutIg(word, p2);
    if (end === "lijk") return withoutE(stem, p1);
    if (end === "baar" || end === "bar") return end === "baar" || hadE ? stem : word;
    const shorter = withoutIg(stem, p2);
    return shorter === stem ? undouble(stem) : shorter;
  };

  const withoutLongVowel = (word) => {
    const [, before, vowel, end] = /(.)(aa|ee|oo|uu)(.)$/.exec(word) || [];
    const isLong = isNot(VOWELS, before) && isNot(`${VOWELS}I`, end);
    return isLong ? word.slice(0, -2) + end : word;
  };

  const stem = (word) => {
    word = word.replace(/[äáëéïíöóüú]/g, (letter) => PLAIN[letter]).replace(/^y/, "Y");
    word = word.replace(CONSONANTS, (letters) => letters[0] + letters[1].toUpperCase());
    const r1 = region(word, VOWELS);
    // At least three bytes, as the index counts.
    const p1 = r1 < 3 && /^[\x00-\x7f]*$/.test(word.slice(0, r1)) ? 3 : r1;
    const p2 = region(word, VOWELS, r1);
    word = step1(word, p1);
    const shorter = withoutE(word, p1);
    const end = withoutLongVowel(step3(withoutHeid(shorter, p1, p2), p1, p2, shorter !== word));
    return end.replace(/[YI]/g, (letter) => letter.toLowerCase());
  };

  const COMMON =
    "aan al als bij daar dan dat de der deze die dit doch doen door dus een en er ge geen haar had heb hebben " +
    "heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me meer men met mij mijn moet " +
    "na naar niet niets nog nu of om omdat ons ook op over reeds te tegen toch toen tot u uit uw van veel voor " +
    "want waren was wat werd wezen wie wil worden zal ze zelf zich zij zijn zo zonder zou";

  addLanguage("du", LATIN, COMMON, stem);
}
