import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { PortalPages } from '../portal/frame/portal-pages.js';
import type { PortalRequest } from '../portal/frame/portal-request.js';
import { readUpload } from './read-upload.js';
import { VerifyPage, type VerifyAnswer } from './verify-page.js';
import { VerifyReceipt } from './verify-receipt.js';

/** Anyone may check a receipt; nothing is changed or kept, so the form needs no token. */
@ApiExcludeController()
@Controller('receipts/verify')
export class VerifyController {
  constructor(
    private readonly pages: PortalPages,
    private readonly verifyReceipt: VerifyReceipt,
  ) {}

  @Get()
  form(@Req() request: PortalRequest, @Res() response: Response): void {
    this.send(request, response, null);
  }

  @Post()
  @HttpCode(200)
  async check(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    const file = await readUpload(request, response);
    this.send(
      request,
      response,
      typeof file === 'string' ? file : await this.verifyReceipt.run(file),
    );
  }

  private send(request: PortalRequest, response: Response, answer: VerifyAnswer | null): void {
    const context = this.pages.context(request, response);
    this.pages.send(response, context, {
      status: answer === 'tooLarge' ? 413 : answer === 'missing' ? 400 : 200,
      title: context.t('receipts:verify.title'),
      body: <VerifyPage context={context} answer={answer} />,
    });
  }
}
