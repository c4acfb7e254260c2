// Danish.
{
  const VOWELS = "aeiouyæåø";
  const MAIN = endings(
    "hed ethed ered e erede ende erende ene erne ere en heden eren er heder erer heds es endes erendes enes ernes " +
      "eres ens hedens erens ers ets erets et eret",
    "s"
  );
  const PAIR = endings("gd dt gt kt");
  const OTHER = endings("ig lig elig els", "løst");

  const withoutPair = (word, p1) => (ending(word, PAIR, p1) ? word.slice(0, -1) : word);

  const stem = (word) => {
    const p1 = Math.max(3, region(word, VOWELS));
    let end = ending(word, MAIN, p1);
    if (MAIN.get(end) === 1 || (end && is("abcdfghjklmnoprtvyzå", word[word.length - 2]))) word = cut(word, end);
    word = withoutPair(word, p1);
    if (word.endsWith("igst")) word = cut(word, "st");
    end = ending(word, OTHER, p1);
    if (end === "løst") word = cut(word, "t");
    else if (end) word = withoutPair(cut(word, end), p1);
    const last = word[word.length - 1];
    const isDouble = word.length > p1 && isNot(VOWELS, last) && word[word.length - 2] === last;
    return isDouble ? word.slice(0, -1) : word;
  };

  const COMMON =
    "af alle alt at blev blive bliver da de dem den denne der deres det dette dig din disse dog du efter eller en " +
    "end er et for fra ham han hans har havde have hende hendes her hos hun hvad hvis hvor i ikke ind jeg jo " +
    "kunne man mange med meget men mig min mine mit mod ned noget nogle nu når og også om op os over på selv sig " +
    "sin sine sit skal skulle som sådan thi til ud under var vi vil ville vor være været";

  addLanguage("da", LATIN, COMMON, stem);
}
