import { toPrefix } from "./xmp-namespaces.ts";

/*
 * XML that no parser takes, made to be XML: programs leave characters unescaped, elements open and attributes twice,
 * and put pictures and tables of megabytes beside a title. Kept is what is read of a packet. Takes time in proportion to
 * the text, whatever is in it.
 */

/** Of a value; longer ones are pictures and raw data. */
const MAX_VALUE_LENGTH = 16 * 1024;
const MAX_ITEMS = 500;
/** Of the result, which a parser has to read. */
const [MAX_LENGTH, MAX_TAGS, MAX_DEPTH] = [200 * 1024, 4_000, 20];

const NAME = /<([A-Za-z_][\w.:-]*)/y;
const END = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/y;
const CLOSE = /\s*(\/?)>/y;

interface Open {
  name: string;
  isKept: boolean;
  items: number;
}

/** Comments and others that are passed over, and characters that are text, with how each begins and ends. */
const PASSED_OVER = [
  ["<!--", "-->", false],
  ["<![CDATA[", "]]>", true],
  ["<?", "?>", false],
  ["<!", ">", false],
] as const;

/** Well-formed XML of the same content, without elements and attributes of namespaces that are not read. */
export function repairXmp(source: string): string {
  const parts: string[] = [];
  const open: Open[] = [];
  /** How many elements of a name are open, so that an end without a beginning is not looked for among all of them. */
  const openNames = new Map<string, number>();
  const namespaces = new Map<string, string>();
  let [length, tags] = [0, 0];
  const lastEnd = source.lastIndexOf(">");

  const add = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  const isKept = () => open.at(-1)?.isKept ?? true;
  const addText = (text: string) => {
    if (isKept() && open.length > 0 && text.length <= MAX_VALUE_LENGTH) add(escapeText(text));
  };
  const close = () => {
    const last = open.pop();
    if (last) openNames.set(last.name, (openNames.get(last.name) ?? 1) - 1);
    if (last?.isKept) add(`</${last.name}>`);
  };
  /** Elements around properties and lists have other prefixes, or those of RDF. */
  const isRead = (name: string) => {
    const [prefix = "", local] = name.split(":");
    if (local === undefined || prefix === "xmlns" || prefix === "xml") return true;
    return /^x[am]pmeta$/.test(local) || toPrefix(namespaces.get(prefix) ?? "") !== undefined;
  };
  const start = (name: string, attributes: ReadonlyMap<string, string>, isEmpty: boolean) => {
    const parent = open.at(-1);
    if (parent) parent.items += 1;
    const isWanted = isKept() && isRead(name) && (parent?.items ?? 0) <= MAX_ITEMS && open.length < MAX_DEPTH;
    if (isWanted) {
      tags += 1;
      const said = [...attributes].filter(([key, value]) => isRead(key) && value.length <= MAX_VALUE_LENGTH);
      add(`<${name}${said.map(([key, value]) => ` ${key}="${escapeText(value)}"`).join("")}>`);
    }
    open.push({ name, isKept: isWanted, items: 0 });
    openNames.set(name, (openNames.get(name) ?? 0) + 1);
    if (isEmpty) close();
  };

  let at = 0;
  while (at < source.length && length < MAX_LENGTH && tags < MAX_TAGS) {
    const next = source.indexOf("<", at);
    if (next < 0) break;
    if (next > at) addText(source.slice(at, next));
    at = next;
    const passed = PASSED_OVER.find(([mark]) => source.startsWith(mark, at));
    if (passed) {
      const [mark, ending, isText] = passed;
      const until = source.indexOf(ending, at + mark.length);
      if (until < 0) break;
      if (isText) addText(source.slice(at + mark.length, until).replaceAll("&", "&amp;"));
      at = until + ending.length;
      continue;
    }
    const ended = match(END, source, at);
    const started = ended ? undefined : readStart(source, at);
    at = ended?.end ?? started?.end ?? at + 1;
    if (ended) {
      const [, name = ""] = ended.groups;
      const closed = openNames.get(name) ? open.findLastIndex((one) => one.name === name) : open.length;
      while (open.length > closed) close();
    } else if (started) {
      for (const [key, value] of started.attributes)
        if (key.startsWith("xmlns:")) namespaces.set(key.slice("xmlns:".length), value);
      start(started.name, started.attributes, started.isEmpty);
    } else if (at > lastEnd) break;
    else addText("<");
    if (open.length === 0 && tags > 0) break;
  }
  while (open.length > 0) close();
  return parts.join("");
}

function readStart(source: string, at: number) {
  const named = match(NAME, source, at);
  if (!named) return undefined;
  const attributes = new Map<string, string>();
  let end = named.end;
  for (let one = match(ATTRIBUTE, source, end); one; one = match(ATTRIBUTE, source, end)) {
    const [, key = "", double, single, bare] = one.groups;
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? "");
    end = one.end;
  }
  const closed = match(CLOSE, source, end);
  if (!closed) return undefined;
  return { name: named.groups[1] ?? "", attributes, isEmpty: closed.groups[1] === "/", end: closed.end };
}

/** What a sticky expression finds right there. */
function match(expression: RegExp, source: string, at: number) {
  expression.lastIndex = at;
  const groups = expression.exec(source);
  return groups ? { groups, end: expression.lastIndex } : undefined;
}

/** Characters that begin something else, unless they do; of two bytes and more none is one. */
function escapeText(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/gi, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;");
}
