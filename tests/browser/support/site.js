// Builds sites with the program under test, into folders that go when the tests end.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

// The root of the repository, which is itself a site.
export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

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

// Builds the site at `root` (the repository's own unless named); `args` go to `tsubame build`.
export async function buildSite({ root = REPOSITORY, args = ["--base-url", "/"] } = {}) {
  const { folder, remove } = await temporaryFolder();
  const site = join(folder, "public");
  try {
    await promisify(execFile)(program(), ["--root", root, "build", "--output-dir", site, ...args]);
  } catch (error) {
    await remove();
    throw new Error(`the site does not build:\n${error.stdout ?? ""}${error.stderr ?? error}`);
  }
  return { folder: site, remove };
}

// A copy of the repository's site in a folder of its own, for tests that add or change files.
export async function copySite() {
  const { folder, remove } = await temporaryFolder();
  for (const name of ["zola.toml", "content", "data", "sass", "static", "templates", "themes"]) {
    const source = join(REPOSITORY, name);
    if (existsSync(source)) await cp(source, join(folder, name), { recursive: true });
  }
  return { folder, remove };
}
