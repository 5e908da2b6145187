"use client";

import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { FailureCode } from "#lib/images/failure.ts";

/** Why a file could not be read. */
export function FailureReason({ code }: { code: FailureCode }) {
  const reason = useTranslations("failures")(code);
  return <span title={reason}>{reason}</span>;
}
