// The browser that Debian brings, driven without a window.

import { chromium } from "playwright-core";

// Starts it. CHROMIUM names another program than Debian's. With `site`, from `openSite`, the name that the site was
// built for leads to its server, and no other name leads anywhere: a page that asks a stranger gets no answer.
export function launchBrowser({ site, args = [] } = {}) {
  const names = site ? [`--host-resolver-rules=MAP ${site.host} 127.0.0.1:${site.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`] : [];
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--disable-background-networking", "--disable-component-update", ...names, ...args],
  });
}

// A fresh page, in a context of its own. `complaints` gathers what it says to the console as an error or a warning,
// and every exception that nobody caught.
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "ja-JP", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  return { page, complaints, close: () => context.close() };
}
