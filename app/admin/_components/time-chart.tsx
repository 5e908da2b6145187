"use client";

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { chartMargin, gridProps, tooltipProps, xAxisProps, yAxisProps } from "./chart-look.ts";

interface Part {
  label: string;
  /** Seconds; undefined where nothing became ready. */
  half: number | undefined;
  most: number | undefined;
}

/** How long images took from stored to ready, over time. What it shows also stands in a table beside it. */
export function TimeChart({ parts }: { parts: Part[] }) {
  const t = useTranslations("adminOverview");
  const format = (seconds: number) => `${seconds.toLocaleString(t.locale)}\u00a0s`;
  return (
    <div aria-hidden="true" className="h-56">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 224 }}>
        <LineChart data={parts} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid {...gridProps} />
          <XAxis dataKey="label" {...xAxisProps} />
          <YAxis tickFormatter={format} {...yAxisProps} />
          <Tooltip formatter={(value) => format(Number(value))} {...tooltipProps} />
          <Line
            dataKey="half"
            name={t("median")}
            stroke="var(--accent)"
            strokeWidth={2}
            connectNulls
            isAnimationActive={false}
          />
          <Line
            dataKey="most"
            name={t("most")}
            stroke="var(--muted)"
            strokeDasharray="4 3"
            strokeWidth={2}
            connectNulls
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
