// Files that people choose, by the ends of their names.

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  csv: 'text/csv',
  tsv: 'text/csv',
};

/** How a file goes to the service: as it is, with what it is and what it is called. */
export function sent(file: File) {
  const headers = { 'Content-Type': mediaType(file.name), 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` };
  return { headers, bodySerializer: (body: unknown) => body as BodyInit, body: file as never };
}

/** The media type of a file; that of a workbook for what is unknown, which the service then says is none. */
export function mediaType(name: string): string {
  const ending = name.toLowerCase().split('.').pop() ?? '';
  return MEDIA_TYPES[ending] ?? MEDIA_TYPES['xlsx'] ?? '';
}
