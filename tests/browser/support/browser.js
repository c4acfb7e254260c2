// The browser that Debian brings, driven without a window.

import { chromium } from "playwright-core";

// Starts it. CHROMIUM names another program than Debian's.
export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
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
