import type { ReactNode } from "react";

const tones = { normal: "text-ink", bad: "text-danger" } as const;

/** One figure, large, with what it counts. */
export function FigureCard({
  label,
  value,
  note,
  tone = "normal",
}: {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  tone?: keyof typeof tones;
}) {
  return (
    <div className="min-w-0 rounded-2xl border border-line bg-surface px-4 py-3.5">
      <dt className="text-[0.8125rem] text-muted">{label}</dt>
      <dd className={`mt-0.5 text-2xl font-semibold tracking-tight tabular ${tones[tone]}`}>{value}</dd>
      {note && <dd className="mt-0.5 text-[0.8125rem] text-muted">{note}</dd>}
    </div>
  );
}

export function FigureGrid({ children }: { children: ReactNode }) {
  return <dl className="mb-6 grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">{children}</dl>;
}
