/**
 * The rows of a CSV (RFC 4180), fields quoted where they hold separators, quotes or line breaks; empty lines are none.
 * Of at most `maxRows`.
 */
export function parseCsv(text: string, maxRows: number, separator: "," | ";" = ","): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A field, and what ends it; neither can match in more than one way, so the time is that of one pass.
  const fields = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`, "gy");
  const content = text.replace(/^\ufeff/, "");
  while (fields.lastIndex < content.length && rows.length < maxRows) {
    const field = fields.exec(content);
    // A quote where none belongs: the rest cannot be told apart.
    if (!field) break;
    const [, quoted, plain = "", end] = field;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === separator) {
      if (fields.lastIndex < content.length) continue;
      row.push("");
    }
    if (row.some((value) => value !== "")) rows.push(row);
    row = [];
  }
  return rows;
}
