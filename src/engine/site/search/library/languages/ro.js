// Romanian.
{
  const VOWELS = "aeiouâîă";
  const BETWEEN_VOWELS = new RegExp(`([${VOWELS}])([ui])(?=[${VOWELS}])`, "g");
  const PLURALS = rules(
    ["ul ului", inP1("")],
    ["aua", inP1("a")],
    ["ea ele elor", inP1("e")],
    ["ii iua iei iile iilor ilor", inP1("i")],
    ["ile", (stem, { p1 }) => stem.length >= p1 && !stem.endsWith("ab") && `${stem}i`],
    ["atei", inP1("at")],
    ["aţie aţia", inP1("aţi")]
  );
  const COMBINED = rules(
    ["abilitate abilitati abilităi abilităţi", inP1("abil")],
    ["ibilitate", inP1("ibil")],
    ["ivitate ivitati ivităi ivităţi", inP1("iv")],
    [
      "icitate icitati icităi icităţi icator icatori iciv iciva icive icivi icivă ical icala icale icali icală",
      inP1("ic"),
    ],
    ["ativ ativa ative ativi ativă aţiune atoare ator atori ătoare ător ători", inP1("at")],
    ["itiv itiva itive itivi itivă iţiune itoare itor itori", inP1("it")]
  );
  const SUFFIXES = rules(
    [
      "at ata ată ati ate ut uta ută uti ute it ita ită iti ite ic ica ice ici ică abil abila abile abili abilă ibil " +
        "ibila ibile ibili ibilă oasa oasă oase os osi oşi ant anta ante anti antă ator atori itate itati ităi ităţi " +
        "iv iva ive ivi ivă",
      inP2(""),
    ],
    ["iune iuni", (stem, { p2 }) => stem.length >= p2 && stem.endsWith("ţ") && `${cut(stem, "ţ")}t`],
    ["ism isme ist ista iste isti istă işti", inP2("ist")]
  );
  const VERBS = rules(
    [
      "are ere ire âre ind ând indu ându eze ească ez ezi ează esc eşti eşte ăsc ăşti ăşte am ai au eam eai ea eaţi " +
        "eau iam iai ia iaţi iau ui aşi arăm arăţi ară uşi urăm urăţi ură işi irăm irăţi iră âi âşi ârăm ârăţi âră " +
        "asem aseşi ase aserăm aserăţi aseră isem iseşi ise iserăm iserăţi iseră âsem âseşi âse âserăm âserăţi âseră " +
        "usem useşi use userăm userăţi useră",
      (stem, { pV }) => stem.length > pV && (isNot(VOWELS, stem[stem.length - 1]) || stem.endsWith("u")) && stem,
    ],
    [
      "ăm aţi em eţi im iţi âm âţi seşi serăm serăţi seră sei se sesem seseşi sese seserăm seserăţi seseră",
      (stem) => stem,
    ]
  );
  const LAST_VOWELS = rules(["a e i ie ă", inPV("")]);

  const stem = (word) => {
    word = word.replace(BETWEEN_VOWELS, (_, a, b) => a + b.toUpperCase());
    const regions = romanceRegions(word, VOWELS);
    word = follow(word, PLURALS, regions) || word;
    const start = word;
    for (let next = word; next; next = follow(word, COMBINED, regions)) word = next;
    const found = follow(word, SUFFIXES, regions) || (word !== start && word);
    word = found || follow(word, VERBS, regions, regions.pV) || word;
    word = follow(word, LAST_VOWELS, regions) || word;
    return word.replace(/[UI]/g, (letter) => letter.toLowerCase());
  };

  const COMMON =
    "acea aceasta această aceea acei aceia acel acela acele acelea acest acesta aceste acestea aceşti aceştia ai " +
    "al ale alea altceva am ar are asta au avea avem aveţi azi bine ca care ce cel ceva chiar cine cineva cu cum " +
    "cât câte câţi că cărei căror către da dacă dar de deci deja din după ea ei el ele este eu fi fie fiecare " +
    "fără iar la le li lor lui mai mea mei mele meu mi mie mult multă ne nici nişte noi nostru nu ori orice " +
    "oricine pe pentru peste poate prea prin sa sale sau se spre sub sunt suntem să său ta tale te toate toată " +
    "tot toţi tu tău un una unde unei unele uneori unii unui unul voastră voi vostru vă îi îl îmi în înainte îţi " +
    "şi ţi";

  addLanguage("ro", LATIN, COMMON, stem);
}
