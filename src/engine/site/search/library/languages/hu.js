// Hungarian.
{
  const VOWELS = "aeiouáéíóöőúüű";
  const DOUBLE = /(bb|cc|dd|ff|gg|jj|kk|ll|mm|nn|pp|rr|ss|tt|vv|zz|ccs|ggy|lly|nny|ssz|tty|zzs)$/;
  const START = new RegExp(`^[${VOWELS}]+(dzs|cs|gy|ly|ny|sz|ty|zs|[^${VOWELS}])`);

  const undouble = (stem, { p1 }) =>
    stem.length >= p1 && DOUBLE.test(stem) && stem.slice(0, -2) + stem[stem.length - 1];
  const withoutAccent = (stem, { p1 }) => {
    const isAccented = /[áé]$/.test(stem) && stem.length - 1 >= p1;
    return isAccented ? stem.slice(0, -1) + (stem.endsWith("á") ? "a" : "e") : stem;
  };

  // One after the other; each cuts at most one ending off.
  const STEPS = [
    rules(["al el", undouble]),
    rules([
      "ban ben ba be ra re nak nek val vel tól től ról ről ból ből hoz hez höz nál nél ig at et ot öt ért képp " +
        "képpen kor ul ül vá vé onként enként anként ként en on an ön n t",
      (stem, regions) => stem.length >= regions.p1 && withoutAccent(stem, regions),
    ]),
    rules(["én", inP1("e")], ["án ánként", inP1("a")]),
    rules(["astul estül stul stül", inP1("")], ["ástul", inP1("a")], ["éstül", inP1("e")]),
    rules(["á é", undouble]),
    rules(["oké öké aké eké ké éi é", inP1("")], ["éké éé ééi", inP1("e")], ["áké áéi", inP1("a")]),
    rules(
      ["ünk unk nk juk jük uk ük em om am m od ed ad öd d ja je a e o", inP1("")],
      ["ánk ájuk ám ád á", inP1("a")],
      ["énk éjük ém éd é", inP1("e")]
    ),
    rules(
      [
        "jaim jeim aim eim im jaid jeid aid eid id jai jei ai ei i jaink jeink eink aink ink jaitok jeitek aitok " +
          "eitek itek jeik jaik aik eik ik",
        inP1(""),
      ],
      ["áim áid ái áink áitok áik", inP1("a")],
      ["éim éid éi éink éitek éik", inP1("e")]
    ),
    rules(["ák", inP1("a")], ["ék", inP1("e")], ["ök ak ok ek k", inP1("")]),
  ];

  const stem = (word) => {
    const [start] = START.exec(word) || [];
    const p1 = is(VOWELS, word[0]) ? (start || word).length : afterVowel(word, VOWELS, 0);
    return STEPS.reduce((now, step) => follow(now, step, { p1 }) || now, word);
  };

  const COMMON =
    "a abban ahhoz ahogy ahol aki akik akkor alatt amely amelyek amelyet amikor amit amíg annak arra arról " +
    "az azok azon azonban azt azután azzal azért be benne bár cikk csak de e eddig egy egyes egyetlen egyik " +
    "egyéb együtt ehhez ekkor el ellen elég elő először ennek ez ezek ezen ezt ezzel ezért fel felé hanem " +
    "hiszen hogy hogyan igen ill ilyen ilyenkor is ismét itt jobban jó jól kell kellett keresztül ki kívül " +
    "között közül legalább lehet lehetett lenne lesz lett maga magát majd meg mellett mely melyek mert mi " +
    "mikor milyen minden mindent mint mintha mit mivel miért most már más másik még míg nagy nagyon ne nekem " +
    "neki nem nincs néha néhány nélkül olyan ott pedig persze rá s saját sem semmi sok sokat sokkal szemben " +
    "szerint szinte számára talán tehát teljes tovább továbbá több utolsó után utána vagy vagyis valaki " +
    "valami való van vannak vele viszont volna volt voltak végül által általában át és így össze úgy új " +
    "újabb újra ő ők őket";

  addLanguage("hu", LATIN, COMMON, stem);
}
