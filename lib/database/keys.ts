import { hash } from "node:crypto";

/*
 * The one table: every key and index, and the query that each serves. The indexes are sparse.
 *
 * item                pk                       sk                        serves
 * ------------------  -----------------------  ------------------------  ----------------------------------------------
 * user                USER#<userId>            PROFILE                   user by id
 * e-mail claim        EMAIL#<normalised>       CLAIM                     user by e-mail; e-mail unique
 * usage               USER#<userId>            USAGE                     used and reserved bytes of a user
 * image               USER#<userId>            IMAGE#<imageId>           one image of its owner; a tombstone for 30
 *                                                                        days after its deletion (expires by TTL)
 * album               USER#<userId>            ALBUM#<albumId>           one album; a tombstone after its deletion
 * tag                 USER#<userId>            TAG#<tagId>               one tag; a tombstone after its deletion
 * tag name            USER#<userId>            TAGNAME#<folded name>     the tag of that name; tag names unique
 * content claim       USER#<userId>            CONTENT#<sha256>          duplicates of a SHA-256 within one owner
 *                     USER#<userId>            CONTENT#<sha256>#<share>  and within what is added through one share
 * bulk change         USER#<userId>            BULK#<ulid>               a change of many images of its owner
 * bulk places         USER#<userId>            BULKPLACES                how many of those may be in progress
 * saved search        USER#<userId>            SEARCH#<searchId>         one saved search of its owner, and all of them
 * walk digest         USER#<userId>            WALKDIGEST                what the integrity walk found of a user, for
 *                                                                        holders of library indexes
 * snapshot request    USER#<userId>            SNAPSHOTREQUEST           whether a job still has to write a snapshot of
 *                                                                        the user's index
 * share               USER#<userId>            SHARE#<shareId>           one share link of its owner, and all of them
 * visit mark          VISIT#<hash of visitor>  MARK                      a visitor of a share counts once a day
 *                                                                        (expires by TTL)
 * processing event    IMAGE#<imageId>          EVENT#<time>#<ulid>       processing record of an image, oldest first
 * rate limit          LIMIT#<what>#<who>       WINDOW#<start>            attempts in a window of time, and when the
 *                                                                        next one may be made (expires by TTL)
 * worker heartbeat    SYSTEM                   WORKER                    whether a worker is alive
 * epoch               SYSTEM                   EPOCH                     whether copies of the table still are copies
 *                                                                        of it
 * admins              SYSTEM                   ADMINS                    all admins, so that the last one stays
 * admin grant         ADMINGRANTS              <e-mail>                  the account that ADMIN_EMAILS made an admin
 * session             USER#<userId>            SESSION#<ulid>            one sign-in or API token; those of a user
 * audit event         AUDIT#<userId>           <time>#<ulid>             what a user did, and what was done to them
 * view mark           VIEW#<hash of entry>     HOUR#<hour>               a view is recorded once an hour (expires by
 *                                                                        TTL)
 * failure group       FAILURES                 GROUP#<fingerprint>       the kinds of failures
 * dead letter         DEADLETTER#<messageId>   MESSAGE                   a message that concerns no known image
 * counters            COUNT#<bucket>#<shard>   COUNTERS                  what happened in a span of time
 * totals              TOTALS#<shard>           COUNTERS                  what is stored altogether
 * active mark         ACTIVE#<bucket>          <userId>                  each user counts once in five minutes
 * last activity       USER#<userId>            ACTIVE                    each user counts once an hour and a day, under
 *                                                                        the last of them
 * integrity run       INTEGRITY                RUN#<ulid>                checks of bucket against table, newest first
 * integrity walk      PATROL                   STATE                     how far the walk is, and what it found
 * re-render           RERENDERS                RUN#<number>              re-renders of the library, newest first
 * re-render progress  RERENDER#<number>        PROGRESS                  what became of a re-render's images
 *
 * index      partition key           sort key                 holds                          serves
 * ---------  ----------------------  -----------------------  -----------------------------  --------------------------
 * changes    USER#<userId>#CHANGES   <changedAt>#<id>         images, albums, tags and       what changed since a
 *                                                             tombstones                     moment, for library
 *                                                                                            indexes
 * open       OPEN#<shard>            <statusAt>#<imageId>     uploading and processing       work that is overdue
 *                                                             images
 *            OPEN#RETIRED#<shard>    <oldest>#<imageId>       images with renditions to be   renditions whose links
 *                                                             removed                        have ended
 *            OPEN#RESERVATIONS       <oldest>#<userId>        usage with reservations        uploads given up
 *            OPEN#REMOVALS           <since>#<userId>         users being removed, and       removals to continue
 *                                                             closed accounts until they
 *                                                             are deleted
 *            OPEN#SNAPSHOTS          <since>#<userId>         snapshot requests              snapshots to be written
 *            OPEN#BULK               <idle since>#<changeId>  bulk changes in progress       bulk changes to continue
 *            OPEN#BULK#ENDED         <expires>#<changeId>     bulk changes that ended        what can't be undone any
 *                                                                                            more
 * directory  USERS                   <e-mail>                 users                          users by e-mail prefix
 *            AUDIT#<month>           <time>#<ulid>            audit events                   audit log by time
 *            SHARE#<hash of token>   <createdAt>              shares                         the share of a link
 *            SHAREDWITH#<userId>     <createdAt>#<shareId>    shares                         what others share with a
 *                                                                                            user
 *            FAILED#<fingerprint>    <time>#<id>              failed images that are         failures of one kind
 *                                                             neither in the trash nor
 *                                                             discarded, and dead letters
 *            RERENDER#<number>       <time>#<imageId>         ready images that a re-render  what a re-render could not
 *                                                             failed on                      do
 *
 * Items of the indexes are eventually consistent; every decision is taken on the table itself.
 */

