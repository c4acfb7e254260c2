// Turkish: suffixes are read from the end of a word on, in the orders that the language allows.
{
  const VOWELS = "aeıioöuü";
  // The vowels that may stand before a suffix, by the vowel of that suffix.
  const IN_HARMONY = { a: "aıou", e: "eiöü", ı: "aı", i: "ei", o: "ou", ö: "öü", u: "ou", ü: "öü" };

  // A word that is read backwards. `at` is where reading has come to, `end` where the suffix ends that is being read.
  // What reads something says whether it was there; what was not there leaves `at` where it was.
  class Reader {
    constructor(word) {
      this.word = word;
      this.at = word.length;
      this.end = this.at;
      this.mayBeNoun = true;
    }

    letter(back) {
      return this.word[this.at - back];
    }

    // Begins to read a suffix here.
    begin() {
      this.end = this.at;
      return true;
    }

    // Cuts off what was read since.
    cut() {
      this.word = this.word.slice(0, this.at) + this.word.slice(this.end);
      this.end = this.at;
      return true;
    }

    // The first of some readings that succeeds.
    any(...readings) {
      const left = this.word.length - this.at;
      const isRead = readings.some((reading) => {
        this.at = this.word.length - left;
        return reading();
      });
      if (!isRead) this.at = this.word.length - left;
      return isRead;
    }

    // One reading after the other, as long as they succeed.
    maybe(reading) {
      return this.any(reading, () => true);
    }

    isInHarmony() {
      const letters = Array.from(this.word.slice(0, this.at)).reverse();
      const last = letters.findIndex((letter) => is(VOWELS, letter));
      return last >= 0 && letters.slice(last + 1).some((letter) => is(IN_HARMONY[letters[last]], letter));
    }

    // A letter that stands between a vowel and a suffix and belongs to the suffix.
    joint(letter) {
      if (this.letter(1) === letter) {
        if (!is(VOWELS, this.letter(2))) return false;
        this.at -= 1;
        return true;
      }
      return this.at > 0 && is(VOWELS, this.letter(2));
    }

    jointVowel() {
      const isVowel = is("ıiuü", this.letter(1));
      if (!isNot(VOWELS, this.letter(2))) return false;
      if (isVowel) this.at -= 1;
      return true;
    }

    // A suffix by its name in `SUFFIXES`.
    suffix(name) {
      const { known, isFree, joint } = SUFFIXES[name];
      const at = this.at;
      if (!isFree && !this.isInHarmony()) return false;
      const found = ending(this.word.slice(0, at), known);
      this.at -= found.length;
      const isThere = found && (!joint || (joint === "U" ? this.jointVowel() : this.joint(joint)));
      if (!isThere) this.at = at;
      return Boolean(isThere);
    }

    suffixes(names) {
      return names.split(" ").some((name) => this.suffix(name));
    }
  }

  const four = (start, end) => Array.from("ıiuü", (vowel) => start + vowel + end).join(" ");
  const suffix = (list, joint, isFree) => ({ known: endings(list), joint, isFree });
  const SUFFIXES = {
    possessive: suffix(`${four("m", "z")} ${four("n", "z")} m n`, "U", true),
    sU: suffix("ı i u ü", "s"),
    lArI: suffix("leri ları", "", true),
    yU: suffix("ı i u ü", "y"),
    nU: suffix(four("n", "")),
    nUn: suffix(four("", "n"), "n"),
    yA: suffix("a e", "y"),
    nA: suffix("na ne"),
    DA: suffix("da de ta te"),
    ndA: suffix("nda nde"),
    DAn: suffix("dan den tan ten"),
    ndAn: suffix("ndan nden"),
    ylA: suffix("la le", "y"),
    ki: suffix("ki", "", true),
    ncA: suffix("ca ce", "n"),
    yUm: suffix(four("", "m"), "y"),
    sUn: suffix(four("s", "n")),
    yUz: suffix(four("", "z"), "y"),
    sUnUz: suffix("sınız siniz sunuz sünüz", "", true),
    lAr: suffix("ler lar"),
    nUz: suffix(four("n", "z")),
    DUr: suffix(`${four("t", "r")} ${four("d", "r")}`),
    cAsInA: suffix("casına cesine", "", true),
    yDU: suffix(["m", "n", "k", ""].map((end) => `${four("t", end)} ${four("d", end)}`).join(" "), "y"),
    ysA: suffix("sam san sak sem sen sek sa se", "y", true),
    ymUş: suffix(four("m", "ş"), "y"),
    yken: suffix("ken", "y", true),
  };

  const PERSONS = "sUnUz lAr yUm sUn yUz";

  // What makes a noun a verb, as in "it was a house".
  function cutVerbSuffixes(word) {
    const personThenMiş = () => word.maybe(() => word.suffixes(PERSONS)) && word.suffix("ymUş");
    word.begin();
    const isThere = word.any(
      () => word.suffixes("ymUş yDU ysA yken"),
      () => word.suffix("cAsInA") && personThenMiş(),
      () => {
        if (!word.suffix("lAr")) return false;
        word.cut();
        word.maybe(() => word.begin() && word.suffixes("DUr yDU ysA ymUş"));
        word.mayBeNoun = false;
        return true;
      },
      () => word.suffix("nUz") && word.suffixes("yDU ysA"),
      () => word.suffixes("sUnUz yUz sUn yUm") && word.cut() && word.maybe(() => word.begin() && word.suffix("ymUş")),
      () => word.suffix("DUr") && word.cut() && word.maybe(() => word.begin() && personThenMiş())
    );
    if (isThere) word.cut();
  }

  // Reads and cuts a suffix.
  const take = (word, names) => word.begin() && word.suffixes(names) && word.cut();
  const pluralThenKi = (word) => word.maybe(() => take(word, "lAr") && cutBeforeKi(word));

  // What stands before "ki", as in "that in the house", with it.
  function cutBeforeKi(word) {
    const end = (names) => word.suffixes(names) && word.cut();
    const afterDA = () =>
      word.begin() &&
      word.any(
        () => end("lAr") && word.maybe(() => cutBeforeKi(word)),
        () => end("possessive") && pluralThenKi(word)
      );
    const afterNUn = () =>
      word.begin() &&
      word.any(
        () => end("lArI"),
        () => take(word, "possessive sU") && pluralThenKi(word),
        () => cutBeforeKi(word)
      );
    word.begin();
    return (
      word.suffix("ki") &&
      word.any(
        () => end("DA") && word.maybe(afterDA),
        () => end("nUn") && word.maybe(afterNUn),
        () =>
          word.suffix("ndA") &&
          word.any(
            () => end("lArI"),
            () => end("sU") && pluralThenKi(word),
            () => cutBeforeKi(word)
          )
      )
    );
  }

  function cutNounSuffixes(word) {
    const end = (names) => word.suffixes(names) && word.cut();
    const owned = () => take(word, "possessive sU") && pluralThenKi(word);
    const ki = () => cutBeforeKi(word);
    word.any(
      () => take(word, "lAr") && word.maybe(ki),
      () =>
        take(word, "ncA") &&
        word.maybe(() =>
          word.any(
            () => take(word, "lArI"),
            owned,
            () => take(word, "lAr") && ki()
          )
        ),
      () =>
        word.begin() &&
        word.suffixes("ndA nA") &&
        word.any(
          () => end("lArI"),
          () => end("sU") && pluralThenKi(word),
          ki
        ),
      () =>
        word.begin() &&
        word.suffixes("ndAn nU") &&
        word.any(
          () => end("sU") && pluralThenKi(word),
          () => word.suffix("lArI")
        ),
      () =>
        take(word, "DAn") &&
        word.maybe(
          () =>
            word.begin() &&
            word.any(
              () => end("possessive") && pluralThenKi(word),
              () => end("lAr") && word.maybe(ki),
              ki
            )
        ),
      () => take(word, "nUn ylA") && word.maybe(() => word.any(() => take(word, "lAr") && ki(), owned, ki)),
      () => take(word, "lArI"),
      ki,
      () =>
        take(word, "DA yU yA") &&
        word.maybe(
          () =>
            word.begin() &&
            word.any(
              () => end("possessive") && word.maybe(() => word.begin() && word.suffix("lAr")),
              () => word.suffix("lAr")
            ) &&
            word.cut() &&
            word.begin() &&
            ki()
        ),
      owned
    );
  }

  // A stem whose last letter was changed by what followed gets that of a word of its own.
  const asWord = (stem) => {
    if (stem === "ad" || stem === "soyad") return stem;
    const [vowel] = /[dg]$/.test(stem) ? /[aeıioöuü](?=[^aeıioöuü]*$)/.exec(stem) || [] : [];
    const added = vowel ? { a: "ı", ı: "ı", e: "i", i: "i", o: "u", u: "u", ö: "ü", ü: "ü" }[vowel] : "";
    const hard = { b: "p", c: "ç", d: "t", ğ: "k" };
    return (stem + added).replace(/[bcdğ]$/, (letter) => hard[letter]);
  };

  const stem = (text) => {
    if ((text.match(/[aeıioöuü]/g) || []).length < 2) return text;
    const word = new Reader(text);
    cutVerbSuffixes(word);
    if (!word.mayBeNoun) return word.word;
    word.at = word.word.length;
    cutNounSuffixes(word);
    return asWord(word.word);
  };

  const COMMON =
    "acaba altı ama ancak aslında bana bazı belki ben beni benim beş bile bin bir biri birkaç birçok bu buna " +
    "bunda bundan bunlar bunların bunu bunun burada böyle da daha de defa değil diye diğer dolayı dört eden " +
    "ederek ediyor en eğer gibi göre halen hangi hatta hem henüz her herhangi hiç hiçbir iki ile ilgili ise " +
    "itibaren için işte kadar kendi ki kim kimse mu mı nasıl ne neden nerede nereye niye o olan olarak oldu " +
    "olduğu olması olmayan olmaz olsa olsun olur on ona ondan onlar onların onu onun oysa pek rağmen sadece sanki " +
    "sen senden seni senin siz sizin tarafından tüm var ve veya ya yani yapmak yapılan yedi yerine yine zaten çok " +
    "çünkü öyle üzere üç şey şu şuna şunu";

  addLanguage("tr", LATIN, COMMON, stem);
}
