// The rules of a `_headers` file, as Netlify and others read them: a line with a path, then indented `Name: value` lines.

// Text → a function from a path to the headers that apply to it. All rules that match apply; values of the same name
// are joined by commas, as most hosts join them (Netlify takes the last). `*` stands for anything, `:name` for anything
// without a slash.
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    if (!/^\s/.test(line)) {
      rules.push({ pattern: pathPattern(line.trim()), headers: [] });
      continue;
    }
    const at = line.indexOf(":");
    if (at < 0 || rules.length === 0) throw new Error(`_headers: neither a path nor a header: ${line}`);
    rules.at(-1).headers.push([line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]);
  }
  return (path) => {
    const found = new Map();
    for (const { pattern, headers } of rules) {
      if (!pattern.test(path)) continue;
      for (const [name, value] of headers) found.set(name, found.has(name) ? `${found.get(name)}, ${value}` : value);
    }
    return Object.fromEntries(found);
  };
}

function pathPattern(path) {
  const literal = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\*/g, ".*").replace(/:[A-Za-z]\w*/g, "[^/]+")}$`);
}
