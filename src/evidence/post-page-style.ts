/** Width of the page in CSS pixels: a sheet of A4 at 96 dpi is 794 wide. */
export const PAGE_WIDTH = 840;

/** Name of the font that is embedded; no machine has it, so that nothing else is taken by mistake. */
export const FONT_NAME = 'Qyraghy Evidence Sans';

/** Looks of the page. Sober: it lies in a case file and is printed without colour. */
export const PAGE_STYLE = `
* { box-sizing: border-box; margin: 0; }
html { background: #fff; }
body { width: ${PAGE_WIDTH}px; padding: 32px 40px 28px; color: #16191d; background: #fff;
  font: 15px/1.5 '${FONT_NAME}', 'Noto Color Emoji', 'Segoe UI Emoji', 'Apple Color Emoji', sans-serif;
  font-variant-ligatures: none; }
.band { margin: -32px -40px 24px; padding: 12px 40px; background: #7a1420; color: #fff; font-weight: 700; font-size: 14px; letter-spacing: .04em; }
.band small { display: block; font-weight: 400; letter-spacing: 0; font-size: 12px; }
header { border-bottom: 2px solid #16191d; padding-bottom: 10px; margin-bottom: 16px; }
h1 { font-size: 20px; line-height: 1.3; font-weight: 700; }
h1 span, h2 span, dt span { color: #59616b; font-weight: 400; }
h2 { font-size: 13px; font-weight: 700; margin: 22px 0 8px; padding-bottom: 3px; border-bottom: 1px solid #c9ced6; }
.address { margin-bottom: 14px; padding: 10px 14px; border: 1.5px solid #16191d; border-radius: 3px; }
.address b { display: block; font-size: 12px; font-weight: 400; color: #59616b; }
.address span { font-size: 18px; font-weight: 700; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 290px 1fr; border-top: 1px solid #dde1e7; }
dt, dd { padding: 5px 0; border-bottom: 1px solid #dde1e7; }
dt { font-size: 13px; padding-right: 12px; }
dd { overflow-wrap: anywhere; unicode-bidi: isolate; }
.post { position: relative; border: 1px solid #b9c0ca; border-left: 5px solid #2d4f7c; border-radius: 3px; padding: 16px 18px; background: #f7f8fa; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; font-size: 17px; line-height: 1.5; }
.text.cut { overflow: hidden; }
.notice { margin-top: 10px; padding: 8px 12px; border: 1px dashed #7a1420; color: #7a1420; font-size: 13px; }
.empty { color: #59616b; font-style: normal; }
mark { background: #ffe066; color: inherit; border-bottom: 2px solid #b3261e; padding: 0 1px; -webkit-box-decoration-break: clone; }
.link { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; }
.link[data-end]::after { content: '[' attr(data-end) ']'; font-size: 11px; vertical-align: super; margin-left: 1px; font-weight: 700; }
.media { display: grid; gap: 12px; margin-top: 14px; }
.media:first-child { margin-top: 0; }
figure { border: 1px solid #c9ced6; background: #fff; }
figure div { overflow: hidden; text-align: center; background: #eceff3; }
figure img { display: block; margin: 0 auto; max-width: 100%; max-height: 900px; min-width: 48px; min-height: 48px; object-fit: contain; }
.masked figure img { filter: blur(36px) saturate(.6); transform: scale(1.15); }
figcaption { padding: 6px 10px; font-size: 12px; color: #3b424b; border-top: 1px solid #c9ced6; overflow-wrap: anywhere; }
.none { padding: 22px 12px; font-size: 13px; color: #59616b; }
ol { list-style: none; padding: 0; font-size: 13px; }
li { display: grid; grid-template-columns: 38px 1fr; padding: 4px 0; border-bottom: 1px solid #e6e9ee; overflow-wrap: anywhere; }
li b { font-weight: 700; }
li small { display: block; color: #59616b; font-size: 12px; }
.short .media { grid-template-columns: 1fr 1fr; max-height: 1800px; overflow: hidden; }
.short figure img { max-height: 280px; }
.short ol { max-height: 1200px; overflow: hidden; }
.fragments li { grid-template-columns: 1fr; white-space: pre-wrap; }
footer { margin-top: 26px; padding-top: 10px; border-top: 2px solid #16191d; font-size: 12px; line-height: 1.55; color: #3b424b; }
footer code { font: inherit; font-weight: 700; overflow-wrap: anywhere; color: #16191d; }
`;
