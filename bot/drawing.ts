import type { Person } from '../src/domain/staff.ts';
import { quoteOf } from '../src/steps/quote.ts';
import { readCard, readMeasure, screenshotBytes } from '../src/steps/read-card.ts';
import type { CardView, MeasureView, ScreenshotView } from '../src/steps/views.ts';
import { documentLocale, draftText } from './cards/draft-text.ts';
import { findingCard, type CardSettings } from './cards/finding-card.ts';
import { measureCard } from './cards/measure-card.ts';
import type { Card } from './cards/card.ts';
import { answerPress, chatOf, pressedMessage, type Desk, type StaffContext } from './desk.ts';
import { MESSAGE_MAX } from './html.ts';
import { wordsIn } from './words.ts';

/** What the card of a finding needs for this person. */
export function settingsFor(
  desk: Desk,
  ctx: Pick<StaffContext, 'person' | 'words'>,
  limit: number,
): CardSettings {
  const page = desk.publicUrl === null ? {} : { publicUrl: desk.publicUrl };
  return { words: ctx.words, viewer: ctx.person, limit, ...page };
}

/** Sends the card of a finding with its masked screenshot, as one message where the text fits under the picture. */
export async function sendFinding(desk: Desk, ctx: StaffContext, view: CardView): Promise<void> {
  const card = findingCard(view, settingsFor(desk, ctx, MESSAGE_MAX));
  const chatId = chatOf(ctx.person);
  const png = await pictureOf(desk, view.screenshot);
  if (png === null) {
    await desk.screen.send(chatId, card);
    return;
  }
  const caption = ctx.words.html('card-screenshot-caption', { id: String(view.finding.id) });
  await desk.screen.sendWithPicture(chatId, png, card, caption);
}

/** A picture that cannot be read must not hide the card: the failure is logged, and the card says what it knows. */
async function pictureOf(desk: Desk, screenshot: ScreenshotView): Promise<Uint8Array | null> {
  try {
    return await screenshotBytes(desk.needs, screenshot);
  } catch (error) {
    desk.log.error({ err: error }, 'masked screenshot cannot be read');
    return null;
  }
}

/** Draws the pressed message again as the card of the finding. */
export async function redrawFinding(desk: Desk, ctx: StaffContext, view: CardView): Promise<void> {
  await redraw(desk, ctx, (limit) => findingCard(view, settingsFor(desk, ctx, limit)));
}

export async function sendMeasure(desk: Desk, ctx: StaffContext, view: MeasureView): Promise<void> {
  await desk.screen.send(chatOf(ctx.person), measureCard(view, ctx.words));
}

/** Draws the pressed message again as the form of the measure. */
export async function redrawMeasure(desk: Desk, ctx: StaffContext, view: MeasureView): Promise<void> {
  await redraw(desk, ctx, () => measureCard(view, ctx.words));
}

/** Draws the pressed message again; without one (it is too old for Telegram to name) sends a new one. */
export async function redraw(desk: Desk, ctx: StaffContext, render: (limit: number) => Card): Promise<void> {
  const drawn = pressedMessage(ctx);
  if (drawn === null) await desk.screen.send(chatOf(ctx.person), render(MESSAGE_MAX));
  else await desk.screen.redraw(drawn, render);
}

/** After a refusal: what the pressed message is about, as it is now. */
export async function redrawPressed(desk: Desk, ctx: StaffContext): Promise<void> {
  const { press } = ctx;
  if (press?.on === 'finding')
    await redrawFinding(desk, ctx, await readCard(desk.needs, ctx.person, press.id));
  if (press?.on === 'measure')
    await redrawMeasure(desk, ctx, await readMeasure(desk.needs, ctx.person, press.id));
}

/** The masked screenshot as a file, so that it can be read in full size. */
export async function sendScreenshot(
  desk: Desk,
  ctx: StaffContext,
  findingId: number,
  view: ScreenshotView,
): Promise<void> {
  const png = await screenshotBytes(desk.needs, view);
  if (png === null) {
    await answerPress(desk, ctx, ctx.words.plain('card-screenshot-none'), true);
    return;
  }
  await answerPress(desk, ctx);
  const caption = ctx.words.html('card-screenshot-caption', { id: String(findingId) });
  await desk.screen.sendDocument(chatOf(ctx.person), png, `qyraghy-${findingId}.png`, caption);
}

/** The drafted justification, in the language of the document. */
export function draftFor(desk: Desk, person: Person, view: CardView): string {
  const words = wordsIn(desk.texts, documentLocale(person.locale));
  return draftText(view, words, quoteOf(view.post.maskedText, view.matches));
}
