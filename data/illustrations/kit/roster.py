"""Who is who: the faces of people.toml, found by page and name, and held against what the pages say of them."""

import re
import tomllib
from itertools import combinations

from .faces import CLOTHES, HAIRS, HAIRSTYLES, Face

# Words of a page by which it tells who speaks.
_MAN = ("父になる", "の父", "ぼく", "僕", "妻の地元")
_WOMAN = ("の母", "、夫の", "夫の地元")
# At a glance two people differ in so many of the traits below.
_FEWEST_DIFFERENCES = 4
_GLANCE = ("sex", "hair", "colour", "face", "glasses", "beard", "clothes", "mood", "extra")


class Roster:
    """The people of the site."""

    def __init__(self, text):
        self._by_page, self.faces = {}, []
        for at, row in enumerate(tomllib.loads(text)["people"]):
            pages = row.pop("pages")
            face = Face(**row, ground=at)
            self.faces.append(face)
            for page in pages:
                self._by_page[page, face.name] = face

    def find(self, page, name):
        """The face of the one who is called so on a page, or None."""
        return self._by_page.get((page, name))

    def faults(self):
        """Words that do not exist, and people whom one would mistake for each other."""
        found = []
        for face in self.faces:
            if face.hair not in HAIRSTYLES or face.colour not in HAIRS or face.clothes not in CLOTHES or face.sex not in ("m", "f"):
                found.append(f"people.toml: {face.name}: an unknown hair, colour, clothes or sex")
            if face.sex == "f" and face.beard != "none":
                found.append(f"people.toml: {face.name}: a woman with a beard")
        for one, other in combinations(self.faces, 2):
            differences = sum(getattr(one, trait) != getattr(other, trait) for trait in _GLANCE)
            if differences < _FEWEST_DIFFERENCES:
                found.append(f"people.toml: {one.name} and {other.name} look alike: {differences} traits differ")
        return found


def disagreements(face, words, age=None):
    """Where a face is not what its page says: `words` are the page's about this person, `age` what it calls their age."""
    found = []
    told = re.search(r"(\d\d)歳", age or "")
    if told and int(told[1]) != face.age:
        found.append(f"{face.name} is {told[1]} on the page and {face.age} in people.toml")
    for sex, signs in (("f", _MAN), ("m", _WOMAN)):
        said = next((sign for sign in signs if sign in words), None)
        if said and face.sex == sex:
            found.append(f"{face.name} is drawn as {sex}, but the page says 「{said}」")
    return found
