"use client";

import { useTheme } from "next-themes";
import { Toaster as SonnerToaster } from "sonner";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

export function Toaster() {
  const { resolvedTheme } = useTheme();
  const t = useTranslations("common");
  return (
    <SonnerToaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-left"
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
