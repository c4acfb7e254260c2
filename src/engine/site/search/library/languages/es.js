// Spanish.
{
  const VOWELS = "aeiouáéíóúü";
  const PRONOUNS = endings("me se sela selo selas selos la le lo las les los nos");
  // What stands before a pronoun that is cut off.
  const BEFORE_PRONOUN = rules(
    ["iéndo", inPV("iendo")],
    ["ándo", inPV("ando")],
    ["ár", inPV("ar")],
    ["ér", inPV("er")],
    ["ír", inPV("ir")],
    ["ando iendo ar er ir", (stem, { pV }, end) => stem.length >= pV && stem + end],
    ["yendo", (stem, { pV }) => stem.length >= pV && stem.endsWith("u") && `${stem}yendo`]
  );

  const AT = rules(["at", inP2("")]);
  const SUFFIXES = rules(
    [
      "anza anzas ico ica icos icas ismo ismos able ables ible ibles ista istas oso osa osos osas amiento " +
        "amientos imiento imientos",
      inP2(""),
    ],
    ["adora ador ación adoras adores aciones ante antes ancia ancias", inP2Then(rules(["ic", inP2("")]))],
    ["logía logías", inP2("log")],
    ["ución uciones", inP2("u")],
    ["encia encias", inP2("ente")],
    ["amente", inP1Then(rules(["iv", inP2Then(AT)], ["os ic ad", inP2("")]))],
    ["mente", inP2Then(rules(["ante able ible", inP2("")]))],
    ["idad idades", inP2Then(rules(["abil ic iv", inP2("")]))],
    ["iva ivo ivas ivos", inP2Then(AT)]
  );
  const VERBS_IN_Y = rules([
    "ya ye yan yen yeron yendo yo yó yas yes yais yamos",
    (stem) => stem.endsWith("u") && stem,
  ]);
  const VERBS = rules(
    ["en es éis emos", (stem) => stem.replace(/gu$/, "g")],
    [
      "arían arías arán arás aríais aría aréis aríamos aremos ará aré erían erías erán erás eríais ería eréis " +
        "eríamos eremos erá eré irían irías irán irás iríais iría iréis iríamos iremos irá iré aba ada ida ía " +
        "ara iera ad ed id ase iese aste iste an aban ían aran ieran asen iesen aron ieron ado ido ando iendo ió " +
        "ar er ir as abas adas idas ías aras ieras ases ieses ís áis abais íais arais ierais aseis ieseis asteis " +
        "isteis ados idos amos ábamos íamos imos áramos iéramos iésemos ásemos",
      (stem) => stem,
    ]
  );
  const RESIDUES = rules(
    ["os a o á í ó", inPV("")],
    ["e é", (stem, { pV }) => stem.length >= pV && (stem.length > pV ? stem.replace(/gu$/, "g") : stem)]
  );

  const stem = (word) => {
    const regions = romanceRegions(word, VOWELS);
    const { pV } = regions;
    const pronoun = ending(word, PRONOUNS);
    word = (pronoun && follow(cut(word, pronoun), BEFORE_PRONOUN, regions)) || word;
    word =
      follow(word, SUFFIXES, regions) ||
      follow(word, VERBS_IN_Y, regions, pV) ||
      follow(word, VERBS, regions, pV) ||
      word;
    word = follow(word, RESIDUES, regions) || word;
    const plain = { á: "a", é: "e", í: "i", ó: "o", ú: "u" };
    return word.replace(/[áéíóú]/g, (letter) => plain[letter]);
  };

  const COMMON =
    "a al algo algunas algunos ante antes como con contra cual cuando de del desde donde durante e el ella " +
    "ellas ellos en entre era eran es esa ese eso esta estaba estado estamos estar este esto estos está " +
    "están fue fueron ha había han has hasta hay la las le les lo los me mi mis mucho muchos muy más mí nada " +
    "ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque que quien " +
    "quienes qué se sea sido sin sobre son su sus suyo sí también tanto te tengo tiene tienen todo todos tu " +
    "tus tú un una uno unos vosotros y ya yo él";

  addLanguage("es", LATIN, COMMON, stem);
}
