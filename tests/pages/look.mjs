// Opens each page offline and prints what is wrong with it. usage: node look.mjs TOOLS BROWSER PAGE…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, browserPath, ...pages] = process.argv.slice(2);
const require = createRequire(join(tools, "node_modules", "here.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOOKS = {
  desk: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 360, height: 740 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
};
const PAPER = { width: 688, height: 1016 };  // A4 less its margins, 182 by 269 mm, in pixels

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
let wrong = 0;
const tell = (page, what) => { wrong += 1; console.log(`${page}: ${what}`); };
try {
  for (const file of pages) {
    const name = basename(file);
    for (const [size, look] of Object.entries(LOOKS)) {
      const context = await browser.newContext({ ...look, offline: true, bypassCSP: false });
      const page = await context.newPage();
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      page.on("dialog", async (dialog) => { tell(name, `a script ran: ${dialog.message()}`); await dialog.dismiss(); });
      page.on("pageerror", (fault) => tell(name, `fault: ${fault.message}`));
      page.on("console", (line) => { if (line.type() === "error") tell(name, `console: ${line.text()}`); });
      await page.goto(pathToFileURL(file).href, { waitUntil: "load", timeout: 60000 });
      for (const url of asked.slice(1)) tell(name, `asks for ${url}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 1) tell(name, `is ${wide} pixels too wide for a ${size}`);
      if (size === "desk") {
        const unnamed = await page.evaluate(() => [...document.querySelectorAll("svg")].filter((svg) =>
          !svg.getAttribute("aria-label") || !svg.closest("figure")).length);
        if (unnamed) tell(name, `${unnamed} charts have no name`);
        const out = await page.evaluate(() => [...document.querySelectorAll("svg text")].filter((each) => {
          const box = each.getBBox(), view = each.ownerSVGElement.viewBox.baseVal;
          return box.x < -1 || box.x + box.width > view.width + 1 || box.y + box.height > view.height + 1;
        }).map((each) => each.textContent));
        if (out.length) tell(name, `${out.length} labels of charts are cut off, as ${out.slice(0, 3).join(", ")}`);
        await page.pdf({ format: "A4" });
        // paper cannot be scrolled: what does not fit on it is lost
        await page.emulateMedia({ media: "print" });
        const across = await page.evaluate(() => document.querySelector("style").textContent.includes("landscape"));
        await page.setViewportSize(across ? { width: PAPER.height, height: PAPER.width } : PAPER);
        const cut = await page.evaluate(() => [...document.querySelectorAll(".scroll")].filter((each) =>
          each.scrollWidth > each.clientWidth + 1).map((each) => `${each.getAttribute("aria-label")} (${each.scrollWidth - each.clientWidth} pixels)`));
        if (cut.length) tell(name, `loses columns of ${cut.length} tables on paper, as of ${cut.slice(0, 3).join(", ")}`);
        await page.emulateMedia({ media: "screen" });
        await page.setViewportSize(look.viewport);
      }
      // the checker is brought in by the debugger, past the policy that keeps every other script out
      await page.evaluate(axe);
      const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), STANDARDS);
      for (const each of found.violations) {
        tell(name, `${size}, ${each.impact}: ${each.id}, ${each.help} (${each.nodes.length} times, as in ${each.nodes[0].html.slice(0, 120)})`);
      }
      await context.close();
    }
    console.log(`${name}: looked at`);
  }
} finally {
  await browser.close();
}
console.log(`pages: ${pages.length} looked at, ${wrong} ${wrong === 1 ? "finding" : "findings"}`);
process.exit(wrong ? 1 : 0);