export const TABLE_KEY = { partition: "pk", sort: "sk" } as const;

/** Attribute whose value, in seconds since the epoch, ends an item's life (DynamoDB TTL). */
export const TTL_ATTRIBUTE = "expiresAtSeconds";

/** The global secondary indexes exactly as the table has them. */
export const indexes = {
  open: { partition: "openPk", sort: "openSk" },
  directory: { partition: "directoryPk", sort: "directorySk" },
  changes: { partition: "changesPk", sort: "changesSk" },
} as const;

/** What indexes project beside their keys and the table's; those that are not named project every attribute. */
export const projections: Readonly<Record<string, readonly string[]>> = { changes: ["listed", "revision"] };

/** The `open` index is spread over so many partitions, so that many uploads at once heat none of them. */
export const OPEN_SHARDS = 4;

/** Counters are spread over so many items each, so that many writers at once heat none of them. */
export const COUNTER_SHARDS = 4;

export interface Key {
  pk: string;
  sk: string;
}

/** A sort key holds at most 1,024 bytes, and a name of 100 letters may fold to more. */
const MAX_NAME_BYTES = 900;

/** A name in a key; a very long one by its hash. */
function toKeyPart(name: string): string {
  return Buffer.byteLength(name) <= MAX_NAME_BYTES ? name : `#${hash("sha256", name)}`;
}

