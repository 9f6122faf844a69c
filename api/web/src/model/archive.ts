// Files put into a zip archive as they are: how the service takes several tables at once.

const POLYNOMIAL = 0xedb88320;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x800;
/** The first of January 1980, the least that the format can say. */
const DATE = 0x21;

/** Make one archive of several files. */
export async function archive(files: readonly File[]): Promise<File> {
  const bodies: Uint8Array<ArrayBuffer>[] = [];
  const index: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const file of files) {
    const data = new Uint8Array(await file.arrayBuffer());
    const name = new TextEncoder().encode(file.name);
    const told = numbers([2, VERSION], [2, FLAGS], [2, 0], [2, 0], [2, DATE], [4, checksum(data)], [4, data.length], [4, data.length], [2, name.length], [2, 0]);
    const body = [numbers([4, 0x04034b50]), told, name, data];
    bodies.push(...body);
    index.push(numbers([4, 0x02014b50], [2, VERSION]), told, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), name);
    at += lengthOf(body);
  }
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, lengthOf(index)], [4, at], [2, 0]);
  return new File([...bodies, ...index, end], 'tabeller.zip');
}

/** Write numbers of so many bytes, the least significant first. */
function numbers(...fields: readonly [bytes: number, value: number][]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fields.flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff)));
}

/** The CRC-32 of the format. */
function checksum(data: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of data) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  }
  return ~rest >>> 0;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
