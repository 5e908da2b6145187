/** The languages of the interface, by BCP 47 tag, and what each calls itself. The first is spoken where none is asked for. */
export const languages = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof languages;

/** Keeps the language that was chosen, and in the address of any page chooses one. */
export const LANGUAGE_COOKIE = "skylight-language";
export const LANGUAGE_PARAMETER = "language";

export function isLanguage(given: string | null | undefined): given is Language {
  return given !== null && given !== undefined && Object.hasOwn(languages, given);
}

/** The language that was chosen, else the first that the browser asks for (Accept-Language, RFC 9110) and we speak. */
export function chooseLanguage(chosen: string | undefined, accepted: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  const asked = (accepted ?? "")
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { language: tag.toLowerCase().split("-")[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return asked.map(({ language }) => language).find(isLanguage) ?? "en";
}
