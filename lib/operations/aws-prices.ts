/**
 * AWS list prices in US dollars, us-east-1, on demand, without free tiers, as published on 2026-11-20. Sources:
 * https://aws.amazon.com/s3/pricing/, …/dynamodb/pricing/on-demand/, …/sqs/pricing/, …/lambda/pricing/,
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export const awsPrices = {
  asOf: "2026-11-20",
  region: "us-east-1",
  s3GigabyteMonth: 0.023,
  s3ThousandWrites: 0.005,
  s3ThousandReads: 0.0004,
  dynamoDbMillionWrites: 0.625,
  dynamoDbMillionReads: 0.125,
  dynamoDbGigabyteMonth: 0.25,
  /** Of the continuous backup over 35 days. */
  dynamoDbBackupGigabyteMonth: 0.2,
  sqsMillionRequests: 0.4,
  lambdaGigabyteSecond: 0.0000133334,
  lambdaMillionRequests: 0.2,
  /** Taken in; keeping them for a month costs a sixteenth of that. */
  logsGigabyte: 0.5,
  alarmMonth: 0.1,
} as const;
