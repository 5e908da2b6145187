import { Presets, SingleBar } from "cli-progress";

const LINE_INTERVAL_MS = 5_000;
const MEBIBYTE = 1024 * 1024;

export interface Progress {
  advance(bytes: number): void;
  stop(): void;
}

/** A moving bar for people at a terminal, a line every five seconds for everything else. */
export function startProgress(total: { files: number; bytes: number }, output: NodeJS.WriteStream): Progress {
  return output.isTTY ? startBar(total, output) : startLines(total, output);
}

function startBar(total: { files: number; bytes: number }, output: NodeJS.WriteStream): Progress {
  const bar = new SingleBar(
    {
      format:
        "{bar} {percentage}% | {files}/{allFiles} files | {mebibytes}/{allMebibytes} MiB | {rate} MiB/s | {eta_formatted} left",
      hideCursor: true,
      stream: output,
    },
    Presets.shades_classic,
  );
  let files = 0;
  let bytes = 0;
  const startedAt = performance.now();
  const facts = () => ({
    files,
    rate: mebibytes(toRate(bytes, startedAt)),
    allFiles: total.files,
    mebibytes: mebibytes(bytes),
    allMebibytes: mebibytes(total.bytes),
  });
  bar.start(Math.max(total.bytes, 1), 0, facts());
  return {
    advance: (more) => {
      files++;
      bytes += more;
      bar.update(bytes, facts());
    },
    stop: () => bar.stop(),
  };
}

function startLines(total: { files: number; bytes: number }, output: NodeJS.WriteStream): Progress {
  let files = 0;
  let bytes = 0;
  const startedAt = performance.now();
  const print = () => {
    const rate = toRate(bytes, startedAt);
    const left = rate > 0 && bytes < total.bytes ? `, ${formatSeconds((total.bytes - bytes) / rate)} left` : "";
    output.write(
      `${files}/${total.files} files, ${mebibytes(bytes)}/${mebibytes(total.bytes)} MiB, ${mebibytes(rate)} MiB/s${left}\n`,
    );
  };
  const timer = setInterval(print, LINE_INTERVAL_MS);
  return {
    advance: (more) => {
      files++;
      bytes += more;
    },
    stop: () => {
      clearInterval(timer);
      print();
    },
  };
}

/** Prints progress every five seconds: "3/20 photos described". */
export function startCounting(total: number, what: string, output: NodeJS.WriteStream) {
  let done = 0;
  const timer = setInterval(() => output.write(`${done}/${total} ${what}\n`), LINE_INTERVAL_MS).unref();
  return {
    count: () => {
      done++;
    },
    stop: () => clearInterval(timer),
  };
}

/** Bytes in a second, since `startedAt`, ms of performance.now(). */
function toRate(bytes: number, startedAt: number): number {
  return (bytes / Math.max(1, performance.now() - startedAt)) * 1000;
}

function formatSeconds(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min` : `${Math.ceil(seconds)} s`;
}

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}
