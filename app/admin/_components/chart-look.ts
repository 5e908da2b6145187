/** What all charts have in common. */
export const chartMargin = { top: 8, right: 8, bottom: 0, left: 0 };

export const gridProps = { vertical: false, stroke: "var(--line)" } as const;

const tick = { fill: "var(--muted)", fontSize: 12 };

export const xAxisProps = {
  tick,
  tickLine: false,
  axisLine: { stroke: "var(--line)" },
  minTickGap: 24,
} as const;

export const yAxisProps = { tick, tickLine: false, axisLine: false, width: 44 } as const;

export const tooltipProps = {
  cursor: { fill: "var(--raised)", stroke: "var(--line)" },
  contentStyle: {
    background: "var(--surface)",
    border: "1px solid var(--line)",
    borderRadius: 10,
    color: "var(--ink)",
    fontSize: 13,
  },
  labelStyle: { color: "var(--muted)" },
  isAnimationActive: false,
} as const;
