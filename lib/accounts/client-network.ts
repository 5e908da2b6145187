import { isIPv4, isIPv6 } from "node:net";

/** An IPv6 address has eight groups of 16 bits; a provider gives each customer 64 bits or more to choose from. */
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What is counted as one origin for limits: an IPv4 address, the /64 of an IPv6 address (RFC 6177), or the text itself
 * where it is neither. A port, brackets and a zone are left out; an IPv4 address within IPv6 is that IPv4 address.
 */
export function clientNetwork(address: string): string {
  const host = withoutPort(address.trim());
  const [bare = ""] = host.split("%");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(bare)) return host;
  return `${expand(bare).slice(0, NETWORK_GROUPS).join(":")}::/64`;
}

function withoutPort(address: string): string {
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address;
}

/** The groups of an IPv6 address in hexadecimal without leading zeros. */
function expand(address: string): string[] {
  // URL writes an address in one way only (RFC 5952), an embedded IPv4 address included.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  return [...before, ...Array.from({ length: GROUPS - before.length - after.length }, () => "0"), ...after];
}
