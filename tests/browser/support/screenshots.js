// Pictures of whole pages, one of each named kind, in every width and scheme.

import { join } from "node:path";

import { launchBrowser } from "./browser.js";
import { namedPages } from "./pages.js";
import { openSite } from "./site.js";

const WIDTHS_PX = [360, 768, 1280];

const [folder] = process.argv.slice(2);
const site = await openSite();
const browser = await launchBrowser({ site });
try {
  for (const [kind, { path }] of Object.entries(namedPages(site.pages))) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ locale: "ja-JP", colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(site.url(path), { waitUntil: "load" });
      for (const width of WIDTHS_PX) {
        await page.setViewportSize({ width, height: 900 });
        // What is lazy loads now, not while the picture is taken.
        await page.evaluate(async () => {
          for (const image of document.images) image.loading = "eager";
          await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
        });
        await page.screenshot({ path: join(folder, `${kind}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await context.close();
    }
    console.log(`${kind}: ${path}`);
  }
} finally {
  await browser.close();
  await site.close();
}
