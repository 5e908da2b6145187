"use client";

import { inputClass } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { formatOffset } from "#lib/images/capture-time.ts";

const MINUS_SIGN = "\u2212";
/** Offsets from UTC that are in use or were when there were phones with cameras, minutes. */
const offsets = [
  ...Array.from({ length: 27 }, (_, index) => (index - 12) * 60),
  ...[-570, -270, -210, -150, 210, 270, 330, 345, 390, 510, 525, 570, 630, 690, 765, 825],
]
  .toSorted((one, other) => one - other)
  .map(formatOffset);

interface OffsetSelectProps {
  /** What stands for none of them. */
  none: string;
  defaultValue?: string | undefined;
}

/** Asks for the offset from UTC as the field `offset`, "+02:00"; "" is none. */
export function OffsetSelect({ none, defaultValue = "" }: OffsetSelectProps) {
  const t = useTranslations("changes");
  // One of the past, as Singapore's until 1981, would be lost with the first change of the time.
  const isOther = defaultValue !== "" && !offsets.includes(defaultValue);
  return (
    <select name="offset" aria-label={t("timeZone")} defaultValue={defaultValue} className={inputClass}>
      <option value="">{none}</option>
      {[...(isOther ? [defaultValue] : []), ...offsets].map((offset) => (
        <option key={offset} value={offset}>
          UTC{offset.replace("-", MINUS_SIGN)}
        </option>
      ))}
    </select>
  );
}
