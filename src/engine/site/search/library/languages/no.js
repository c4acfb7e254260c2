// Norwegian.
{
  const VOWELS = "aeiouyæåø";
  const MAIN = endings(
    "a e ede ande ende ane ene hetene en heten ar er heter as es edes endes enes hetenes ens hetens ers ets et het ast",
    "s",
    "erte ert"
  );
  const PAIR = endings("dt vt");
  const OTHER = endings("leg eleg ig eig lig elig els lov elov slov hetslov");

  const mayEndInS = (word) =>
    is("bcdfghjlmnoprtvyz", word[word.length - 2]) || (word.endsWith("ks") && isNot(VOWELS, word[word.length - 3]));

  const stem = (word) => {
    const p1 = Math.max(3, region(word, VOWELS));
    const end = ending(word, MAIN, p1);
    if (MAIN.get(end) === 1 || (MAIN.get(end) === 2 && mayEndInS(word))) word = cut(word, end);
    if (MAIN.get(end) === 3) word = `${cut(word, end)}er`;
    if (ending(word, PAIR, p1)) word = word.slice(0, -1);
    return cut(word, ending(word, OTHER, p1));
  };

  const COMMON =
    "alle at av bare begge ble blei bli blir blitt både båe da de deg dei deim dem den denne der dere deres det " +
    "dette di din disse du eg ein eit eller en enn er et ett etter for fordi fra før ha hadde han hans har henne " +
    "hennes her hjå ho hun hva hvem hver hvis hvor hvordan hvorfor i ikke ikkje inn inni ja jeg kan kom korleis " +
    "kun kunne kva man mange me med medan meg mellom men mi min mine mitt mot ned no noe noen nå når og også om " +
    "opp oss over på seg selv si sia sidan siden sin sine sitt sjøl skal skulle slik som somme somt så sånn til " +
    "um upp ut uten var vart vere verte vi vil ville vore vors vort være vært";

  addLanguage("no", LATIN, COMMON, stem);
}
