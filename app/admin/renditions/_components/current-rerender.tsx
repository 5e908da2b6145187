import { getTranslations } from "#app/_messages/get-translations.ts";
import type { RerenderView } from "#lib/operations/get-renditions.ts";
import { Card } from "../../_components/card.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { RerenderActions } from "./rerender-actions.tsx";
import { StateBadge } from "./rerender-tables.tsx";

export async function CurrentRerender({ run, queueMessages }: { run: RerenderView; queueMessages: number }) {
  const t = await getTranslations("adminRenditions");
  const common = await getTranslations("admin");
  const part = run.total > 0 ? run.done / run.total : 0;
  return (
    <div className="mb-6">
      <Card title={t("rerender", { number: run.number })} note={t(run.isForced ? "ofAll" : "ofOlder")}>
        <ProgressBar part={part} label={common("imagesOf", { done: run.done, total: run.total })} />
        <div className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="max-w-2xl text-sm text-muted">
            <StateBadge state={run.state} /> <Situation run={run} queueMessages={queueMessages} />
          </p>
          <RerenderActions number={run.number} state={run.state} pacePerMinute={run.pacePerMinute} />
        </div>
      </Card>
    </div>
  );
}

async function Situation({ run, queueMessages }: { run: RerenderView; queueMessages: number }) {
  const t = await getTranslations("adminRenditions");
  if (run.state === "paused") return t(run.note ? "pausedByItself" : "continues");
  if (run.passNumber > 1) return t("lastPass");
  const others = Math.max(0, queueMessages - run.waiting);
  return [
    t("pace", { pace: run.pacePerMinute, waiting: run.waiting }),
    run.secondsLeft && t("timeLeft", { time: formatRoughly(run.secondsLeft, t.locale) }),
    others > 0 && t("othersFirst", { others }),
  ]
    .filter(Boolean)
    .join(" ");
}

/** "12 minutes", "3 hours", "5 days" */
function formatRoughly(seconds: number, locale: string): string {
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.ceil(minutes / 60);
  const [count, unit] =
    minutes < 60 ? [minutes, "minute"] : hours < 48 ? [hours, "hour"] : [Math.ceil(hours / 24), "day"];
  return Number(count).toLocaleString(locale, { style: "unit", unit: String(unit), unitDisplay: "long" });
}
