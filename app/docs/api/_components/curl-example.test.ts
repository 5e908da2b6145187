import { expect, it } from "vitest";
import { curlExample } from "./curl-example.ts";

it("writes a line that can be pasted", () => {
  const line = curlExample(
    {
      operationId: "login",
      method: "POST",
      path: "/login",
      security: [],
      requestBody: {
        content: {
          "application/json": {
            schema: {
              properties: { email: { type: "string" }, password: { type: "string" }, note: { type: "string" } },
              required: ["email", "password"],
            },
          },
        },
      },
      responses: {},
    },
    "http://localhost:3000/api",
    {},
  );
  expect(line).toBe(
    [
      "curl 'http://localhost:3000/api/login' \\",
      "  -H 'Content-Type: application/json' \\",
      `  -d '{"email":"ada@example.org","password":"correct horse battery"}'`,
    ].join("\n"),
  );
});

it("asks for a token and fills in ids and required query parameters", () => {
  const line = curlExample(
    {
      operationId: "deleteImage",
      method: "DELETE",
      path: "/images/{id}",
      parameters: [{ name: "kind", in: "query", required: true, schema: { enum: ["large", "small"] } }],
      responses: {},
    },
    "https://api.example.org",
    {},
  );
  expect(line).toMatch(/^curl -X DELETE 'https:\/\/api\.example\.org\/images\/[0-9A-Z]{26}\?kind=large' \\\n/);
  expect(line).toContain('-H "Authorization: Bearer $TOKEN"');
});
