import { expect, test } from "vitest";
import { trustedTypesScript } from "./trusted-types.ts";

interface Policy {
  createHTML(html: string): string | null;
  createScriptURL(address: string): string | null;
}

function policyOf(script: string): Policy {
  let policy: Policy | undefined;
  const window = { trustedTypes: { createPolicy: (_name: string, rules: Policy) => (policy = rules) } };
  new Function("window", "location", script)(window, {
    href: "https://photos.example/a",
    origin: "https://photos.example",
  });
  if (!policy) throw new Error("Expected the script to make a policy");
  return policy;
}

const { createHTML, createScriptURL } = policyOf(trustedTypesScript);

test("React's script elements and their texts pass, this script's too, and nothing else that makes an element", () => {
  for (const html of ["<script></script>", "", "let one = 1;", trustedTypesScript]) expect(createHTML(html)).toBe(html);
  for (const html of ["<img src=x onerror=alert(1)>", "<script>1</script>", "a<b>"])
    expect(createHTML(html)).toBeNull();
});

test("scripts and workers are files of the build, and the service worker", () => {
  for (const address of ["/_next/static/chunks/a.js", "https://photos.example/share-target-worker.js"]) {
    expect(createScriptURL(address)).toBe(address);
  }
  for (const address of ["https://evil.example/_next/static/a.js", "/api/images", "blob:https://photos.example/1"]) {
    expect(createScriptURL(address)).toBeNull();
  }
  for (const address of ["data:text/javascript,1", "javascript:alert(1)"]) expect(createScriptURL(address)).toBeNull();
});
