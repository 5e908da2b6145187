"use client";

import { inputClass } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { formatOffset } from "#lib/images/capture-time.ts";

const MINUS_SIGN = "\u2212";
/** Offsets from UTC that are in use, minutes. */
const offsets = [
  ...Array.from({ length: 27 }, (_, index) => (index - 12) * 60),
  ...[-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765],
].toSorted((one, other) => one - other);

interface OffsetSelectProps {
  /** What stands for none of them. */
  none: string;
  defaultValue?: string | undefined;
}

/** Asks for the offset from UTC as the field `offset`, "+02:00"; "" is none. */
export function OffsetSelect({ none, defaultValue = "" }: OffsetSelectProps) {
  const t = useTranslations("changes");
  return (
    <select name="offset" aria-label={t("timeZone")} defaultValue={defaultValue} className={inputClass}>
      <option value="">{none}</option>
      {offsets.map(formatOffset).map((offset) => (
        <option key={offset} value={offset}>
          UTC{offset.replace("-", MINUS_SIGN)}
        </option>
      ))}
    </select>
  );
}
