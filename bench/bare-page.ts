import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import { freePorts } from "#tests/support/app.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { cpuMs } from "./process-usage.ts";
import { median } from "./statistics.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
const ROUNDS = 6;
const REQUESTS_PER_ROUND = 20;
const START_LIMIT_MS = 60_000;
/** So far the bare page may be from the length of the original's markup. */
const MAX_DIFFERENCE = 0.05;

/** An element of a page as JSON: name, attributes, what is in it. */
type Node = string | [name: string, attributes: Record<string, string>, children: Node[]];

/**
 * The processor time of the web server `pid` for a page, divided by that of a Next application that has nothing but one
 * dynamic page of the same elements, by turns.
 */
export async function compareWithBarePage(
  browser: Browser,
  { pid, url, cookie }: { pid: number; url: string; cookie: string },
): Promise<number> {
  const html = await getText(url, { cookie });
  const tree = await readTree(browser, html);
  await mkdir(join(ROOT, ".data"), { recursive: true });
  await using folder = await temporaryDirectory(join(ROOT, ".data"));
  await writeBareApp(folder.path, tree);
  const build = spawn(process.execPath, [NEXT, "build"], { cwd: folder.path, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(build, "exit");
  if (code !== 0) throw new Error(`Expected the bare page to be built but next ended with ${code}`);
  const [port = 0] = await freePorts(1);
  const server = spawn(process.execPath, [NEXT, "start", "-p", String(port)], { cwd: folder.path, stdio: "ignore" });
  try {
    const bareUrl = `http://127.0.0.1:${port}/`;
    await waitUntil(
      "the bare page",
      () =>
        fetch(bareUrl).then(
          ({ ok }) => ok,
          () => false,
        ),
      START_LIMIT_MS,
    );
    const [ours, bare] = [withoutScripts(html).length, withoutScripts(await getText(bareUrl, {})).length];
    if (Math.abs(bare / ours - 1) > MAX_DIFFERENCE) {
      throw new Error(`Expected a bare page of about ${ours} characters but it has ${bare}`);
    }
    const [own, others]: [number[], number[]] = [[], []];
    // The first round warms up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const ownMs = await measureRequests(pid, url, { cookie });
      const bareMs = await measureRequests(server.pid ?? 0, bareUrl, {});
      if (round === 0) continue;
      own.push(ownMs);
      others.push(bareMs);
    }
    return median(own) / median(others);
  } finally {
    server.kill("SIGKILL");
  }
}

/** Milliseconds for all requests of a round. */
async function measureRequests(pid: number, url: string, headers: Record<string, string>): Promise<number> {
  const before = cpuMs(pid);
  for (let number = 0; number < REQUESTS_PER_ROUND; number++) await getText(url, headers);
  return cpuMs(pid) - before;
}

async function getText(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(url, { headers });
  if (answer.status !== 200) throw new Error(`Expected 200 from ${url} but received ${answer.status}`);
  return answer.text();
}

function withoutScripts(html: string): string {
  return html.replaceAll(/<script[\s\S]*?<\/script>|<!--[\s\S]*?-->|<head>[\s\S]*?<\/head>/g, "");
}

/** The body of a page without its scripts, as a browser reads it. */
async function readTree(browser: Browser, html: string): Promise<Node> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.route("**/*", (route) => route.abort());
  await page.setContent(html, { waitUntil: "commit" });
  const tree = await page.evaluate(() => {
    const read = (element: Element): Node => [
      element.localName,
      Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
      [...element.childNodes].flatMap((child): Node[] => {
        if (child instanceof Text) return [child.data];
        return child instanceof Element && child.localName !== "script" ? [read(child)] : [];
      }),
    ];
    return read(document.body);
  });
  await context.close();
  return tree;
}

async function writeBareApp(folder: string, tree: Node): Promise<void> {
  await mkdir(join(folder, "app"));
  const files = {
    "package.json": JSON.stringify({ name: "bare", private: true, type: "module" }),
    "next.config.js": `export default { turbopack: { root: ${JSON.stringify(ROOT)} }, poweredByHeader: false };`,
    // Else Next finds the one of Skylight above it.
    "instrumentation.js": "export function register() {}",
    "app/tree.json": JSON.stringify(tree),
    "app/layout.js": LAYOUT,
    "app/page.js": PAGE,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

const LAYOUT = `import { createElement } from "react";

export default function Layout({ children }) {
  return createElement("html", { lang: "en" }, createElement("body", null, children));
}
`;

const PAGE = `import { connection } from "next/server";
import { createElement, Fragment } from "react";
import tree from "./tree.json";

const SWITCHES = ["checked", "disabled", "hidden", "inert", "multiple", "required"];

function toProps(attributes) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      if (name === "style") return [name, toStyle(value)];
      if (name === "value" || name === "checked") return [name === "value" ? "defaultValue" : "defaultChecked", value || true];
      return [name, SWITCHES.includes(name) ? true : value];
    }),
  );
}

function toStyle(text) {
  const rules = text.split(/;(?![^(]*\\))/).filter((rule) => rule.includes(":"));
  return Object.fromEntries(
    rules.map((rule) => {
      const at = rule.indexOf(":");
      const name = rule.slice(0, at).trim();
      const value = rule.slice(at + 1).trim();
      return [name.startsWith("--") ? name : name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), value];
    }),
  );
}

function toElement(node, key) {
  if (typeof node === "string") return node;
  const [name, attributes, children] = node;
  return createElement(name, { ...toProps(attributes), key }, ...children.map(toElement));
}

export default async function Page() {
  await connection();
  return createElement(Fragment, null, ...tree[2].map(toElement));
}
`;
