import { registerHooks } from "node:module";

// GitHub's parser is made for bundlers: it imports its schema without saying that it is JSON.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});

const { validate } = await import("@actions/languageservice/validate");
const { TextDocument } = await import("vscode-languageserver-textdocument");

let checks = 0;

/**
 * What GitHub's own parser finds wrong with a workflow: its schema, its expressions and the contexts they name. One
 * line each, "12: Unexpected value 'rnu'"; empty when nothing.
 */
export async function checkWorkflow(text: string): Promise<string[]> {
  // The parser remembers what it read by address.
  checks += 1;
  const document = TextDocument.create(`file:///.github/workflows/${checks}.yml`, "yaml", checks, text);
  const findings = await validate(document);
  return findings.map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}
