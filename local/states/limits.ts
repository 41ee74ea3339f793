/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const LIMITS = {
  payloadBytes: 262_144,
  definitionBytes: 1_048_576,
  events: 25_000,
  nameLength: 80,
  errorLength: 256,
  causeLength: 32_768,
  expressMs: 300_000,
  standardMs: 31_536_000_000,
  redriveMs: 14 * 86_400_000,
  retentionMs: 90 * 86_400_000,
  variablesBytes: 10_485_760,
} as const;
