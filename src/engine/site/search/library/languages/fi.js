// Finnish.
{
  const VOWELS = "aeiouyäö";
  const PARTICLES = rules(
    ["kin kaan kään ko kö han hän pa pä", (stem) => is(`${VOWELS}nt`, stem[stem.length - 1]) && stem],
    ["sti", inP2("")]
  );
  const after = (letters) => (stem) => letters.split(" ").some((end) => stem.endsWith(end)) && stem;
  const POSSESSIVES = rules(
    ["si", (stem) => !stem.endsWith("k") && stem],
    ["ni", (stem) => stem.replace(/kse$/, "ksi")],
    ["nsa nsä mme nne", (stem) => stem],
    ["an", after("ta ssa sta lla lta na")],
    ["än", after("tä ssä stä llä ltä nä")],
    ["en", after("lle ine")]
  );

  const LONG = /(aa|ee|ii|oo|uu|ää|öö)$/;
  const CASES = rules(
    ["han", after("a")],
    ["hen", after("e")],
    ["hin", after("i")],
    ["hon", after("o")],
    ["hän", after("ä")],
    ["hön", after("ö")],
    ["siin seen den tten", (stem) => stem],
    ["n", (stem) => (LONG.test(stem) || stem.endsWith("ie") ? stem.slice(0, -1) : stem)],
    ["a ä", (stem) => is(VOWELS, stem[stem.length - 1]) && isNot(VOWELS, stem[stem.length - 2]) && stem],
    ["tta ttä", after("e")],
    ["ta tä ssa ssä sta stä lla llä lta ltä lle na nä ksi ine", (stem) => stem]
  );
  const COMPARED = rules(
    ["mpi mpa mpä mmi mma mmä", (stem) => !stem.endsWith("po") && stem],
    ["impi impa impä immi imma immä eja ejä", (stem) => stem]
  );
  const PLURAL_IN_T = rules(["mma", (stem) => !stem.endsWith("po") && stem], ["imma", (stem) => stem]);

  // Four of the cases only count after certain letters; the ending is a shorter one where they are missing.
  const withoutCase = (word, p1) => {
    const isInRegion = (length) => word.length - length >= p1;
    const hidden =
      (/siin$/.test(word) && !(/[aeiouäö]isiin$/.test(word) && isInRegion(6))) ||
      (/seen$/.test(word) && !(LONG.test(word.slice(0, -4)) && isInRegion(6))) ||
      (/tten$/.test(word) && !(/[aeiouäö]itten$/.test(word) && isInRegion(6))) ||
      (/den$/.test(word) && !(/[aeiouäö]iden$/.test(word) && isInRegion(5)));
    return follow(word, CASES, {}, hidden ? Math.max(p1, word.length - 1) : p1);
  };

  const withoutPlural = (word, p1, p2) => {
    if (!word.endsWith("t") || word.length - 2 < p1 || !is(VOWELS, word[word.length - 2])) return word;
    const stem = cut(word, "t");
    return follow(stem, PLURAL_IN_T, {}, p2) || stem;
  };

  const tidy = (word, p1) => {
    const inside = (length) => word.length - length >= p1;
    if (inside(2) && LONG.test(word)) word = word.slice(0, -1);
    if (inside(2) && /[aäei]$/.test(word) && isNot(VOWELS, word[word.length - 2])) word = word.slice(0, -1);
    if (inside(2) && /[ou]j$/.test(word)) word = word.slice(0, -1);
    if (inside(2) && /jo$/.test(word)) word = word.slice(0, -1);
    return word.replace(LAST_DOUBLE, "$1$2");
  };
  const LAST_DOUBLE = new RegExp(`([^${VOWELS}])\\1([${VOWELS}]*)$`);

  const stem = (word) => {
    const p1 = region(word, VOWELS);
    const p2 = region(word, VOWELS, p1);
    word = follow(word, PARTICLES, { p2 }, p1) || word;
    word = follow(word, POSSESSIVES, {}, p1) || word;
    const withCase = word;
    word = withoutCase(word, p1) || word;
    const hadCase = word !== withCase;
    word = follow(word, COMPARED, {}, p2) || word;
    word = hadCase ? word.replace(/[ij]$/, (end, at) => (at >= p1 ? "" : end)) : withoutPlural(word, p1, p2);
    return tidy(word, p1);
  };

  const COMMON =
    "ei eivät emme en et ette että he heidän heidät heille heissä heitä hän häneen hänelle hänen hänessä hänet " +
    "häntä itse ja johon joka jolla jolle jonka jos jossa josta jota jotka kanssa keiden keneen kenelle kenen " +
    "ketkä kuin kuka me meidän meidät meille meitä mihin mikä millä minkä minua minulla minulle minun minut minä " +
    "missä mistä mitkä mitä mukaan mutta ne niiden niin niissä niitä noiden noin nuo nyt näiden nämä ole olemme " +
    "olen olet olette oli olisi olivat olla on ovat se sekä sen siihen siinä siitä sille sillä sinua sinulla " +
    "sinun sinut sinä sitä tai te teidän teidät teille teitä tuo tuon tähän tällä tämä tämän tässä tästä tätä " +
    "vaan vai vaikka";

  addLanguage("fi", LATIN, COMMON, stem);
}
