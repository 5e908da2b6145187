"use client";

import { LoaderCircle } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

const REFRESH_MS = 2_000;

/** Says that the server still reads the library, and shows more of it as it comes. */
export function ReadingNotice({ itemsRead }: { itemsRead: number }) {
  const router = useRouter();
  const t = useTranslations("gallery");
  useEffect(() => {
    // Nobody sees a hidden tab, which asks again as soon as it is looked at.
    const refresh = () => !document.hidden && router.refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router]);
  return (
    <p role="status" className="mb-4 flex items-center gap-2 text-sm text-muted">
      <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
      {t("reading", { count: itemsRead })}
    </p>
  );
}
