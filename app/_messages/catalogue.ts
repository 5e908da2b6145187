import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Language } from "./languages.ts";
import type { Area, Catalogue, Translated } from "./message.ts";

/** Every language's words. Only the server has all of them; a page brings those of its own language. */
export const catalogue: Record<Language, { readonly [Name in Area]: Translated<Catalogue[Name]> }> = { en, de };
