// The office of a copy of this site with people who do not exist, as staff see it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

import { launchBrowser, openPage } from "./browser.js";
import { startPostgres } from "./postgres.js";
import { startPreview } from "./preview.js";
import { copySite, program } from "./site.js";

const MODEL = "content/events/2027-01-online-morning";
// The event whose door is open now.
export const EVENT = "door";
const WIDTHS_PX = [360, 390, 1280];
// A folder for pictures of what is shown, for people to look at.
const PICTURES = process.env.TSUBAME_PICTURES;
const RULES = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }, resultTypes: ["violations"] };

async function addEvent(root) {
  const folder = join(root, "content/events", EVENT);
  await cp(join(root, MODEL), folder, { recursive: true });
  const text = await readFile(join(folder, "index.md"), "utf8");
  const inMinutes = (minutes) => `${new Date(Date.now() + minutes * 60_000 + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`;
  const today = text
    .replace(/^start = .*$/m, `start = ${inMinutes(40)}`)
    .replace(/^end = .*$/m, `end = ${inMinutes(130)}`)
    .replace(/^deadline = .*$/m, `deadline = ${inMinutes(39)}`);
  await writeFile(join(folder, "index.md"), today);
}

// Somebody registers for it without a browser.
async function register(up, number) {
  const values = { event: EVENT, event_mode: "online", event_state: "open", name: `受付 ${number}`, email: `guest${number}@example.jp`, consent: "yes", consent_version: "2026-11-29" };
  const answer = await fetch(new URL("/api/forms/event", up.address), { method: "POST", headers: { origin: new URL(up.address).origin }, body: new URLSearchParams(values) });
  assert.equal(answer.status, 200, await answer.text());
}

// The link that is printed for the office.
async function printedLink(up) {
  for (const until = Date.now() + 10_000; Date.now() < until; await setTimeout(20)) {
    const found = /http:\S+office\.localhost:\d+\/\?key=\w+/.exec(up.output());
    if (found) return found[0];
  }
  throw new Error(`no link to the office:\n${up.output()}`);
}

// Goes to a part of the office by the menu of narrow windows.
export async function openPart(page, name) {
  await page.locator(".menu > summary").click();
  await page.locator(".menu").getByRole("link", { name, exact: true }).click();
}

// Starts it, with so many people who do not exist and guests of the event, on SQLite or PostgreSQL.
export async function startOffice({ persons = 60, guests = 4, database = "SQLite" } = {}) {
  const [browser, project, axe] = await Promise.all([launchBrowser(), copySite(), readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")]);
  const postgres = database === "PostgreSQL" ? await startPostgres() : undefined;
  const env = postgres ? { DATABASE_URL: postgres.address } : {};
  await addEvent(project.folder);
  await writeFile(join(project.folder, "tsubame.toml"), "[limits]\nper_address = 1000\n");
  await promisify(execFile)(program(), ["--root", project.folder, "demo", "--persons", String(persons)], { env: { ...process.env, ...env } });
  const up = await startPreview(project.folder, undefined, "up", env);
  const link = await printedLink(up);
  for (let number = 1; number <= guests; number += 1) await register(up, number);
  // Who has sent something is found a few seconds later.
  await setTimeout(5_000);

  // A page of somebody of the made-up staff.
  const signIn = async (role, options = {}) => {
    const opened = await openPage(browser, { bypassCSP: true, viewport: { width: 390, height: 844 }, ...options });
    const { page } = opened;
    await page.goto(link);
    await page.locator("li", { hasText: role }).locator("button").click();
    await page.locator("header").waitFor();
    return opened;
  };
  // What is wrong with a page for some of those who read it.
  const faultsOf = async (page, name, schemes = ["light", "dark"]) => {
    const faults = [];
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS_PX) {
        await page.setViewportSize({ width, height: 844 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 0) faults.push({ path: name, fault: `${overflow} px too wide at ${width}` });
        if (PICTURES) {
          await mkdir(PICTURES, { recursive: true });
          await page.screenshot({ path: join(PICTURES, `office-${name}-${width}-${colorScheme}.png`), fullPage: true });
        }
      }
      await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => globalThis.axe.run("html", rules), RULES);
      for (const { id, nodes } of violations)
        for (const node of nodes) faults.push({ path: name, fault: `${id} at ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}` });
    }
    return faults;
  };
  const stop = async () => {
    await browser.close();
    await up.stop();
    await project.remove();
    await postgres?.stop();
  };
  return { browser, link, url: (path) => new URL(path, link).href, signIn, faultsOf, stop };
}
