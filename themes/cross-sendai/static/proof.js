// The work that the server asks for when many forms come from one line: a number such that the SHA-256 of "TICKET.NUMBER" begins
// with so many bits of nought. form.js starts it beside the page, which stays usable meanwhile.

const AT_ONCE = 256;

function zeros(hash) {
  let count = 0;
  for (const byte of new Uint8Array(hash)) {
    count += Math.clz32(byte) - 24;
    if (byte) break;
  }
  return count;
}

async function work({ ticket, bits }) {
  const encoder = new TextEncoder();
  for (let from = 0; ; from += AT_ONCE) {
    const texts = Array.from({ length: AT_ONCE }, (_, at) => `${ticket}.${from + at}`);
    const hashes = await Promise.all(texts.map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text))));
    const found = hashes.findIndex((hash) => zeros(hash) >= bits);
    if (found >= 0) return self.postMessage(texts[found]);
  }
}

// What goes wrong at once is heard by the page; a rejection would not be.
self.onmessage = ({ data }) => {
  if (!self.crypto?.subtle) throw new Error("no hashes here");
  work(data);
};
