import type { ReactNode } from "react";

const tones = {
  neutral: "bg-raised text-muted",
  good: "bg-raised text-success",
  bad: "bg-danger-soft text-danger",
  accent: "bg-accent-soft text-accent",
} as const;

export function Badge({ tone = "neutral", children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 text-xs font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
