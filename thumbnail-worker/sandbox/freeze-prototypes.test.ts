import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Runs in a process of its own, since it cannot be undone. */
async function afterFreezing(script: string): Promise<unknown> {
  const module = JSON.stringify(new URL("./freeze-prototypes.ts", import.meta.url).href);
  const source = `import { freezePrototypes } from ${module}; freezePrototypes(); ${script}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", source]);
  return JSON.parse(stdout);
}

test("nothing can be written to what all objects share, and no object leads there by __proto__", async () => {
  const result = await afterFreezing(`
    const attempts = {
      object: () => { Object.prototype.density = 9; },
      array: () => { Array.prototype.width = 9; },
      buffer: () => { Buffer.prototype.width = 9; },
      bytes: () => { Object.getPrototypeOf(Uint8Array.prototype).width = 9; },
      iterator: () => { Object.getPrototypeOf(Object.getPrototypeOf([].values())).width = 9; },
      error: () => { Error.prototype.code = 9; },
      constructor: () => { ({}).constructor.density = 9; },
      method: () => { Array.prototype.map = () => []; },
      inherited: () => { Object.prototype.toString = () => "x"; },
    };
    const passed = Object.entries(attempts).filter(([, attempt]) => { try { attempt(); return true; } catch { return false; } });
    const made = {};
    made["__proto__"] = { density: 9 };
    console.log(JSON.stringify({ passed: passed.map(([name]) => name), density: made.density ?? null, own: Object.keys(made) }));
  `);
  expect(result).toEqual({ passed: [], density: null, own: ["__proto__"] });
});

test("libraries still load, and read what they read before", async () => {
  const result = await afterFreezing(`
    const { DOMParser } = await import("@xmldom/xmldom");
    const { default: sharp } = await import("sharp");
    const document = new DOMParser().parseFromString("<a b='c'>d</a>", "application/xml");
    console.log(JSON.stringify([document.documentElement.getAttribute("b"), typeof sharp().webp, String({}), \`\${[1, 2]}\`]));
  `);
  expect(result).toEqual(["c", "function", "[object Object]", "1,2"]);
});

test("errors can still be named, as libraries do", async () => {
  const result = await afterFreezing(`
    class ParseError extends Error { constructor(message) { super(message); this.name = "ParseError"; this.code = 7; } }
    const error = new ParseError("no");
    console.log(JSON.stringify([error.name, error.message, error.code]));
  `);
  expect(result).toEqual(["ParseError", "no", 7]);
});
