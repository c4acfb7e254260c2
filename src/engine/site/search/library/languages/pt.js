// Portuguese. Letters with a tilde are taken apart, so that the tilde stands as a letter of its own.
{
  const VOWELS = "aeiouáéíóúâêô";
  const AT = rules(["at", inP2("")]);
  const SUFFIXES = rules(
    [
      "eza ezas ico ica icos icas ismo ismos ável ível ista istas oso osa osos osas amento amentos imento imentos " +
        "adora ador aça~o adoras adores aço~es ante antes ância",
      inP2(""),
    ],
    ["logia logias", inP2("log")],
    ["uça~o uço~es", inP2("u")],
    ["ência ências", inP2("ente")],
    ["amente", inP1Then(rules(["iv", inP2Then(AT)], ["os ic ad", inP2("")]))],
    ["mente", inP2Then(rules(["ante avel ível", inP2("")]))],
    ["idade idades", inP2Then(rules(["abil ic iv", inP2("")]))],
    ["iva ivo ivas ivos", inP2Then(AT)],
    ["ira iras", (stem, { pV }) => stem.length >= pV && stem.endsWith("e") && `${stem}ir`]
  );
  const VERBS = endings(
    "ada ida ia aria eria iria ará ara erá era irá ava asse esse isse aste este iste ei arei erei irei am iam ariam " +
      "eriam iriam aram eram iram avam em arem erem irem assem essem issem ado ido ando endo indo ara~o era~o ira~o " +
      "ar er ir as adas idas ias arias erias irias arás aras erás eras irás avas es ardes erdes irdes ares eres ires " +
      "asses esses isses astes estes istes is ais eis íeis aríeis eríeis iríeis áreis areis éreis ereis íreis ireis " +
      "ásseis ésseis ísseis áveis ados idos ámos amos íamos aríamos eríamos iríamos áramos éramos íramos ávamos emos " +
      "aremos eremos iremos ássemos êssemos íssemos imos armos ermos irmos eu iu ou ira iras"
  );
  const RESIDUES = rules(["os a i o á í ó", inPV("")]);

  // Cuts `u` off after `g`, and `i` after `c`.
  const withoutSoftener = (word, pV) => (/(gu|ci)$/.test(word) && word.length - 1 >= pV ? word.slice(0, -1) : word);
  const FORMS = rules(
    ["e é ê", (stem, { pV }) => stem.length >= pV && withoutSoftener(stem, pV)],
    ["ç", (stem) => `${stem}c`]
  );

  const withoutEnding = (word, regions) => {
    const { pV } = regions;
    const verb = ending(word, VERBS, pV);
    const found = follow(word, SUFFIXES, regions) || (verb && cut(word, verb));
    if (!found) return follow(word, RESIDUES, regions) || word;
    return found.endsWith("ci") ? withoutSoftener(found, pV) : found;
  };

  const stem = (word) => {
    word = word.replace(/ã/g, "a~").replace(/õ/g, "o~");
    const regions = romanceRegions(word, VOWELS);
    word = withoutEnding(word, regions);
    word = follow(word, FORMS, regions) || word;
    return word.replace(/a~/g, "ã").replace(/o~/g, "õ");
  };

  const COMMON =
    "a ao aos aquela aquelas aquele aqueles aquilo as até com como da das de dela delas dele deles depois do dos " +
    "e ela elas ele eles em entre era eram essa essas esse esses esta estamos estas estava este estes está estão " +
    "eu foi fomos for fora foram fosse fui há isso isto já lhe lhes mais mas me mesmo meu meus minha minhas muito " +
    "na nas nem no nos nossa nossas nosso nossos num numa não nós o os ou para pela pelas pelo pelos por qual " +
    "quando que quem se seja sem será seu seus somos sua suas são só também te tem temos tenho teu teus tinha tu " +
    "tua um uma você vocês vos à às éramos";

  addLanguage("pt", LATIN, COMMON, stem);
}
