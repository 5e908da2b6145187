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
      format: "{bar} {percentage}% | {files}/{allFiles} files | {mebibytes}/{allMebibytes} MiB | {eta_formatted} left",
      hideCursor: true,
      stream: output,
    },
    Presets.shades_classic,
  );
  let files = 0;
  let bytes = 0;
  const facts = () => ({
    files,
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
  const print = () =>
    output.write(`${files}/${total.files} files, ${mebibytes(bytes)}/${mebibytes(total.bytes)} MiB\n`);
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

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}
