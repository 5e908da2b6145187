import { type ReactNode, useId } from "react";

export function Card({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-2xl border border-line bg-surface p-5">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={id} className="font-semibold tracking-tight">
          {title}
        </h2>
        {note && <p className="text-[0.8125rem] text-muted">{note}</p>}
      </div>
      {children}
    </section>
  );
}
