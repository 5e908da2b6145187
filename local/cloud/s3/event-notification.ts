import { randomBytes } from "node:crypto";

/*
 * Event notifications in the form that S3 sends.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */

export interface StoredObjectFacts {
  key: string;
  bytes: number;
  /** MD5 in hex, without quotes. */
  eTag: string;
}

/** The message S3 sends once when a notification is set up. */
export function testEvent(bucket: string, at: Date): string {
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: at.toISOString(),
    Bucket: bucket,
    RequestId: randomId(8),
    HostId: randomId(16),
  });
}

/** The message S3 sends when an object was put. */
export function objectCreatedEvent(
  object: StoredObjectFacts,
  source: { bucket: string; region: string; at: Date },
): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: source.region,
        eventTime: source.at.toISOString(),
        eventName: "ObjectCreated:Put",
        userIdentity: { principalId: "AWS:LOCAL" },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: { "x-amz-request-id": randomId(8), "x-amz-id-2": randomId(16) },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: "uploads",
          bucket: {
            name: source.bucket,
            ownerIdentity: { principalId: "LOCAL" },
            arn: `arn:aws:s3:::${source.bucket}`,
          },
          object: {
            key: encodeEventKey(object.key),
            size: object.bytes,
            eTag: object.eTag,
            sequencer: nextSequencer(source.at),
          },
        },
      },
    ],
  });
}

/** URL encoding as in a form: "+" for a space, "/" as it is. */
function encodeEventKey(key: string): string {
  return key
    .split("/")
    .map((part) => encodeURIComponent(part).replaceAll("%20", "+"))
    .join("/");
}

let lastSequence = 0n;

/** Grows from call to call and from run to run: the time, then a counter; 18 hex digits. */
function nextSequencer(at: Date): string {
  const fromTime = BigInt(at.getTime()) << 20n;
  lastSequence = fromTime > lastSequence ? fromTime : lastSequence + 1n;
  return lastSequence.toString(16).toUpperCase().padStart(18, "0");
}

function randomId(bytes: number): string {
  return randomBytes(bytes).toString("hex").toUpperCase();
}
