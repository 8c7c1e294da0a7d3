import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { PortalPages } from '../portal/frame/portal-pages.js';
import type { PortalRequest } from '../portal/frame/portal-request.js';
import { notFound } from '../shared/domain-error.js';
import { MakeReceiptPdf } from './make-receipt-pdf.js';
import { PublishReceiptKeys } from './publish-receipt-keys.js';
import { ReadReceipt } from './read-receipt.js';
import { receiptName, wantedStages, type WantedStage } from './receipt-content.js';
import { ReceiptPage } from './receipt-page.js';
import { receiptSheet } from './receipt-sheet.js';
import { sendFile } from './send-file.js';
import { jsonFile } from './signed-file.js';

/** Receipts at addresses that nobody can guess, without sign-in: who has the address may read. */
@ApiExcludeController()
@Controller('receipts')
export class ReceiptsController {
  constructor(
    private readonly pages: PortalPages,
    private readonly readReceipt: ReadReceipt,
    private readonly makeReceiptPdf: MakeReceiptPdf,
    private readonly publishReceiptKeys: PublishReceiptKeys,
  ) {}

  @Get('keys.json')
  keys(): Promise<{ keys: Record<string, string>[] }> {
    return this.publishReceiptKeys.run();
  }

  @Get(':key.json')
  async json(
    @Param('key') key: string,
    @Query('stage') stage: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const { content, stored } = await this.readReceipt.run(key, wanted(stage));
    const file = jsonFile(stored.content, stored.keyId, stored.signature);
    sendFile(response, 'application/json', `${receiptName(content)}.json`, file);
  }

  @Get(':key.pdf')
  async pdf(
    @Param('key') key: string,
    @Query('stage') stage: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.readReceipt.run(key, wanted(stage));
    const file = await this.makeReceiptPdf.run(found.declarationId, found.stage);
    // In a language without a PDF the page is the receipt.
    if (file === null) response.redirect(303, `/receipts/${key}?stage=${found.stage}`);
    else sendFile(response, 'application/pdf', file.name, file.bytes);
  }

  @Get(':key')
  async page(
    @Param('key') key: string,
    @Query('stage') stage: unknown,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.readReceipt.run(key, wanted(stage));
    const context = this.pages.context(request, response);
    const sheet = receiptSheet(found.content, found.stored.keyId, context.locale);
    response.setHeader('Referrer-Policy', 'no-referrer').setHeader('X-Robots-Tag', 'noindex');
    const parts = { context, found, sheet, address: `/receipts/${key}` };
    this.pages.send(response, context, { title: sheet.title, body: <ReceiptPage {...parts} /> });
  }
}

/** The stage that an address names, the declaration where it names none; anything else is nothing. */
function wanted(stage: unknown): WantedStage {
  if (stage === undefined) return 'declaration';
  const known = wantedStages.find((one) => one === stage);
  if (known === undefined) throw notFound('receipt');
  return known;
}
