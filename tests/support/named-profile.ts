const TAGS_AT = 128;
const TAG_BYTES = 12;

/** A colour profile whose description, copyright, device and a tag of nobody's say a name. */
export function nameProfile(icc: Buffer, name: string): Buffer {
  const text = Buffer.from(`text\0\0\0\0${name}\0`.padEnd(64, "\0"), "latin1");
  const named = Buffer.concat([icc, text]);
  named.writeUInt32BE(named.length, 0);
  named.write(name.slice(0, 4), 48, "latin1");
  const count = named.readUInt32BE(TAGS_AT);
  for (let index = 0; index < count; index++) {
    const at = TAGS_AT + 4 + index * TAG_BYTES;
    const signature = named.toString("latin1", at, at + 4);
    if (signature !== "desc" && signature !== "cprt") continue;
    named.writeUInt32BE(icc.length, at + 4);
    named.writeUInt32BE(text.length, at + 8);
  }
  return named;
}
