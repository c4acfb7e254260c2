// How html-validate reads the pages. What is a matter of the language, of whole documents or of accessibility is on;
// below stands every rule that is off or changed, and why.

const rules = {
  // Tags, quotes and letters that the standard lets authors choose are a matter of style, not of validity.
  "no-implicit-close": "off",
  "attr-quotes": "off",
  "doctype-style": "off",
  "void-style": "off",
  "attribute-boolean-style": "off",
  "attribute-empty-style": "off",
  "no-trailing-whitespace": "off",
  // `&` before a space and `>` in text are valid; `<` and doubtful references stay errors.
  "no-raw-characters": ["error", { relaxed: true }],
  // Headings get their ids from their text, which is Japanese; the standard asks only that there is no space.
  "valid-id": ["error", { relaxed: true }],
  // ARIA lets authors name lists and others; html-validate's own advice is to name landmarks and controls only.
  "aria-label-misuse": ["error", { allowAnyNamable: true }],
  // The length of titles is counted by `tsubame check`, which knows that Japanese letters are twice as wide.
  "long-title": "off",
  // Scripts come from the site's own host, addressed by their content; a second check sum has nothing to guard.
  "require-sri": "off",
  // The policy of the site forbids styles inside of pages.
  "no-inline-style": "error",
  "no-style-tag": "error",
};

const extended = { root: true, extends: ["html-validate:standard", "html-validate:document", "html-validate:a11y"] };

export const asWritten = { ...extended, rules: { ...rules, "no-implicit-button-type": "error" } };

// The page as a browser understood the minified bytes: its tags, entities and white space are the parser's. A button
// without a type sends its form by the standard, so the minifier takes `type=submit` away.
export const asBuilt = {
  ...extended,
  rules: { ...rules, "close-order": "off", "no-raw-characters": "off", "no-implicit-button-type": "off" },
};

// Pages that only lead elsewhere are the same as stock Zola's, byte for byte. They name no language, and have no text.
export const asRedirect = { ...asBuilt, rules: { ...asBuilt.rules, "element-required-attributes": "off" } };
