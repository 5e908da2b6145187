import type { Random } from "./random.ts";

/** A JSON Schema as the OpenAPI document holds it, as far as values are made of it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  maxItems?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const ULID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** What was met in answers and fits a field of that name, so that requests also reach what there is. */
export type Known = Map<string, string[]>;

/** Text that programs stumble over. */
const NASTY_TEXTS = [
  "",
  " ",
  "\u0000",
  "a\ud800b",
  "\udfff",
  "\ufdfa".repeat(300),
  "x".repeat(3_000),
  "é".repeat(1_100),
  "__proto__",
  "constructor",
  "../../../etc/passwd",
  "..\\..\\x",
  "%00",
  "%ff%fe",
  "'; DROP TABLE users; --",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "null",
  "9999-99-99",
  "9999-12-31T23:59:59-12:00",
  "-1",
  "1e400",
  "NaN",
  "0x10",
  "\u202egpj.exe",
  "\r\nset-cookie: a=b",
  "USER#1",
  "IMAGE#",
  "🦄".repeat(100),
] as const;

const NASTY_NUMBERS = [0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 53 + 2, Number.MAX_VALUE, 1e-320] as const;

/** A value that a schema allows, mostly: what a careful client sends. */
export function makeValue(random: Random, schema: Schema, name: string, known: Known): unknown {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return makeValue(random, random.pick(options), name, known);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const met = known.get(name);
  if (met && met.length > 0 && random.chance(0.7)) return random.pick(met);
  switch (Array.isArray(schema.type) ? random.pick(schema.type) : schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key) || random.chance(0.5))
          .map(([key, property]) => [key, makeValue(random, property, key, known)]),
      );
    case "array": {
      const length = random.below(Math.min(schema.maxItems ?? 5, 5) + 1);
      // "ids" holds what "id" is.
      const itemName = name.replace(/s$/, "");
      return Array.from({ length }, () => makeValue(random, schema.items ?? {}, itemName, known));
    }
    case "integer":
    case "number": {
      const least = schema.minimum ?? 0;
      return least + random.below(Math.min((schema.maximum ?? 1_000) - least, 1_000) + 1);
    }
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    default:
      return makeText(random, schema);
  }
}

function makeText(random: Random, { format, pattern, minLength = 0, maxLength = 40 }: Schema): string {
  if (format === "date") return `20${10 + random.below(20)}-0${1 + random.below(9)}-1${random.below(10)}`;
  if (format === "date-time") return new Date(random.below(2 ** 31) * 1000).toISOString();
  if (format === "email") return `fuzz-${random.below(1e9)}@example.org`;
  if (pattern?.includes("{26}")) return repeat(random, ULID_ALPHABET, 26);
  if (pattern?.includes("{64}")) return repeat(random, "0123456789abcdef", 64);
  const length = minLength + random.below(Math.max(1, Math.min(maxLength, minLength + 30) - minLength));
  return repeat(random, "abcdefghijklmnopqrstuvwxyz0123456789 .-_äß漢", length);
}

function repeat(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join("");
}

/** Something that stands where a value stood, and mostly has no business there. */
export function spoilValue(random: Random, value: unknown): unknown {
  if (typeof value === "object" && value !== null && random.chance(0.7)) return spoilWithin(random, value);
  return random.pick<() => unknown>([
    () => random.pick(NASTY_TEXTS),
    () => random.pick(NASTY_NUMBERS),
    () => null,
    () => random.chance(0.5),
    () => [],
    () => ({}),
    () => [value, value],
    () => (typeof value === "string" ? value + random.pick(NASTY_TEXTS) : { nested: { value } }),
    () => Array.from({ length: 300 }, () => value),
    () => JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}'),
  ])();
}

function spoilWithin(random: Random, value: object): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const key = Object.keys(copy).length > 0 ? random.pick(Object.keys(copy)) : "extra";
  const what = random.below(5);
  if (what === 0) delete copy[key];
  else if (what === 1) copy[random.pick(NASTY_TEXTS)] = spoilValue(random, null);
  else copy[key] = spoilValue(random, copy[key]);
  return copy;
}
