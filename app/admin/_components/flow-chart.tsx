"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { chartMargin, gridProps, tooltipProps, xAxisProps, yAxisProps } from "./chart-look.ts";

interface Part {
  label: string;
  ready: number;
  failed: number;
}

/** How many images became ready and how many failed, over time. What it shows also stands in a table beside it. */
export function FlowChart({ parts }: { parts: Part[] }) {
  const t = useTranslations("admin");
  return (
    <div aria-hidden="true" className="h-56">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 224 }}>
        <BarChart data={parts} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid {...gridProps} />
          <XAxis dataKey="label" {...xAxisProps} />
          <YAxis allowDecimals={false} {...yAxisProps} />
          <Tooltip {...tooltipProps} />
          <Bar dataKey="ready" name={t("ready")} stackId="images" fill="var(--accent)" isAnimationActive={false} />
          <Bar dataKey="failed" name={t("failed")} stackId="images" fill="var(--danger)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
