"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

import { Choice, Expiry, readExpiry } from "./share-fields.tsx";

interface ShareWithUserProps {
  target: { album: string } | { timeline: true };
  onShared?: () => void;
}

/** Shares with another user by email address. The response is the same whether or not the address has an account. */
export function ShareWithUser({ target, onShared }: ShareWithUserProps) {
  const t = useTranslations("shares");
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const [sharedWith, setSharedWith] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function share(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const email = String(given.get("email"));
    const expiresAt = readExpiry(given);
    const rights = {
      canDownload: given.has("canDownload"),
      ...("album" in target ? { canAdd: given.has("canAdd") } : {}),
      ...(expiresAt === null ? {} : { expiresAt }),
    };
    setBusy(true);
    setProblem(undefined);
    try {
      await callApi("/api/shares/users", { method: "POST", body: { ...target, email, ...rights } });
      form.reset();
      setSharedWith(email);
      router.refresh();
      onShared?.();
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
    setBusy(false);
  }

  return (
    <form onSubmit={share} className="space-y-3">
      <h3 className="font-medium">{t("shareWithUser")}</h3>
      <TextField
        id="share-email"
        name="email"
        type="email"
        label={t("email")}
        required
        maxLength={254}
        autoComplete="off"
      />
      <Expiry id="share-user-expiry" label={t("ends")} chosen="never" />
      <div className="space-y-1">
        <Choice name="canDownload" label={t("theyCanDownload")} isOn={true} />
        {"album" in target && <Choice name="canAdd" label={t("theyCanAddPhotos")} isOn={false} />}
      </div>
      <ProblemLine message={problem} />
      <button type="submit" disabled={isBusy} className={buttonClass("secondary", "large", "w-full")}>
        {t("shareWithThis")}
      </button>
      <p role="status" className="text-sm text-muted">
        {sharedWith !== undefined && t("sharedWith", { user: sharedWith })}
      </p>
    </form>
  );
}
