"use client";

import { useEffect, useState } from "react";
import { callApi } from "#app/_components/call-api.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../../_components/library-context.ts";

interface Usage {
  usedBytes: number;
  reservedBytes: number;
  quotaBytes: number;
}

/** From this part of the quota on it warns. */
const NEARLY_FULL = 0.9;

/** How much of the quota is taken, which leads to the account. Asked for again when uploads are over. */
export function StorageMeter({ first }: { first: Usage }) {
  const t = useTranslations("frame");
  const { uploading } = useLibrary();
  const [usage, setUsage] = useState(first);
  useEffect(() => setUsage(first), [first]);
  useEffect(() => {
    let wasActive = uploading.isSending();
    return uploading.subscribe(() => {
      const isNowActive = uploading.isSending();
      // What it says may be a little old: nothing depends on it.
      if (wasActive && !isNowActive) callApi<Usage>("/api/usage").then(setUsage, () => {});
      wasActive = isNowActive;
    });
  }, [uploading]);
  const held = usage.usedBytes + usage.reservedBytes;
  const inBytes = (bytes: number) => formatBytes(bytes, t.locale);
  const text = t("usedShort", { used: inBytes(held), quota: inBytes(usage.quotaBytes) });
  const part = Math.min(1, held / usage.quotaBytes);
  return (
    <Link
      href="/account"
      title={text}
      className="block rounded-lg px-2.5 py-2 text-[0.8125rem] text-muted touch-target hover:bg-raised hover:text-ink sm:mx-3"
    >
      <span className="sr-only">{`${t("storageUsed")}: `}</span>
      <span className="tabular block truncate sm:max-xl:sr-only sm:group-data-folded/rail:sr-only">{text}</span>
      <span aria-hidden="true" className="mt-1.5 block h-1 overflow-hidden rounded-full bg-line">
        <span
          className={`block h-full rounded-full ${part >= NEARLY_FULL ? "bg-danger" : "bg-accent"} ${held > 0 ? "min-w-1" : ""}`}
          style={{ width: `${100 * part}%` }}
        />
      </span>
    </Link>
  );
}
