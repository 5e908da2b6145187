"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { createTranslator } from "./create-translator.ts";
import type { Language } from "./languages.ts";
import type { Area, Catalogue, Messages, Translator } from "./message.ts";

export type Areas = { readonly [Name in Area]?: Messages };

interface Spoken {
  language: Language;
  /** By which dates and numbers are written, where that is not the language alone. */
  locale?: string;
  areas: Areas;
}

const SpokenContext = createContext<Spoken | undefined>(undefined);

/** What the page speaks, for what runs outside of rendering. Only in a browser, which shows one page to one person. */
let spokenHere: Spoken | undefined;

/** Gives the components within the words of some areas, besides those that the layouts around it gave. */
export function MessagesProvider({ language, locale = language, areas, children }: Spoken & { children: ReactNode }) {
  const outer = useContext(SpokenContext);
  const spoken = useMemo(
    () => ({ language, locale, areas: { ...outer?.areas, ...areas } }),
    [language, locale, areas, outer],
  );
  if (typeof window !== "undefined") speakHere(spoken);
  return <SpokenContext value={spoken}>{children}</SpokenContext>;
}

/** Says the words of an area, in a component that runs in the browser. */
export function useTranslations<Name extends Area>(area: Name): Translator<Catalogue[Name]> {
  return toTranslator(useContext(SpokenContext), area);
}

/** Says the words of an area outside of rendering: in what handles events, and in stores. */
export function browserTranslations<Name extends Area>(area: Name): Translator<Catalogue[Name]> {
  return toTranslator(spokenHere, area);
}

/** What `browserTranslations` says from now on, besides what it said already. */
export function speakHere(spoken: Spoken): void {
  spokenHere = { ...spoken, areas: { ...spokenHere?.areas, ...spoken.areas } };
}

/** What the page speaks. @throws Error before any words were given */
export function spokenLanguage(): { language: Language; locale: string } {
  if (!spokenHere) throw new Error("Expected a page that gives messages");
  const { language, locale = language } = spokenHere;
  return { language, locale };
}

function toTranslator<Name extends Area>(spoken: Spoken | undefined, area: Name): Translator<Catalogue[Name]> {
  // Some words are fetched when they are first used.
  const messages = spoken?.areas[area] ?? spokenHere?.areas[area];
  if (!spoken || !messages) throw new Error(`no layout around this gives the messages of "${area}"`);
  return createTranslator<Messages>(spoken.language, messages, spoken.locale) as unknown as Translator<Catalogue[Name]>;
}
