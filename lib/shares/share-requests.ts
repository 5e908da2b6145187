import { z } from "zod";
import { emailSchema } from "#lib/accounts/user.ts";
import { MAX_TIME_LENGTH, ulidField } from "#lib/field-schemas.ts";
import { MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import { checkCombination, imageQueryMembers } from "#lib/library/image-query.ts";
import { MAX_QUERY_IDS } from "#lib/library/max-query-ids.ts";
import {
  MAX_ADDED_BYTES,
  MAX_ADDED_FILES,
  MAX_PASSWORD_LENGTH,
  MAX_VISITS,
  MIN_PASSWORD_LENGTH,
} from "./share-limits.ts";

/* What owners ask for when they make or change a share. */

export const FROZEN_OR_ADDED = "Visitors can't add photos to a share that shows only what is in the album now.";

const { text, trashed: _, status: __, sort: ___, order: ____, nearDuplicateOf: _____, ...filters } = imageQueryMembers;
const querySchema = z.strictObject({ q: text, ...filters }).superRefine(checkCombination);

const titleField = z.string().trim().max(MAX_TITLE_LENGTH);
const momentInFuture = z.iso
  .datetime({ offset: true })
  .max(MAX_TIME_LENGTH)
  .refine((text) => Date.parse(text) > Date.now(), "Expected a time in the future")
  .transform((text) => new Date(text).toISOString());
const passwordField = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `Expected at least ${MIN_PASSWORD_LENGTH} characters`)
  .max(MAX_PASSWORD_LENGTH);
const maxVisitsField = z.int().min(1).max(MAX_VISITS);

const frozenField = z
  .boolean()
  .optional()
  .describe("True: show only what is in the album now, and nothing added later. Cannot be combined with `canAdd`");

const addedFields = {
  canAdd: z
    .boolean()
    .optional()
    .describe("Whether visitors may add photos (albums only); the photos become yours and count against your quota"),
  maxAddedFiles: z.int().min(1).max(MAX_ADDED_FILES).optional().describe("Absent: 500"),
  maxAddedBytes: z.int().min(1).max(MAX_ADDED_BYTES).optional().describe("Absent: 5 GiB"),
};

const rightsFields = {
  canDownload: z.boolean().optional(),
  withOriginals: z.boolean().optional().describe("Whether downloads are the originals"),
  showsTakenAt: z.boolean().optional().describe("Whether visitors see when photos were taken"),
  showsFileNames: z.boolean().optional(),
  keepsCredits: z
    .boolean()
    .optional()
    .describe("Whether originals keep the names of artist and copyright holder that are in them"),
};

/** Refuses to freeze what is no album, and an album to which visitors add what they would then not see. */
function checkFrozen(
  { frozen, album, canAdd }: { frozen?: boolean | undefined; album?: string | undefined; canAdd?: boolean | undefined },
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  if (frozen !== true) return;
  if (album === undefined) context.addIssue({ code: "custom", path: ["frozen"], message: "Expected an album with it" });
  if (canAdd === true) context.addIssue({ code: "custom", path: ["canAdd"], message: FROZEN_OR_ADDED });
}

export const newShareSchema = z
  .strictObject({
    ids: z
      .array(ulidField)
      .min(1)
      .max(MAX_QUERY_IDS, `Expected at most ${MAX_QUERY_IDS} images; put more of them into an album and share that`)
      .optional()
      .describe("These images, and no others later"),
    stacks: z.boolean().optional().describe("True: also the other photos of the stacks that these ids are shown for"),
    album: ulidField.optional().describe("Or an album, with what is added to it later unless it is `frozen`"),
    query: querySchema.optional().describe("Or what matches at the time of a visit"),
    frozen: frozenField,
    title: titleField.optional(),
    expiresAt: momentInFuture.nullable().optional().describe("Absent: in seven days. null: never"),
    password: passwordField.optional(),
    maxVisits: maxVisitsField.optional(),
    ...rightsFields,
    ...addedFields,
  })
  .refine(
    ({ ids, album, query }) => [ids, album, query].filter((one) => one !== undefined).length === 1,
    "Expected one of ids, album and query",
  )
  .refine(({ album, canAdd }) => album !== undefined || canAdd !== true, {
    path: ["canAdd"],
    message: "Expected an album: only there can visitors add photos",
  })
  .superRefine(checkFrozen);
export type NewShare = z.output<typeof newShareSchema>;

export const newUserShareSchema = z
  .strictObject({
    email: emailSchema.meta({ format: "email" }).describe("Address of a user's account"),
    album: ulidField.optional().describe("An album, with what is added to it later unless it is `frozen`"),
    timeline: z.literal(true).optional().describe("Or the whole timeline"),
    frozen: frozenField,
    title: titleField.optional(),
    expiresAt: momentInFuture.nullable().optional().describe("Absent or null: never"),
    ...rightsFields,
    ...addedFields,
  })
  .refine(
    ({ album, timeline }) => (album !== undefined) !== (timeline === true),
    "Expected either an album or the timeline",
  )
  .refine(({ album, canAdd }) => album !== undefined || canAdd !== true, {
    path: ["canAdd"],
    message: "Expected an album: only there can others add photos",
  })
  .superRefine(checkFrozen);
export type NewUserShare = z.output<typeof newUserShareSchema>;

export const shareChangeSchema = z
  .strictObject({
    title: titleField.optional().describe("Empty: none"),
    frozen: frozenField.describe(
      "For an album. True: hide what is added from now on. False: show it again. Cannot be combined with `canAdd`",
    ),
    expiresAt: momentInFuture.nullable().optional().describe("null: never"),
    password: passwordField
      .nullable()
      .optional()
      .describe("null: none. A new one ends the access of visitors who entered the old one"),
    maxVisits: maxVisitsField.nullable().optional().describe("null: any number"),
    ...rightsFields,
    ...addedFields,
  })
  .refine((change) => Object.keys(change).length > 0, "Expected something to change");
export type ShareChange = z.output<typeof shareChangeSchema>;
