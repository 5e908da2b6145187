"use client";

import { KeyRound, Monitor, Smartphone } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { LocalTime } from "#app/_components/local-time.tsx";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { sayDevice } from "./say-device.ts";

export interface ShownSession {
  id: string;
  kind: "browser" | "api-token";
  device: string;
  address?: string | undefined;
  lastUsedAt: string;
  isCurrent: boolean;
}

/** Further ones are shown when asked for: a script may have begun a hundred. */
const FIRST_SHOWN = 6;

export function SessionList({ sessions }: { sessions: ShownSession[] }) {
  const t = useTranslations("account");
  const [areAllShown, setAllShown] = useState(false);
  const shown = areAllShown ? sessions : sessions.slice(0, FIRST_SHOWN);
  return (
    <div>
      <ul aria-label={t("sessionList")} className="divide-y divide-line">
        {shown.map((session) => (
          <SessionItem key={session.id} session={session} />
        ))}
      </ul>
      {shown.length < sessions.length && (
        <button type="button" className={buttonClass("quiet", "small", "mt-2")} onClick={() => setAllShown(true)}>
          {t("showAll", { count: sessions.length })}
        </button>
      )}
    </div>
  );
}

function SessionItem({ session }: { session: ShownSession }) {
  const router = useRouter();
  const t = useTranslations("account");
  const isInteractive = useIsInteractive();
  const [isBusy, setBusy] = useState(false);
  const isToken = session.kind === "api-token";
  const device = sayDevice(session.device, t);
  const name = isToken ? t("apiToken", { device }) : device;
  const Icon = isToken ? KeyRound : /iOS|Android/.test(session.device) ? Smartphone : Monitor;

  async function end(): Promise<void> {
    setBusy(true);
    try {
      await callApi(`/api/account/sessions/${session.id}`, { method: "DELETE" });
      toast.success(t(isToken ? "revoked" : "signedOut"), { description: device });
      router.refresh();
    } catch (error) {
      setBusy(false);
      toast.error(t(isToken ? "revokeFailed" : "signOutFailed"), { description: toErrorMessage(error) });
    }
  }

  return (
    <li className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
      <Icon className="size-5 shrink-0 text-muted" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 text-sm font-medium">
          <span className="min-w-0 break-words">{name}</span>
          {session.isCurrent && (
            <span className="rounded-full bg-accent-soft px-2 py-0.5 text-xs text-accent">{t("thisBrowser")}</span>
          )}
        </p>
        <p className="mt-0.5 text-[0.8125rem] break-words text-muted">
          {session.address && <>{session.address} · </>}
          {t.rich("lastUsed", { time: <LocalTime at={session.lastUsedAt} /> })}
        </p>
      </div>
      {!session.isCurrent && (
        <button
          type="button"
          className={buttonClass("secondary", "small")}
          aria-label={t(isToken ? "revokeOne" : "signOutOne", { name })}
          disabled={isBusy || !isInteractive}
          onClick={() => void end()}
        >
          {t(isToken ? "revoke" : "signOut")}
        </button>
      )}
    </li>
  );
}
