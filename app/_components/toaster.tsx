"use client";

import { useTheme } from "next-themes";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { onFirstUse } from "./on-first-use.ts";
import { findToasts, loadToasts, subscribeToasts } from "./toast.ts";

/** Where toasts appear, once there can be any. */
export function Toaster() {
  const sonner = useSyncExternalStore(subscribeToasts, findToasts, () => undefined);
  const { resolvedTheme } = useTheme();
  const t = useTranslations("common");
  useEffect(() => onFirstUse(() => void loadToasts().catch(() => undefined)), []);
  if (!sonner) return null;
  return (
    <sonner.Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-left"
      offset={{ bottom: "var(--above-card)" }}
      mobileOffset={{ bottom: "var(--above-card)" }}
      closeButton
      containerAriaLabel={t("notifications")}
      toastOptions={{
        closeButtonAriaLabel: t("closeToast"),
        classNames: {
          toast: "!rounded-xl !border-line !bg-surface !text-ink !shadow-float !font-sans",
          description: "!text-muted",
          actionButton: "!h-8 !rounded-lg !bg-accent !px-3 !text-on-accent !font-medium",
          closeButton: "!border-line !bg-surface !text-ink",
        },
      }}
    />
  );
}
