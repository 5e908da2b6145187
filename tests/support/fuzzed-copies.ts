import type { TestFile } from "./image-factory.ts";
import { seededRandom } from "./seeded-random.ts";

/** Values that have broken parsers before: ends of ranges, signs, and lengths that do not fit. */
const NASTY_BYTES = [0x00, 0x01, 0x7f, 0x80, 0xff];
const MAX_CHANGES = 12;
/** Metadata lies at the start of most files, so most changes go there. */
const HEAD_BYTES = 600;

/**
 * Copies of files with bytes changed, runs copied over others, pieces cut out and ends cut off; the same for a seed.
 */
export function fuzzedCopies(files: TestFile[], options: { copies: number; seed: number }): TestFile[] {
  const random = seededRandom(options.seed);
  const below = (bound: number) => Math.floor(random() * Math.max(1, bound));
  return files.flatMap((file) =>
    Array.from({ length: options.copies }, (_, copy) => ({
      ...file,
      fileName: `fuzzed-${copy}-${file.fileName}`,
      body: mutate(file.body, below),
    })),
  );
}

function mutate(original: Buffer, below: (bound: number) => number): Buffer {
  let body = Buffer.from(original);
  const changes = 1 + below(MAX_CHANGES);
  for (let change = 0; change < changes; change++) {
    const at = below(below(4) === 0 ? body.length : Math.min(HEAD_BYTES, body.length));
    switch (below(6)) {
      case 0:
      case 1:
        body[at] = NASTY_BYTES[below(NASTY_BYTES.length)] ?? 0;
        break;
      case 2:
        body[at] = below(256);
        break;
      case 3:
        body.copyWithin(at, below(body.length), below(body.length));
        break;
      case 4:
        body.fill(NASTY_BYTES[below(NASTY_BYTES.length)] ?? 0, at, Math.min(body.length, at + 4));
        break;
      default:
        body = Buffer.concat([body.subarray(0, at), body.subarray(at + below(16))]);
    }
  }
  return below(8) === 0 ? body.subarray(0, below(body.length)) : body;
}
