/** A file's size as people say it: “98 MB”, “4.7 GB”. */
export function sizeInWords(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  if (megabytes < 1) return 'under 1 MB';
  return megabytes < 1000
    ? `${String(Math.round(megabytes))} MB`
    : `${(megabytes / 1000).toFixed(1)} GB`;
}
