import { createHash } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { concatMap, finalize, from, type Observable } from 'rxjs';
import type { DeskRequest } from '../api/desk-request.js';
import { batchFileType } from '../api/json-body.js';
import { Problem } from '../api/problem.js';
import { Settings } from '../config/settings.js';
import { newId } from '../shared/ids.js';

/** A file that was sent, as it lies on this machine while its request lasts. */
export interface Upload {
  file: FileHandle;
  bytes: number;
  hash: Buffer;
  ndjson: boolean;
}

const uploads = new WeakMap<object, Upload>();

/** What was sent with the request; undefined for a body of JSON, or none. */
export function uploadOf(request: object): Upload | undefined {
  return uploads.get(request);
}

/**
 * Lays a batch file on the disk while it comes in, so that memory does not grow with it, and nothing is
 * begun before it is whole. The file has no name from its first moment: whatever becomes of the
 * request or of this process, nothing is left behind.
 */
@Injectable()
export class ReceiveUpload implements NestInterceptor {
  constructor(private readonly settings: Settings) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<DeskRequest>();
    const type = batchFileType(request);
    if (type === null) return next.handle();
    const received = this.receive(request, type === 'ndjson');
    return from(received).pipe(
      concatMap(() => next.handle()),
      finalize(() => {
        // Refused uploads have closed theirs already.
        void uploadOf(request)?.file.close();
      }),
    );
  }

  private async receive(request: DeskRequest, ndjson: boolean): Promise<void> {
    const most = this.settings.BATCH_MAX_BYTES;
    if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
    const file = await openNameless();
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const part of request as AsyncIterable<Buffer>) {
        bytes += part.length;
        if (bytes > most) throw tooLarge(most);
        hash.update(part);
        await file.writev([part]);
      }
      const digest = hash.digest();
      // An Idempotency-Key stands for these bytes.
      request.rawBody = digest;
      uploads.set(request, { file, bytes, hash: digest, ndjson });
    } catch (error) {
      await file.close();
      throw uploadFault(error);
    }
  }
}

/** A file for as long as it is open: it has no name that could be left behind. */
export async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `desk-upload-${newId()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

function tooLarge(most: number): Problem {
  return new Problem(413, 'too_large', `A batch file may have ${most} bytes. Send it in parts.`);
}

function uploadFault(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem(
        503,
        'unavailable',
        'There is no room for the file now. Nothing of it is kept.',
      );
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return new Problem(400, 'malformed', 'The upload broke off. Nothing of it is kept.');
    default:
      return error;
  }
}
