import { createHash } from 'node:crypto';
import type { PostLink, PostMedia } from '../domain/post.ts';
import type { CaptureRequest } from '../ports/evidence-capturer.ts';
import { momentText } from './moment-text.ts';
import { FONT_NAME, PAGE_STYLE } from './post-page-style.ts';
import { markedParts, textRuns } from './post-text.ts';

/** What the page needs beside the post. */
export interface PageSettings {
  /** e.g. `Chromium 156.0.8078.79`; drawn in the footer. */
  readonly tool: string;
  /** Where the page gets its fonts, by weight: data URLs, or paths of the page's own origin. */
  readonly fonts: readonly { readonly weight: number; readonly url: string }[];
  /** CSS pixels of text to show, with the marked fragments apart and small pictures: for a post too tall for one picture. */
  readonly textHeightMax?: number;
}

/** Pictures that a browser draws and that hold nothing but a picture (SVG can hold a document). */
const PICTURE_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
/** Links and fragments listed; a post with more is a list of links by itself, and the raw JSON has them all. */
const LISTED_MAX = 60;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;

const MEDIA_WORDS: Readonly<Record<PostMedia['kind'], readonly [string, string]>> = {
  photo: ['Сурет', 'Фото'],
  video: ['Бейне (кадр)', 'Видео (кадр)'],
  audio: ['Аудио', 'Аудио'],
  document: ['Құжат', 'Документ'],
};
const LINK_WORDS: Readonly<Record<PostLink['how'], string>> = {
  visible: 'ашық сілтеме / видимая ссылка',
  hidden: 'мәтінге жасырылған сілтеме / ссылка скрыта за словами',
  button: 'батырма / кнопка',
};
const SKIPPED_WORDS: Readonly<Record<NonNullable<PostMedia['skipped']> | 'none', string>> = {
  too_large: 'көлемі шектен асады, жүктелмеген / больше предела, не загружено',
  failed: 'жүктеу мүмкін болмады / загрузить не удалось',
  none: 'файл жүктелмеген / файл не загружался',
};

/**
 * The captured post as a page to be photographed: labels in Kazakh and Russian, everything from outside escaped, nothing loaded
 * from the network. With `maskedText` it is the masked copy. Pure. Throws PermanentError('bad_time') on an impossible time.
 */
export function postPage(request: CaptureRequest, settings: PageSettings): string {
  const masked = request.maskedText !== undefined;
  const faces = settings.fonts.map(
    ({ weight, url }) =>
      `@font-face { font-family: '${FONT_NAME}'; font-weight: ${weight}; src: url('${url}') format('truetype'); }`,
  );
  return `<!doctype html>
<html lang="kk"><head><meta charset="utf-8"><title>${escaped(request.post.url)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; font-src 'self' data:; style-src 'unsafe-inline'">
<style>${faces.join('\n')}${PAGE_STYLE}</style></head>
<body class="${masked ? 'masked' : 'original'}${settings.textHeightMax === undefined ? '' : ' short'}">
${masked ? MASKED_BAND : ''}
<header><h1>Жарияланымның бейнесі <span>/ Снимок публикации</span></h1></header>
<div class="address"><b>Мекенжайы / Адрес</b><span id="url">${escaped(request.post.url)}</span></div>
<dl>${factRows(request, masked)}</dl>
${heading('Жарияланым мазмұны', 'Содержание публикации')}
<div class="post">${textBlock(request, settings)}${mediaBlock(request.post.media, masked)}</div>
${settings.textHeightMax === undefined ? '' : fragmentList(request)}
${linkList(request.post.links, masked)}
${footer(request, settings.tool)}
</body></html>`;
}

const MASKED_BAND = `<div class="band">БҮРКЕМЕЛЕНГЕН КӨШІРМЕ / МАСКИРОВАННАЯ КОПИЯ / MASKED COPY
<small>Дербес деректер жасырылған, суреттер бұлыңғырланған. Түпнұсқа мөрленіп сақталған. /
Персональные данные скрыты, изображения размыты. Подлинник хранится опечатанным.</small></div>`;

function factRows(request: CaptureRequest, masked: boolean): string {
  const { post, timeZone } = request;
  const said = (value: string) => (masked ? withoutLongNumbers(value) : value);
  const place = placeOf(post.url);
  const channel = said(request.channelTitle) + (place === null ? '' : ` (${place})`);
  const from = post.forwardedFrom;
  const rows: readonly (readonly [string, string, string, string | null])[] = [
    ['channel', 'Арна', 'Канал', channel],
    ['message', 'Жарияланым нөмірі', 'Номер публикации', `№ ${post.messageId}`],
    ['published', 'Жарияланған уақыты', 'Опубликовано', momentText(post.publishedAt, timeZone)],
    [
      'edited',
      'Өзгертілген уақыты',
      'Изменено',
      post.editedAt === null ? null : momentText(post.editedAt, timeZone),
    ],
    ['captured', 'Түсірілген уақыты', 'Время съёмки', momentText(request.capturedAt, timeZone)],
    ['views', 'Қаралымы', 'Просмотры', post.views === null ? null : groupedNumber(post.views)],
    [
      'forwarded',
      'Қайдан жіберілген',
      'Переслано из',
      from === null ? null : said([from.title, from.url ?? ''].join(' ').trim()),
    ],
    ['author', 'Қолтаңбасы', 'Подпись автора', masked ? null : post.author],
  ];
  return rows
    .map(([id, kk, ru, value]) =>
      value === null
        ? ''
        : `<dt>${kk} <span>/ ${ru}</span></dt><dd id="${id}" dir="auto">${escaped(value)}</dd>`,
    )
    .join('');
}

