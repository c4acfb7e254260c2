// Italian.
{
  const VOWELS = "aeiouàèìòù";
  const BETWEEN_VOWELS = new RegExp(`([${VOWELS}])([ui])(?=[${VOWELS}])`, "g");
  const GRAVE = { á: "à", é: "è", í: "ì", ó: "ò", ú: "ù", qu: "qU" };
  const PRONOUNS = endings(
    "ci gli la le li lo mi ne si ti vi sene gliela gliele glieli glielo gliene mela mele meli melo mene tela " +
      "tele teli telo tene cela cele celi celo cene vela vele veli velo vene"
  );
  const BEFORE_PRONOUN = rules(
    ["ando endo", (stem, { pV }, end) => stem.length >= pV && stem + end],
    ["ar er ir", (stem, { pV }, end) => stem.length >= pV && `${stem}${end}e`]
  );

  const AT = rules(["at", inP2("")]);
  const IC = rules(["ic", inP2("")]);
  const SUFFIXES = rules(
    [
      "anza anze ico ici ica ice iche ichi ismo ismi abile abili ibile ibili ista iste isti istà istè istì oso " +
        "osi osa ose mente atrice atrici ante anti",
      inP2(""),
    ],
    ["azione azioni atore atori", inP2Then(IC)],
    ["logia logie", inP2("log")],
    ["uzione uzioni usione usioni", inP2("u")],
    ["enza enze", inP2("ente")],
    ["amento amenti imento imenti", inPV("")],
    ["amente", inP1Then(rules(["iv", inP2Then(AT)], ["os ic abil", inP2("")]))],
    ["ità", inP2Then(rules(["abil ic iv", inP2("")]))],
    ["ivo ivi iva ive", inP2Then(rules(["at", inP2Then(IC)]))]
  );
  const VERBS = endings(
    "ammo ando ano are arono asse assero assi assimo ata ate ati ato ava avamo avano avate avi avo emmo enda " +
      "ende endi endo erà erai eranno ere erebbe erebbero erei eremmo eremo ereste eresti erete erò erono " +
      "essero ete eva evamo evano evate evi evo Yamo iamo immo irà irai iranno ire irebbe irebbero irei iremmo " +
      "iremo ireste iresti irete irò irono isca iscano isce isci isco iscono issero ita ite iti ito iva ivamo " +
      "ivano ivate ivi ivo ono uta ute uti uto ar ir"
  );

  const withoutVowels = (word, pV) => {
    if (is("aeioàèìò", word[word.length - 1]) && word.length - 1 >= pV) {
      word = cutFrom(word.slice(0, -1), "i", pV);
    }
    return /[cg]h$/.test(word) && word.length - 2 >= pV ? cut(word, "h") : word;
  };

  const stem = (word) => {
    word = word.replace(/[áéíóú]|qu/g, (letters) => GRAVE[letters]);
    word = word.replace(BETWEEN_VOWELS, (_, a, b) => a + b.toUpperCase());
    const regions = romanceRegions(word, VOWELS);
    const { pV } = regions;
    const pronoun = ending(word, PRONOUNS);
    word = (pronoun && follow(cut(word, pronoun), BEFORE_PRONOUN, regions)) || word;
    word = follow(word, SUFFIXES, regions) || cut(word, ending(word, VERBS, pV));
    return withoutVowels(word, pV).replace(/[UI]/g, (letter) => letter.toLowerCase());
  };

  const COMMON =
    "a abbiamo ad ai al alla alle allo anche aveva avevano c che chi ci come con contro cui da dagli dai dal " +
    "dalla dalle dallo degli dei del della delle dello di dov dove e ebbe ed era erano fu furono gli ha hai " +
    "hanno ho i il in io l la le lei li lo loro lui ma mi mia mie miei mio ne negli nei nel nella nelle " +
    "nello noi non nostra nostre nostri nostro o per perché più quale quanta quanti quanto quella quelle " +
    "quelli quello questa queste questi questo se sei si sia siamo sono sta su sua sue sugli sui sul sulla " +
    "sulle sullo suo suoi ti tra tu tua tue tuo tuoi tutti tutto un una uno vi voi vostra vostro è";

  addLanguage("it", LATIN, COMMON, stem);
}
