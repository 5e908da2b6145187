import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";
import { expect, test } from "vitest";

/*
 * What people read is in the catalogue. Here each component and module of the interface is read for text of its own:
 * any between tags or in an attribute that is read out, and literals that begin as a sentence does.
 */

const root = join(import.meta.dirname, "../..");

/** For those who write programs, in English. */
const ENGLISH = [
  "app/docs/",
  "app/api/",
  "app/_server/",
  // Stands in where not even the layout with the catalogue could be rendered.
  "app/global-error.tsx",
];

/** Names rather than words, keys of the keyboard, paths of the API, and what is typed in a terminal. */
const NAMES =
  /^(\p{Lu}\S*\p{Lu}\S*|Skylight|Node|Polygon|ms|Arrow|Backspace|Delete|End|Enter|Files|Escape|Home|Tab|(POST )?\/api\/\S+|npm run .*)$/u;

const READ_OUT = new Set(["alt", "aria-description", "aria-label", "hint", "label", "placeholder", "title"]);

interface Node {
  type: string;
  value?: unknown;
  name?: { value?: string };
  [member: string]: unknown;
}

/** Literal texts of a module that users may see. */
function findTexts(source: string, isTsx = true): string[] {
  const texts: string[] = [];
  const add = (text: string, pattern: RegExp) => {
    if (pattern.test(text.trim()) && !NAMES.test(text.trim())) texts.push(text.trim());
  };
  visit(parseSync(source, { syntax: "typescript", tsx: isTsx }) as unknown as Node, false);
  return texts;

  function visit(node: Node, isReadOut: boolean): void {
    if (
      ["ImportDeclaration", "TsTypeAnnotation", "TsInterfaceDeclaration", "TsTypeAliasDeclaration"].includes(node.type)
    )
      return;
    // An error's message is for developers.
    if (node.type === "NewExpression" && /^(\w*Error|DOMException)$/.test(String((node.callee as Node).value))) return;
    if (node.type === "JSXAttribute") {
      if (node.name?.value === "className") return;
      isReadOut = READ_OUT.has(node.name?.value ?? "");
    }
    if (node.type === "JSXText") add(String(node.value), /\p{L}/u);
    if (node.type === "StringLiteral") add(String(node.value), isReadOut ? /\p{L}/u : /^[“"']?\p{Lu}\p{Ll}/u);
    if (node.type === "TemplateElement") add(String(node.raw), isReadOut ? /\p{L}/u : /^[“"']?\p{Lu}\p{Ll}/u);
    // What a call is given is its own matter: t("key").
    const isPassedOn = isReadOut && node.type !== "CallExpression";
    for (const member of Object.values(node)) {
      for (const child of Array.isArray(member) ? member : [member]) {
        const inner = child?.type === undefined ? child?.expression : child;
        if (typeof inner?.type === "string") visit(inner, isPassedOn);
      }
    }
  }
}

test("text is found wherever people read it", () => {
  const source = `import { x } from "Some words";
    const problem: "Some" = "Couldn't save";
    throw new Error("Only for programmers");
    export const Part = () => <p className="Not read" title="lower" aria-label={t("key")} onKey={key === "Escape"}>
      some words {isOpen ? "Open" : t("closed")} {\`\${count} of\`} {toast.error(\`Failed: \${count}\`)}
    </p>;`;
  expect(findTexts(source)).toEqual(["Couldn't save", "lower", "some words", "Open", "Failed:"]);
});

const modules = globSync("app/**/*.{ts,tsx}", { cwd: root }).filter(
  (path) =>
    !path.startsWith("app/_messages/") &&
    !/\.(test|d)\.tsx?$/.test(path) &&
    !ENGLISH.some((beginning) => path.startsWith(beginning)),
);

test("there is no text outside of the catalogue", () => {
  expect(modules.length).toBeGreaterThan(30);
  const found = modules.flatMap((path) =>
    findTexts(readFileSync(join(root, path), "utf8"), path.endsWith("x")).map((text) => `${path}: ${text}`),
  );
  expect(found).toEqual([]);
});
