import type { RenditionsView } from "#lib/operations/get-renditions.ts";
import { Card } from "../../_components/card.tsx";

export function CostCard({ view: { estimate } }: { view: RenditionsView }) {
  return (
    <Card title="Cost of rendering everything" note={`on AWS, ${estimate.region}`}>
      <p className="text-2xl font-semibold tracking-tight tabular">{formatDollars(estimate.dollars)}</p>
      <p className="mt-0.5 text-[0.8125rem] text-muted">
        once, for {estimate.images.toLocaleString("en")} images, at list prices of {estimate.pricesAsOf}; on a machine
        of your own nothing but its time
      </p>
      <dl className="mt-4 grid grid-cols-[1fr_auto] gap-x-6 gap-y-1.5 text-sm">
        {estimate.lines.map(({ what, dollars }) => (
          <div key={what} className="contents">
            <dt className="text-muted">{costLabels[what] ?? what}</dt>
            <dd className="text-right tabular">{formatDollars(dollars)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-[0.8125rem] text-muted">
        For four hours an image’s old renditions are kept beside the new ones, since open pages still link to them.
      </p>
    </Card>
  );
}

const costLabels: Record<string, string> = {
  rendering: "Rendering (Lambda)",
  storageRequests: "Reading and storing (S3)",
  database: "Database writes (DynamoDB)",
  queue: "Queue (SQS)",
};

/** "$12.30", "less than $0.01" */
export function formatDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return "less than $0.01";
  return `$${dollars.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
