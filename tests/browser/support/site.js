// Builds sites with the program under test, into folders that go when the tests end.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { findPages } from "./pages.js";
import { serveFolder } from "./server.js";

// The root of the repository, which is itself a site.
export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

// Browsers take this name for their own machine, and so for as safe as HTTPS; no port belongs to it, so that the site
// can be built before one is known.
const HOST = "cross-sendai.localhost";
export const ORIGIN = `http://${HOST}`;

// The time at which the site is looked at, as in `tests/browser/run`: later, its events and jobs would be over.
const TIME = "2026-11-21T12:00:00+09:00";

// The program under test, from the variable that `tests/browser/run` sets.
export function program() {
  const path = process.env.TSUBAME;
  if (!path) throw new Error("set TSUBAME to the program, or start the tests by tests/browser/run");
  return path;
}

// An empty folder for whatever a test needs.
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "tsubame-browser-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

// Builds the site at `root` (the repository's own unless named), as it is at `now`; `args` go to `tsubame build`.
export async function buildSite({ root = REPOSITORY, args = ["--base-url", "/"], now = TIME } = {}) {
  const { folder, remove } = await temporaryFolder();
  const site = join(folder, "public");
  try {
    await promisify(execFile)(program(), ["--root", root, "build", "--now", now, "--output-dir", site, ...args]);
  } catch (error) {
    await remove();
    throw new Error(`the site does not build:\n${error.stdout ?? ""}${error.stderr ?? error}`);
  }
  return { folder: site, remove };
}

// The repository's site, built for ORIGIN, with its server and its pages. TSUBAME_SITE names a folder that holds it
// already: `tests/browser/run` builds it once for all test files. `passedOn` is that of `serveFolder`.
export async function openSite({ passedOn } = {}) {
  const given = process.env.TSUBAME_SITE;
  const built = given ? { folder: given, remove: async () => {} } : await buildSite({ args: ["--base-url", ORIGIN] });
  const [server, pages] = await Promise.all([serveFolder(built.folder, "/", passedOn), findPages(built.folder)]);
  const close = async () => {
    await server.close();
    await built.remove();
  };
  return { folder: built.folder, host: HOST, port: server.port, server, pages, close, url: (path) => new URL(path, ORIGIN).href };
}

// A copy of the repository's site in a folder of its own, for tests that add or change files. The memo of earlier builds
// goes with it, so that pictures need not be made again.
export async function copySite() {
  const { folder, remove } = await temporaryFolder();
  for (const name of ["zola.toml", "content", "data", "sass", "static", "templates", "themes", ".tsubame"]) {
    const source = join(REPOSITORY, name);
    // Files that a build is still writing may be gone when they are copied.
    const filter = (path) => !basename(path).startsWith(".tsubame-");
    if (existsSync(source)) await cp(source, join(folder, name), { recursive: true, filter });
  }
  return { folder, remove };
}
