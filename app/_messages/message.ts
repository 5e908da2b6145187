import type { ReactNode } from "react";
import type { en } from "./en.ts";
import type { Language } from "./languages.ts";

/** What depends on a number, `count`: a text for each of the language's plural categories (Unicode CLDR). */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** A text in which `{name}` is replaced by a value. */
export type Message = string | Plural;

export type Messages = Readonly<Record<string, Message>>;

/** All that the interface says, by area. English is its measure. */
export type Catalogue = typeof en;
export type Area = keyof Catalogue;

/** An area in another language: the same keys, plurals where English has them. */
export type Translated<Words> = { readonly [Key in keyof Words]: Words[Key] extends Plural ? Plural : string };

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type NamesOf<Words> = Words extends string
  ? NamesIn<Words>
  : Words extends Plural
    ? NamesIn<Words[keyof Words]> | "count"
    : never;

type Values<Words, Value> = {
  [Name in NamesOf<Words>]: Words extends Plural ? (Name extends "count" ? number : Value) : Value;
};

type Given<Words, Value> = [NamesOf<Words>] extends [never] ? [] : [values: Values<Words, Value>];

/** The words of one area in one language. */
export interface Translator<Words> {
  <Key extends keyof Words>(key: Key, ...given: Given<Words[Key], string | number>): string;
  /** The same with elements among the values. */
  rich<Key extends keyof Words>(key: Key, ...given: Given<Words[Key], ReactNode>): ReactNode;
  /** Whether there are words for a key that comes from elsewhere. */
  has(key: string): key is keyof Words & string;
  readonly language: Language;
  /** By which numbers and dates are written (BCP 47): the language, as in the region of who reads it. */
  readonly locale: string;
}
