import { AppError } from "#lib/errors.ts";
import { failureCodes } from "#lib/images/failure.ts";
import { type FailureGroup, failureGroupForCode } from "#lib/processing/failure-group.ts";
import {
  countFailures,
  type Failure,
  findFailureGroup,
  listFailureGroups,
  listFailures,
} from "#lib/processing/failure-repository.ts";
import type { Services } from "#lib/services.ts";
import type { FailureGroupView, FailureView } from "./failure-view.ts";

/** More kinds than this are a sign of messages that carry what they should not. */
const MAX_GROUPS = 100;
const SHOWN_BODY_LENGTH = 1_000;

/** The kinds of failure of which some are open, the most frequent first. */
export async function listOpenFailureGroups({ database }: Pick<Services, "database">): Promise<FailureGroupView[]> {
  const groups: (FailureGroup & { firstSeenAt?: string; lastSeenAt?: string })[] = [
    ...(await listFailureGroups(database, MAX_GROUPS)),
    ...failureCodes.map(failureGroupForCode),
  ];
  const counted = await Promise.all(
    groups.map(async (group) => ({ ...group, ...(await countFailures(database, group.fingerprint)) })),
  );
  return counted.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

/** One kind of failure with a page of what is open, newest first. @throws AppError `not_found`, `invalid_cursor` */
export async function getFailureGroup(
  { database }: Pick<Services, "database">,
  query: { fingerprint: string; limit: number; cursor?: string | undefined },
): Promise<{ group: FailureGroupView; failures: FailureView[]; nextCursor?: string | undefined }> {
  const group = await findGroup(database, query.fingerprint);
  const [count, page] = await Promise.all([countFailures(database, query.fingerprint), listFailures(database, query)]);
  return {
    group: { ...group, ...count },
    failures: page.failures.map(toFailureView),
    nextCursor: page.nextCursor,
  };
}

async function findGroup(database: Services["database"], fingerprint: string): Promise<FailureGroup> {
  const code = failureCodes.find((name) => name === fingerprint);
  const group = code ? failureGroupForCode(code) : await findFailureGroup(database, fingerprint);
  if (!group) throw new AppError("not_found", "There is no such kind of failure any more.");
  return group;
}

function toFailureView(failure: Failure): FailureView {
  if (failure.kind === "message") {
    const { messageId, body, at } = failure.deadLetter;
    return { kind: "message", messageId, body: body.slice(0, SHOWN_BODY_LENGTH), failedAt: at };
  }
  const { ownerId, id, fileName, contentType, bytes, statusAt } = failure.image;
  return { kind: "image", ownerId, imageId: id, fileName, contentType, bytes, failedAt: statusAt };
}
