// Files that people choose, by the ends of their names.

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
};

/** The media type of a file; that of a workbook for what is unknown, which the service then says is none. */
export function mediaType(name: string): string {
  const ending = name.toLowerCase().split('.').pop() ?? '';
  return MEDIA_TYPES[ending] ?? MEDIA_TYPES['xlsx'] ?? '';
}
