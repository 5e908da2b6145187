import { expect, test } from "vitest";
import { clientNetwork } from "./client-network.ts";

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["203.0.113.9:52110", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:7:1::1", "2001:db8:7:1::/64"],
  ["2001:DB8:0007:0001:ffff:0:0:1", "2001:db8:7:1::/64"],
  ["[2001:db8:7:1::1]:443", "2001:db8:7:1::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["2001:db8:7:2::1", "2001:db8:7:2::/64"],
  ["unknown", "unknown"],
  ["not an address", "not an address"],
])("%s counts as %s", (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});
