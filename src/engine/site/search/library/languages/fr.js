// French.
{
  const VOWELS = "aeiouyâàëéêèïîôûù";
  const MARKED = new RegExp(`([${VOWELS}])(?:[ui](?=[${VOWELS}])|y)|y(?=[${VOWELS}])|qu`, "g");
  const LAST_ACCENT = new RegExp(`[éè]([^${VOWELS}]+)$`);

  const last = (word) => word[word.length - 1];

  // Cuts an ending off where it lies in the second region, and puts something else in its place where it does not.
  const cutOr =
    (instead) =>
    (stem, { p2 }, end) =>
      stem.length >= p2 ? stem : stem + instead;

  const IC = rules(["ic", cutOr("iqU")]);
  const BEFORE_EMENT = rules(
    ["iv", inP2Then(rules(["at", inP2("")]))],
    ["eus", (stem, regions) => inP2("")(stem, regions) || inP1("eux")(stem, regions)],
    ["abl iqU", inP2("")],
    ["ièr Ièr", inPV("i")]
  );
  const BEFORE_ITE = rules(["abil", cutOr("abl")], ["ic", cutOr("iqU")], ["iv", inP2("")]);

  const SUFFIXES = rules(
    ["ance iqUe isme able iste eux ances iqUes ismes ables istes", inP2("")],
    ["atrice ateur ation atrices ateurs ations", inP2Then(IC)],
    ["logie logies", inP2("log")],
    ["usion ution usions utions", inP2("u")],
    ["ence ences", inP2("ent")],
    ["ement ements", (stem, regions) => inPV("")(stem, regions) && (follow(stem, BEFORE_EMENT, regions) || stem)],
    ["ité ités", inP2Then(BEFORE_ITE)],
    ["if ive ifs ives", inP2Then(rules(["at", inP2Then(IC)]))],
    ["eaux", (stem) => `${stem}eau`],
    ["aux", inP1("al")],
    ["euse euses", (stem, regions) => inP2("")(stem, regions) || inP1("eux")(stem, regions)],
    ["issement issements", (stem, { p1 }) => stem.length >= p1 && isNot(VOWELS, last(stem)) && stem],
    ["amment emment ment ments", () => ""]
  );

  // Adverbs become what they are made from, which may be a verb.
  const ADVERBS = rules(
    ["amment", inPV("ant")],
    ["emment", inPV("ent")],
    ["ment ments", (stem, { pV }) => stem.length > pV && is(VOWELS, last(stem)) && stem],
    ["ement ements issement issements", () => ""]
  );

  const VERBS_IN_I = rules([
    "îmes ît îtes i ie ies ir ira irai iraIent irais irait iras irent irez iriez irions irons iront is issaIent " +
      "issais issait issant issante issantes issants isse issent isses issez issiez issions issons it",
    (stem, { pV }) => stem.length > pV && isNot(VOWELS, last(stem)) && stem,
  ]);
  const VERBS = rules(
    ["ions", inP2("")],
    ["é ée ées és èrent er era erai eraIent erais erait eras erez eriez erions erons eront ez iez", (stem) => stem],
    [
      "âmes ât âtes a ai aIent ais ait ant ante antes ants as asse assent asses assiez assions",
      (stem, { pV }) => cutFrom(stem, "e", pV),
    ]
  );

  const endsAt = (word, end, from) => word.endsWith(end) && word.length - end.length >= from;
  const RESIDUES = rules(
    ["ion", (stem, { pV, p2 }) => stem.length >= p2 && (endsAt(stem, "s", pV) || endsAt(stem, "t", pV)) && stem],
    ["ier ière Ier Ière", (stem) => `${stem}i`],
    ["e", (stem) => stem],
    ["ë", (stem, { pV }) => endsAt(stem, "gu", pV) && stem]
  );

  const withoutEnding = (word, regions) => {
    const { pV } = regions;
    const noun = follow(word, SUFFIXES, regions);
    const start = noun || follow(word, ADVERBS, regions) || word;
    const found = noun || follow(start, VERBS_IN_I, regions, pV) || follow(start, VERBS, regions, pV);
    if (found) return found.replace(/Y$/, "i").replace(/ç$/, "c");
    const isPlural = start.endsWith("s") && isNot("aiouès", start[start.length - 2]);
    const singular = isPlural ? cut(start, "s") : start;
    return follow(singular, RESIDUES, regions, pV) || singular;
  };

  const stem = (word) => {
    word = word.replace(MARKED, (letters) => letters.slice(0, -1) + last(letters).toUpperCase());
    const startsLong = is(VOWELS, word[0]) && is(VOWELS, word[1]) && word.length > 2;
    const pV = startsLong || /^(par|col|tap)/.test(word) ? 3 : afterVowel(word, VOWELS, 1);
    const p1 = region(word, VOWELS);
    word = withoutEnding(word, { pV, p1, p2: region(word, VOWELS, p1) });
    if (/(enn|onn|ett|ell|eill)$/.test(word)) word = word.slice(0, -1);
    return word.replace(LAST_ACCENT, "e$1").replace(/[IUY]/g, (letter) => letter.toLowerCase());
  };

  const COMMON =
    "ai aient ait as au aux avaient avait avec avez avons c ce ceci ces cet cette d dans de des du elle en es est " +
    "et eu eux fut il ils j je l la le les leur leurs lui m ma mais me mes moi mon même n ne nos notre nous on " +
    "ont ou par pas pour qu que quel quelle quelles quels qui s sa sans se sera ses soient sois soit sommes son " +
    "sont suis sur t ta te tes toi ton tu un une vos votre vous y à étaient était été";

  addLanguage("fr", LATIN, COMMON, stem);
}
