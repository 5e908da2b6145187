import { createElement, Fragment, type ReactNode } from "react";
import type { Language } from "./languages.ts";
import type { Messages, Translator } from "./message.ts";

type Values = Record<string, ReactNode>;

/** Takes milliseconds on a phone, so each is made when it is first needed, and once. */
function rememberedBy<Made>(make: (name: string) => Made): (name: string) => Made {
  const made = new Map<string, Made>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}

const pluralsOf = rememberedBy((language) => new Intl.PluralRules(language));
const numbersOf = rememberedBy((locale) => new Intl.NumberFormat(locale));
const translators = new WeakMap<Messages, Map<string, unknown>>();

/**
 * Says the messages of one area, with numbers as in a locale; always the same function for the same messages and
 * locale.
 */
export function createTranslator<Words>(
  language: Language,
  messages: Words & Messages,
  locale: string = language,
): Translator<Words> {
  const ofMessages = translators.get(messages) ?? new Map<string, unknown>();
  const known = ofMessages.get(locale);
  if (known) return known as Translator<Words>;

  function fill(key: string, values: Values = {}): ReactNode[] {
    const message = messages[key];
    if (message === undefined) throw new Error(`there is no message "${key}" in "${language}"`);
    const text =
      typeof message === "string"
        ? message
        : (message[pluralsOf(language).select(Number(values.count))] ?? message.other);
    // Every second part is the name of a value.
    return text.split(/\{(\w+)\}/).map((part, index) => {
      if (index % 2 === 0) return part;
      const value = values[part];
      return typeof value === "number" ? numbersOf(locale).format(value) : value;
    });
  }

  const say = (key: string, values?: Values) => fill(key, values).join("");
  const rich = (key: string, values?: Values) => createElement(Fragment, null, ...fill(key, values));
  const translator = Object.assign(say, { rich, language, locale, has: (key: string) => Object.hasOwn(messages, key) });
  translators.set(messages, ofMessages.set(locale, translator));
  return translator as unknown as Translator<Words>;
}
