import { writeFile } from "node:fs/promises";
import { crc32 } from "node:zlib";

const NAME = "index.mjs";
const BODY = "export const handler = async () => ({ batchItemFailures: [] });\n";

/**
 * Writes a zip with one tiny function. It stands in for the worker's package where a plan or an emulator only stores
 * it and runs nothing; building the real one takes minutes. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function writeStandInPackage(path: string): Promise<void> {
  const name = Buffer.from(NAME);
  const body = Buffer.from(BODY);
  const VERSION = 20;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(VERSION, 0);
  common.writeUInt32LE(crc32(body), 10);
  common.writeUInt32LE(body.length, 14);
  common.writeUInt32LE(body.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, body]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([VERSION, 0]), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  await writeFile(path, Buffer.concat([local, central, Buffer.from("PK\x05\x06"), end]));
}