export const keys = {
  user: (userId: string): Key => ({ pk: `USER#${userId}`, sk: "PROFILE" }),
  emailClaim: (email: string): Key => ({ pk: `EMAIL#${email}`, sk: "CLAIM" }),
  usage: (userId: string): Key => ({ pk: `USER#${userId}`, sk: "USAGE" }),
  image: (userId: string, imageId: string): Key => ({ pk: `USER#${userId}`, sk: `IMAGE#${imageId}` }),
  album: (userId: string, albumId: string): Key => ({ pk: `USER#${userId}`, sk: `ALBUM#${albumId}` }),
  tag: (userId: string, tagId: string): Key => ({ pk: `USER#${userId}`, sk: `TAG#${tagId}` }),
  tagName: (userId: string, foldedName: string): Key => ({
    pk: `USER#${userId}`,
    sk: `TAGNAME#${toKeyPart(foldedName)}`,
  }),
  contentClaim: (userId: string, sha256: string): Key => ({ pk: `USER#${userId}`, sk: `CONTENT#${sha256}` }),
  bulkChange: (userId: string, changeId: string): Key => ({ pk: `USER#${userId}`, sk: `BULK#${changeId}` }),
  bulkPlaces: (userId: string): Key => ({ pk: `USER#${userId}`, sk: "BULKPLACES" }),
  snapshotRequest: (userId: string): Key => ({ pk: `USER#${userId}`, sk: "SNAPSHOTREQUEST" }),
  walkDigest: (userId: string): Key => ({ pk: `USER#${userId}`, sk: "WALKDIGEST" }),
  savedSearch: (userId: string, searchId: string): Key => ({ pk: `USER#${userId}`, sk: `SEARCH#${searchId}` }),
  share: (userId: string, shareId: string): Key => ({ pk: `USER#${userId}`, sk: `SHARE#${shareId}` }),
  visitMark: (visitorHash: string): Key => ({ pk: `VISIT#${visitorHash}`, sk: "MARK" }),
  processingEvent: (imageId: string, at: string, eventId: string): Key => ({
    pk: `IMAGE#${imageId}`,
    sk: `EVENT#${at}#${eventId}`,
  }),
  rateLimit: (what: string, who: string, windowStart: number): Key => ({
    pk: `LIMIT#${what}#${who}`,
    sk: `WINDOW#${windowStart}`,
  }),
  workerHeartbeat: (): Key => ({ pk: "SYSTEM", sk: "WORKER" }),
  epoch: (): Key => ({ pk: "SYSTEM", sk: "EPOCH" }),
  admins: (): Key => ({ pk: "SYSTEM", sk: "ADMINS" }),
  adminGrant: (email: string): Key => ({ pk: "ADMINGRANTS", sk: email }),
  session: (userId: string, sessionId: string): Key => ({ pk: `USER#${userId}`, sk: `SESSION#${sessionId}` }),
  auditEvent: (userId: string, at: string, eventId: string): Key => ({
    pk: `AUDIT#${userId}`,
    sk: `${at}#${eventId}`,
  }),
  viewMark: (entryHash: string, hour: string): Key => ({ pk: `VIEW#${entryHash}`, sk: `HOUR#${hour}` }),
  failureGroup: (fingerprint: string): Key => ({ pk: "FAILURES", sk: `GROUP#${fingerprint}` }),
  deadLetter: (messageId: string): Key => ({ pk: `DEADLETTER#${messageId}`, sk: "MESSAGE" }),
  counters: (bucket: string, shard: number): Key => ({ pk: `COUNT#${bucket}#${shard}`, sk: "COUNTERS" }),
  totals: (shard: number): Key => ({ pk: `TOTALS#${shard}`, sk: "COUNTERS" }),
  lastActivity: (userId: string): Key => ({ pk: `USER#${userId}`, sk: "ACTIVE" }),
  activeMark: (bucket: string, userId: string): Key => ({ pk: `ACTIVE#${bucket}`, sk: userId }),
  integrityRun: (runId: string): Key => ({ pk: "INTEGRITY", sk: `RUN#${runId}` }),
  integrityWalk: (): Key => ({ pk: "PATROL", sk: "STATE" }),
  rerenderRun: (number: number): Key => ({ pk: "RERENDERS", sk: `RUN#${String(number).padStart(8, "0")}` }),
  rerenderProgress: (number: number): Key => ({ pk: `RERENDER#${number}`, sk: "PROGRESS" }),
};

export const partitions = {
  processingEvents: (imageId: string) => `IMAGE#${imageId}`,
  changes: (userId: string) => `USER#${userId}#CHANGES`,
  open: (shard: number) => `OPEN#${shard}`,
  retired: (shard: number) => `OPEN#RETIRED#${shard}`,
  openReservations: () => "OPEN#RESERVATIONS",
  openRemovals: () => "OPEN#REMOVALS",
  openSnapshotRequests: () => "OPEN#SNAPSHOTS",
  openBulkChanges: () => "OPEN#BULK",
  endedBulkChanges: () => "OPEN#BULK#ENDED",
  users: () => "USERS",
  adminGrants: () => "ADMINGRANTS",
  audit: (month: string) => `AUDIT#${month}`,
  auditOfUser: (userId: string) => `AUDIT#${userId}`,
  shareLink: (tokenHash: string) => `SHARE#${tokenHash}`,
  sharedWith: (userId: string) => `SHAREDWITH#${userId}`,
  failed: (fingerprint: string) => `FAILED#${fingerprint}`,
  failureGroups: () => "FAILURES",
  integrityRuns: () => "INTEGRITY",
  rerenderRuns: () => "RERENDERS",
  rerenderFailed: (number: number) => `RERENDER#${number}`,
};

/** The `open` partition of an image, from the last character of its id. */
export function getOpenShard(imageId: string): number {
  return imageId.charCodeAt(imageId.length - 1) % OPEN_SHARDS;
}
