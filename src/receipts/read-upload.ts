import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { DomainError } from '../shared/domain-error.js';

const LIMIT = 5 * 1024 * 1024;

/** In memory and for this request alone: what is uploaded to be checked is never kept. */
const upload = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: LIMIT, files: 1, fields: 5, fieldSize: 10_000, parts: 6 },
}).single('receipt');

/**
 * The one file of a form, `missing` where none was chosen and `tooLarge` above 5 MB.
 * @throws DomainError `malformed` for a form that cannot be read or holds something else
 */
export async function readUpload(
  request: Request,
  response: Response,
): Promise<Buffer | 'missing' | 'tooLarge'> {
  const failure = await new Promise<unknown>((resolve) => void upload(request, response, resolve));
  if (failure instanceof MulterError && failure.code === 'LIMIT_FILE_SIZE') return 'tooLarge';
  if (failure !== undefined) {
    throw new DomainError(
      'malformed',
      'malformed',
      'The form could not be read. Nothing was kept.',
    );
  }
  const bytes = request.file?.buffer;
  return bytes === undefined || bytes.length === 0 ? 'missing' : bytes;
}
