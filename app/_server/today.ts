import "server-only";
import { cookies } from "next/headers";
import { TIME_ZONE_COOKIE } from "#app/_components/browser-cookies.ts";

/** The day that it is where the browser is, "2026-05-01"; in UTC where it has not said where that is. */
export async function readToday(now = new Date()): Promise<string> {
  const said = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  return toDay(now, said) ?? now.toISOString().slice(0, "2026-05-01".length);
}

function toDay(at: Date, timeZone: string | undefined): string | undefined {
  if (!timeZone) return undefined;
  try {
    // Sweden writes dates as ISO 8601 does.
    return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(at);
  } catch {
    return undefined;
  }
}
