/**
 * The languages of the interface, by BCP 47 tag, and what each calls itself. The first is spoken where none is asked
 * for.
 */
export const languages = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof languages;

/** Keeps the language that was chosen, and in the address of any page chooses one. */
export const LANGUAGE_COOKIE = "skylight-language";
export const LANGUAGE_PARAMETER = "language";

export function isLanguage(given: string | null | undefined): given is Language {
  return given !== null && given !== undefined && Object.hasOwn(languages, given);
}

/** The language that was chosen, else the first that the browser asks for and we speak. */
export function chooseLanguage(chosen: string | undefined, accepted: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  return toTags(accepted).map(matchLanguage).find(isLanguage) ?? "en";
}

/**
 * How dates and numbers are written: in a language, as in the region for which the browser asks for that language
 * ("en-GB"); else as the language itself says.
 */
export function chooseLocale(language: Language, accepted: string | null): string {
  const tag = toTags(accepted).find((one) => matchLanguage(one) === language);
  const region = tag?.match(/^[a-z]+(?:-[a-z]{4})?-([a-z]{2}|\d{3})\b/)?.[1];
  // Only known locales, so that caches by locale stay bounded whatever browsers send.
  return new Intl.NumberFormat(region === undefined ? language : `${language}-${region}`).resolvedOptions().locale;
}

function matchLanguage(tag: string): string | undefined {
  return tag.split("-")[0];
}

/** The languages that a browser asks for (Accept-Language, RFC 9110), best first: "en-gb". */
function toTags(accepted: string | null): string[] {
  return (accepted ?? "")
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
}
