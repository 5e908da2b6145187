import { writeFileSync } from "node:fs";
import { freezePrototypes } from "./freeze-prototypes.ts";
import { PictureError } from "./picture-error.ts";
import { renderPicture } from "./render-picture.ts";
import type { Inspection, RenderOrder, RenderReply } from "./render-protocol.ts";

/*
 * The process that decodes. Native code cannot be stopped from within, so everything that touches a stranger's bytes
 * runs here, without credentials and without network use, where the worker can end it at any moment.
 */

const KIBIBYTE = 1024;

// A terminal's Ctrl-C reaches the whole group; the worker decides when this process ends.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
// process.exit() would wait for a decoder that is still running.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

/** Answers whether the picture that was inspected is decoded. */
let decide: (mayDecode: boolean) => void = () => {};

process.on("message", (order: RenderOrder) => {
  if (order.kind !== "render") return decide(order.kind === "decode");
  resetPeakMemory();
  const mayDecode = (inspection: Inspection) => {
    reply({ kind: "inspected", ...inspection });
    return !order.asks || askWhetherToDecode();
  };
  renderPicture(order, mayDecode).then(
    (picture) => picture && reply({ kind: "rendered", picture: { ...picture, peakMemoryBytes: peakMemoryBytes() } }),
    (error: unknown) =>
      reply(
        error instanceof PictureError
          ? { kind: "hopeless", code: error.code, message: describe(error), peakMemoryBytes: peakMemoryBytes() }
          : { kind: "error", message: describe(error), mayPass: mayPass(error) },
      ),
  );
});

freezePrototypes();
reply({ kind: "up" });

function askWhetherToDecode(): Promise<boolean> {
  return new Promise((resolve) => {
    decide = resolve;
  });
}

function reply(message: RenderReply): void {
  process.send?.(message);
}

function peakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * KIBIBYTE;
}

/** Makes the kernel count the peak anew; where that is not allowed the peak is that of the process's life. */
function resetPeakMemory(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    return;
  }
}

/** Faults of the machine or installation: those of system calls, and what libvips says of them. */
function mayPass(error: unknown): boolean {
  return (
    error instanceof Error &&
    ("syscall" in error || /memory|allocation|no space|too many open files/i.test(describe(error)))
  );
}

const MAX_MESSAGE_LENGTH = 200;
const PATHS = /(?:\/[^\s/:]+){2,}:? ?/g;

/** The messages of an error and its causes on one line, without the paths of files, which mean nothing elsewhere. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, MAX_MESSAGE_LENGTH);
  const own = error.message.replaceAll(PATHS, "").replaceAll(/\s+/g, " ").trim();
  const whole = error.cause === undefined ? own : `${own}: ${describe(error.cause)}`;
  return whole.slice(0, MAX_MESSAGE_LENGTH);
}
