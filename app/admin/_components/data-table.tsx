import type { ReactNode } from "react";

interface Column {
  label: string;
  /** Figures stand on the right, one below the other. */
  isFigure?: boolean;
  /** Whether the label is for screen readers only, as above buttons. */
  isHidden?: boolean;
}

/** A table that scrolls inside its own frame where it is wider than the page. */
export function DataTable({ label, columns, children }: { label: string; columns: Column[]; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative overflow-x-auto rounded-2xl border border-line bg-surface"
    >
      <table className="w-full min-w-max text-sm">
        <thead>
          <tr className="border-b border-line text-left text-[0.8125rem] text-muted">
            {columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                className={`px-4 py-2.5 font-medium ${column.isFigure ? "text-right" : ""}`}
              >
                {column.isHidden ? <span className="sr-only">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  );
}

export const cellClass = "px-4 py-2.5 align-top";
export const figureCellClass = "px-4 py-2.5 align-top text-right tabular";

export function EmptyState({ children }: { children: ReactNode }) {
  return (
    <p className="grid place-items-center rounded-2xl border border-dashed border-line px-6 py-14 text-center text-muted">
      {children}
    </p>
  );
}
