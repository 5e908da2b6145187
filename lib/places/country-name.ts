/** Names of the countries in a language by their English ones, which are what the library knows. */
const known = new Map<string, Map<string, string>>();

/**
 * What a country is called in a language (BCP 47), by its English name (CLDR); the name itself where that is unknown.
 */
export function nameCountry(english: string, language: string): string {
  if (language === "en") return english;
  let names = known.get(language);
  if (!names) {
    const [from, to] = ["en", language].map((one) => new Intl.DisplayNames(one, { type: "region", fallback: "none" }));
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    names = new Map(codes.flatMap((code) => [[from?.of(code) ?? "", to?.of(code) ?? ""]]));
    known.set(language, names);
  }
  return names.get(english) || english;
}
