// Russian.
{
  const VOWELS = "аеиоуыэюя";
  const GERUND = endings("в вши вшись", "ив ивши ившись ыв ывши ывшись");
  const ADJECTIVE = endings("ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею");
  const PARTICIPLE = endings("ем нн вш ющ щ", "ивш ывш ующ");
  const VERB = endings(
    "ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно",
    "ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю"
  );
  const NOUN = endings(
    "а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я"
  );
  const REFLEXIVE = endings("ся сь");
  const DERIVATIONAL = endings("ост ость");
  const SUPERLATIVE = endings("ейш ейше");

  // Cuts an ending off; those of the first of two groups only after `а` or `я`.
  const cutGroup = (word, known, pV) => {
    const end = ending(word, known, pV);
    const stem = cut(word, end);
    const isFree = known.get(end) === 2 || (stem.length > pV && is("ая", stem[stem.length - 1]));
    return isFree ? stem : word;
  };

  const cutAny = (word, known, pV) => cut(word, ending(word, known, pV));

  const step1 = (word, pV) => {
    const gerund = cutGroup(word, GERUND, pV);
    if (gerund !== word) return gerund;
    const plain = cutAny(word, REFLEXIVE, pV);
    const adjective = cutAny(plain, ADJECTIVE, pV);
    if (adjective !== plain) return cutGroup(adjective, PARTICIPLE, pV);
    const verb = cutGroup(plain, VERB, pV);
    return verb !== plain ? verb : cutAny(plain, NOUN, pV);
  };

  const tidy = (word, pV) => {
    const end = ending(word, SUPERLATIVE, pV);
    const stem = end ? cut(word, end) : cutFrom(word, "ь", pV);
    if (!end && stem !== word) return stem;
    return stem.endsWith("нн") && stem.length - 2 >= pV ? stem.slice(0, -1) : stem;
  };

  const stem = (word) => {
    const pV = afterVowel(word, VOWELS, 0);
    const p2 = region(word, VOWELS, region(word, VOWELS));
    word = cutFrom(step1(word, pV), "и", pV);
    const end = ending(word, DERIVATIONAL, pV);
    if (end && word.length - end.length >= p2) word = cut(word, end);
    return tidy(word, pV);
  };

  const CYRILLIC =
    "\\u0400-\\u0484\\u0487-\\u052f\\u1c80-\\u1c8a\\u1d2b\\u1d78\\u2de0-\\u2dff\\ua640-\\ua69f\\ufe2e\\ufe2f";

  const COMMON =
    "без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если " +
    "есть еще ещё её же за здесь и из или им их к как когда кто куда ли мне может мы на надо наш не него нее нет " +
    "ни них но ну о об однако он она они оно от очень по под при с со так также такой там те тем то того тоже " +
    "только том ты у уже хотя чего чем что чтобы эта эти это этот я";

  addLanguage("ru", CYRILLIC, COMMON, stem);
}
