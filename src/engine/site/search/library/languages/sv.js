// Swedish.
{
  const VOWELS = "aeiouyäåö";
  const MAIN = endings(
    "a arna erna heterna orna ad e ade ande arne are aste en anden aren heten ern ar er heter or as arnas " +
      "ernas ornas es ades andes ens arens hetens erns at andet het ast",
    "s"
  );
  const PAIR = endings("dd gd nn dt gt kt tt");
  const OTHER = endings("lig ig els", "löst fullt");

  const stem = (word) => {
    const p1 = Math.max(3, region(word, VOWELS));
    let end = ending(word, MAIN, p1);
    if (MAIN.get(end) === 1 || (end && is("bcdfghjklmnoprtvy", word[word.length - 2]))) word = cut(word, end);
    if (ending(word, PAIR, p1)) word = word.slice(0, -1);
    end = ending(word, OTHER, p1);
    return OTHER.get(end) === 2 ? cut(word, "t") : cut(word, end);
  };

  const COMMON =
    "alla allt att av blev bli blir blivit de dem den denna deras dess dessa det detta dig din dina ditt du " +
    "där då efter ej eller en er era ert ett från för ha hade han hans har henne hennes hon honom hur här i " +
    "icke ingen inom inte jag ju kan kunde man med mellan men mig min mina mitt mot mycket ni nu när någon " +
    "något några och om oss på samma sedan sig sin sina sitta själv skulle som så sådan till under upp ut " +
    "utan vad var vara varför varit varje vars vart vem vi vid vilka vilken vilket vår våra vårt än är åt " +
    "över";

  addLanguage("sv", LATIN, COMMON, stem);
}
