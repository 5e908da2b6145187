import type { Catalogue, Translator } from "#app/_messages/message.ts";

type Words = Translator<Catalogue["signIn"]>;

/** What a code of the sign-in says; behind it stands how many seconds to wait, or when a closed account is deleted. */
export function toSentence(error: string, t: Words): string {
  const [code, seconds] = error.split(".");
  if (code === "CredentialsSignin") return t("incorrect");
  if (code === "account_closed") {
    const at = new Date(Number(seconds) * 1000);
    if (Number.isNaN(at.getTime())) return t("closed");
    return t("closedUntil", { day: new Intl.DateTimeFormat(t.locale, { dateStyle: "long" }).format(at) });
  }
  const wait = Number(seconds) > 0 ? inWords(Number(seconds), t) : t("aFewMinutes");
  if (code === "too_many_requests") return t("tooMany", { wait });
  if (code === "unavailable") return t("busy", { wait });
  return t("refused");
}

function inWords(seconds: number, t: Words): string {
  return seconds < 60 ? t("seconds", { count: seconds }) : t("minutes", { count: Math.ceil(seconds / 60) });
}