/** `@name` of a Telegram address; null for other places. */
function placeOf(url: string): string | null {
  const name = /^https:\/\/t\.me\/(?:s\/)?(\w{4,32})\//u.exec(url)?.[1];
  const id = /^https:\/\/t\.me\/c\/(\d+)\//u.exec(url)?.[1];
  return name === undefined ? (id === undefined ? null : `ID ${id}`) : `@${name}`;
}

function textBlock(request: CaptureRequest, settings: PageSettings): string {
  const text = request.maskedText ?? request.post.text;
  if (text === '') return '<p class="empty">Мәтіні жоқ / Без текста</p>';
  const runs = textRuns(text, request.marks, request.post.links).map((run) => {
    const inner = run.marked ? `<mark>${escaped(run.text)}</mark>` : escaped(run.text);
    if (run.link === null) return inner;
    return `<span class="link"${run.linkEnds ? ` data-end="${run.link}"` : ''}>${inner}</span>`;
  });
  const cut = settings.textHeightMax;
  const block = `<div class="text${cut === undefined ? '' : ' cut'}" id="text" dir="auto"${cut === undefined ? '' : ` style="max-height: ${cut}px"`}>${runs.join('')}</div>`;
  if (cut === undefined) return block;
  return `${block}<p class="notice" id="cut">Мәтін суретке толық сыймады: толық мәтіні мөрленген JSON файлында. / Текст не поместился в снимок целиком: полный текст – в опечатанном файле JSON.</p>`;
}

function mediaBlock(media: readonly PostMedia[], masked: boolean): string {
  if (media.length === 0) return '';
  const figures = media.map((file, at) => {
    const [kk, ru] = MEDIA_WORDS[file.kind];
    const drawable =
      file.data !== undefined && PICTURE_TYPES.includes(file.mimeType) && BASE64.test(file.data);
    const video = file.kind === 'video' && file.data !== undefined && BASE64.test(file.data);
    const type = drawable ? file.mimeType : 'image/jpeg';
    const picture =
      drawable || video
        ? `<img alt="" src="data:${type};base64,${file.data ?? ''}">`
        : `<p class="none">${SKIPPED_WORDS[file.skipped ?? 'none']}</p>`;
    const name = file.fileName === null || masked ? '' : `, ${escaped(file.fileName)}`;
    const size = `${escaped(file.mimeType)}, ${groupedNumber(file.sizeBytes)} байт`;
    return `<figure><div>${picture}</div><figcaption>${kk} / ${ru} ${at + 1}${name} – ${size}</figcaption></figure>`;
  });
  return `<div class="media">${figures.join('')}</div>`;
}

function fragmentList(request: CaptureRequest): string {
  const parts = markedParts(request.maskedText ?? request.post.text, request.marks).slice(0, LISTED_MAX);
  if (parts.length === 0) return '';
  const rows = parts.map((part) => `<li dir="auto"><span><mark>${escaped(part)}</mark></span></li>`);
  return `${heading('Белгіленген үзінділер', 'Отмеченные фрагменты')}<ol class="fragments" id="fragments">${rows.join('')}</ol>`;
}

function linkList(links: readonly PostLink[], masked: boolean): string {
  if (links.length === 0) return '';
  const rows = links.slice(0, LISTED_MAX).map((link, at) => {
    const target = escaped(masked ? withoutLongNumbers(link.url) : link.url);
    return `<li><b>[${at + 1}]</b><span dir="ltr">${target}<small>${LINK_WORDS[link.how]}</small></span></li>`;
  });
  const more = links.length - LISTED_MAX;
  if (more > 0) rows.push(`<li><b>…</b><span>тағы / ещё ${more}</span></li>`);
  return `${heading('Сілтемелер қайда апарады', 'Куда ведут ссылки')}<ol id="links">${rows.join('')}</ol>`;
}

function footer(request: CaptureRequest, tool: string): string {
  const raw = createHash('sha256').update(request.post.raw, 'utf8').digest('hex');
  const marks =
    request.marks.length === 0
      ? ''
      : '<p>Сары түспен құқыққа қайшылықты растайтын үзінділер белгіленген; түпнұсқада белгілер жоқ. / Жёлтым отмечены фрагменты, подтверждающие противоправность; в подлиннике отметок нет.</p>';
  return `<footer>${marks}
<p>Платформа деректерінен құрастырылған; бастапқы JSON қатар мөрленген. / Построено по данным платформы; исходный JSON опечатан рядом.</p>
<p>SHA-256 (JSON): <code id="raw-sha256">${raw}</code></p>
<p>Құралы / Средство: <code id="tool">Qyraghy, ${escaped(tool)}</code></p></footer>`;
}

function heading(kk: string, ru: string): string {
  return `<h2>${kk} <span>/ ${ru}</span></h2>`;
}

/** Phones, cards and the like inside names and addresses of the masked copy: all but the first two digits. */
function withoutLongNumbers(value: string): string {
  return value.replace(/\d(?:(?:%20|[\s().+-]){0,3}\d){6,}/gu, (found) => {
    let seen = 0;
    return found.replaceAll('%20', ' ').replace(/\d/gu, (digit) => {
      seen += 1;
      return seen <= 2 ? digit : '•';
    });
  });
}

function groupedNumber(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+(?!\d))/gu, '\u00A0');
}

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
