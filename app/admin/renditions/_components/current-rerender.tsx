import type { RerenderView } from "#lib/operations/get-renditions.ts";
import { Card } from "../../_components/card.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { RerenderActions } from "./rerender-actions.tsx";
import { StateBadge } from "./rerender-tables.tsx";

export function CurrentRerender({ run, queueMessages }: { run: RerenderView; queueMessages: number }) {
  const part = run.total > 0 ? run.done / run.total : 0;
  return (
    <div className="mb-6">
      <Card title={`Re-render ${run.number}`} note={run.isForced ? "of all images" : "of images with an older recipe"}>
        <ProgressBar
          part={part}
          label={`${run.done.toLocaleString("en")} of ${run.total.toLocaleString("en")} images`}
        />
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

function Situation({ run, queueMessages }: { run: RerenderView; queueMessages: number }) {
  if (run.state === "paused") return run.note ?? "It continues from here when resumed.";
  const pace = `At most ${run.pacePerMinute.toLocaleString("en")} a minute`;
  const others = Math.max(0, queueMessages - run.waiting);
  if (run.passNumber > 1) return "A last pass makes sure that nothing was missed.";
  return (
    <>
      {pace}, {run.waiting.toLocaleString("en")} requested and in progress.
      {run.secondsLeft !== undefined && run.secondsLeft > 0 && ` At least ${formatDuration(run.secondsLeft)} left.`}
      {others > 0 && ` ${others.toLocaleString("en")} in the queue go first.`}
    </>
  );
}

function formatDuration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const hours = Math.ceil(minutes / 60);
  if (hours < 48) return hours === 1 ? "an hour" : `${hours} hours`;
  return `${Math.ceil(hours / 24)} days`;
}
