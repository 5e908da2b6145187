import type { SQSEvent } from "aws-lambda";
import { heic } from "#tests/support/heic-factory.ts";
import type { TestFile } from "#tests/support/image-factory.ts";
import { runPackage } from "#tests/support/run-package.ts";

const COLD_STARTS = 7;

export interface ColdStarts {
  /** Milliseconds until a 12-megapixel JPEG is ready, one value a process. */
  jpegMs: number[];
  /** The same for a HEIC of as many pixels, for which the decoder is loaded as well. */
  heicMs: number[];
}

/** From before the handler is loaded until its first photo is ready, each time in a new process, by turns. */
export async function measureColdStarts(
  packageFolder: string,
  environment: Record<string, string>,
  photo: TestFile,
  storedBatch: (file: TestFile) => Promise<SQSEvent>,
): Promise<ColdStarts> {
  const telephone = await heic({ grid: { columns: 8, rows: 6 } });
  const measured: ColdStarts = { jpegMs: [], heicMs: [] };
  const start = async (file: TestFile) =>
    (await runPackage(packageFolder, environment, await storedBatch(file))).coldStartMs;
  for (let round = 0; round < COLD_STARTS; round++) {
    measured.jpegMs.push(await start(photo));
    measured.heicMs.push(await start(telephone));
  }
  return measured;
}
