import { expect, test } from "vitest";
import { listAdminIds } from "#lib/accounts/admins-repository.ts";
import { changeRole } from "#lib/accounts/change-access.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { changeUser } from "#lib/operations/change-user.ts";
import { deleteUser } from "#lib/operations/delete-user.ts";
import { provideServices } from "#tests/support/test-world.ts";

const operator = { actor: { kind: "operator" } } as const;
const password = "correct horse battery staple";
const later = () => Date.now() + 60_000;

const world = provideServices();

test("the last admin stays one, however many try to take it at once", async () => {
  const people = await Promise.all(
    ["a", "b", "c"].map((name) =>
      registerUser(world.services, { email: `${name}@example.org`, password, address: name }),
    ),
  );
  for (const user of people) await changeRole(world.services, operator, user, "admin");
  const [first] = people;
  const outcomes = await Promise.allSettled([
    ...people.map((user) => changeRole(world.services, operator, { ...user, role: "admin" }, "user")),
    changeUser(world.services, operator, first?.id ?? "", { disabled: true }),
  ]);
  expect(outcomes.some(({ status }) => status === "rejected")).toBe(true);
  const left = await listAdminIds(world.services.database);
  expect(left).toHaveLength(1);
  const last = await findUser(world.services.database, left[0] ?? "");
  expect(last).toMatchObject({ role: "admin" });
  expect(last?.disabledAt).toBeUndefined();
  if (!last) throw new Error("Expected an admin to be left");
  const refused = { code: "last_admin" };
  await expect(changeRole(world.services, operator, last, "user")).rejects.toMatchObject(refused);
  await expect(changeUser(world.services, operator, last.id, { disabled: true })).rejects.toMatchObject(refused);
  await expect(deleteUser(world.services, operator, last, later())).rejects.toMatchObject(refused);
});
