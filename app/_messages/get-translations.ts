import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { catalogue } from "./catalogue.ts";
import { createTranslator } from "./create-translator.ts";
import { chooseLanguage, chooseLocale, LANGUAGE_COOKIE, type Language } from "./languages.ts";
import type { Area, Catalogue, Messages, Translator } from "./message.ts";

/** The language of the page that is being rendered. */
export const getLanguage = cache(async (): Promise<Language> => {
  const [jar, asked] = await Promise.all([cookies(), headers()]);
  return chooseLanguage(jar.get(LANGUAGE_COOKIE)?.value, asked.get("accept-language"));
});

/** How the page that is being rendered writes dates and numbers. */
export const getLocale = cache(async (): Promise<string> => {
  return chooseLocale(await getLanguage(), (await headers()).get("accept-language"));
});

/** Says the words of an area, in a component that runs on the server. */
export async function getTranslations<Name extends Area>(area: Name): Promise<Translator<Catalogue[Name]>> {
  const language = await getLanguage();
  return createTranslator<Messages>(language, catalogue[language][area], await getLocale()) as unknown as Translator<
    Catalogue[Name]
  >;
}
