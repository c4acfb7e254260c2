// The pages of a built folder, found by looking: a page that somebody adds is tested from then on.

import { readFile, readdir } from "node:fs/promises";
import { join, sep } from "node:path";

// Every HTML file, sorted by path: { path, file, html, kind, isRedirect }. `path` is the address on the site, not
// percent-encoded. A page of a kind is like any other of that kind: the kind is the address with stars for names.
export async function findPages(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
  const pages = await Promise.all(names.map((name) => readPage(folder, name)));
  return pages.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readPage(folder, name) {
  const parts = name.split(sep);
  const path = parts.at(-1) === "index.html" ? `/${parts.slice(0, -1).map((part) => `${part}/`).join("")}` : `/${parts.join("/")}`;
  const html = await readFile(join(folder, name), "utf8");
  const isRedirect = /<meta[^>]+http-equiv=["']?refresh/i.test(html);
  return { path, file: join(folder, name), html, kind: isRedirect ? "redirect" : kindOf(path), isRedirect };
}

// "/videos/job-reco/nori/" → "/videos/*/*/"; pages right below the root are each their own kind.
export function kindOf(path) {
  const [first, ...rest] = path.split("/").filter(Boolean);
  if (first === undefined) return "/";
  const stars = rest.map((part, at) => (part === "page" && at < rest.length - 1 ? part : "*"));
  return `/${[first, ...stars].join("/")}${path.endsWith("/") ? "/" : ""}`;
}

// The pages that people see; those that only lead elsewhere are left out.
export const shownPages = (pages) => pages.filter((page) => !page.isRedirect);

// `count` pages of each kind, spread over the alphabet so that they are not all neighbours.
export function samplePages(pages, count) {
  const kinds = new Map();
  for (const page of shownPages(pages)) kinds.set(page.kind, [...(kinds.get(page.kind) ?? []), page]);
  return [...kinds.values()].flatMap((all) => {
    if (all.length <= count) return all;
    return Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]);
  });
}

// One page of every kind that matters by itself, found by rules over what is there. A kind without a page is a fault.
export function namedPages(pages) {
  const of = (kind, holds = () => true) => {
    const found = shownPages(pages).find((page) => page.kind === kind && holds(page));
    if (!found) throw new Error(`the site has no page of the kind ${kind} to test`);
    return found;
  };
  const takesForms = (page) => /<form[^>]+method=["']?post/i.test(page.html);
  return {
    home: of("/"),
    category: of("/videos/*/"),
    video: of("/videos/*/*/"),
    article: of("/articles/*/"),
    interview: of("/interviews/*/"),
    event: of("/events/*/", takesForms),
    report: of("/events/*/", (page) => !takesForms(page)),
    company: of("/companies/*/"),
    job: of("/jobs/*/"),
    listing: of("/jobs/"),
  };
}

