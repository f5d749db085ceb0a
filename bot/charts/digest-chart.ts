import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { CATEGORIES } from '../../src/domain/category.ts';
import type { DigestNumbers } from '../../src/domain/digest.ts';
import { ITEM_OUTCOMES, type ItemOutcome } from '../../src/domain/outcome.ts';
import { capitalised, shortDay, type Words } from '../words.ts';

use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

const WIDTH = 800;
const ROW_HEIGHT = 42;
const FRAME_HEIGHT = 210;
/** Drawn at twice the size: phones have fine screens. */
const SCALE = 2;
const FONT = 'Noto Sans';
/** A chart names at most this many categories; the text names all. */
const CATEGORIES_SHOWN = 11;

const OUTCOME_COLOURS: Readonly<Record<ItemOutcome, string>> = {
  blocked: '#2e7d5b',
  unavailable: '#7aa36f',
  no_violation: '#8a8f98',
  in_processing: '#d9a441',
  returned: '#c0563e',
};
const BAR_COLOUR = '#2f6f9f';

interface Bar {
  readonly label: string;
  readonly count: number;
  readonly colour: string;
}

/** Fonts by file: the packaged web fonts leave letters out, and a server has no fonts of its own. */
function fontFiles(): readonly string[] {
  const home = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans/package.json'));
  return [join(home, '400Regular', 'NotoSans_400Regular.ttf'), join(home, '700Bold', 'NotoSans_700Bold.ttf')];
}

/** The picture of a day: new findings by category, and the addressee's answers. PNG bytes. */
export function digestChart(numbers: DigestNumbers, words: Words): Uint8Array {
  const categories = barsOf(numbers, words);
  const outcomes = outcomeBars(numbers, words);
  const rows = Math.max(1, categories.length) + Math.max(1, outcomes.length);
  const height = FRAME_HEIGHT + rows * ROW_HEIGHT;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(chartOption(numbers, words, categories, outcomes));
    const svg = chart.renderToSVGString();
    const fonts = { fontFiles: [...fontFiles()], loadSystemFonts: false, defaultFontFamily: FONT };
    return new Resvg(svg, { font: fonts, fitTo: { mode: 'width', value: WIDTH * SCALE } }).render().asPng();
  } finally {
    chart.dispose();
  }
}

function barsOf(numbers: DigestNumbers, words: Words): readonly Bar[] {
  return CATEGORIES.map((id) => ({
    label: capitalised(words.plain(`category-${id}`)),
    count: numbers.byCategory[id] ?? 0,
    colour: BAR_COLOUR,
  }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, CATEGORIES_SHOWN);
}

function outcomeBars(numbers: DigestNumbers, words: Words): readonly Bar[] {
  return ITEM_OUTCOMES.map((id) => ({
    label: capitalised(words.plain(`outcome-${id}`)),
    count: numbers.outcomes[id] ?? 0,
    colour: OUTCOME_COLOURS[id],
  })).filter(({ count }) => count > 0);
}

function chartOption(
  numbers: DigestNumbers,
  words: Words,
  categories: readonly Bar[],
  outcomes: readonly Bar[],
): EChartsCoreOption {
  const none: readonly Bar[] = [{ label: words.plain('digest-chart-none'), count: 0, colour: BAR_COLOUR }];
  const upper = categories.length === 0 ? none : categories;
  const lower = outcomes.length === 0 ? none : outcomes;
  const upperTop = 100;
  const lowerTitle = upperTop + upper.length * ROW_HEIGHT + 24;
  return {
    backgroundColor: '#ffffff',
    animation: false,
    textStyle: { fontFamily: FONT },
    title: [
      titleAt(12, 22, words.plain('digest-chart-title', { day: shortDay(numbers.day) })),
      titleAt(60, 16, words.plain('digest-chart-categories')),
      titleAt(lowerTitle, 16, words.plain('digest-chart-outcomes')),
    ],
    grid: [gridAt(upperTop, upper.length), gridAt(lowerTitle + 40, lower.length)],
    xAxis: [valueAxis(0, upper), valueAxis(1, lower)],
    yAxis: [labelAxis(0, upper), labelAxis(1, lower)],
    series: [barSeries(0, upper), barSeries(1, lower)],
  };
}

function titleAt(top: number, fontSize: number, text: string): object {
  return {
    text,
    left: 24,
    top,
    textStyle: { fontFamily: FONT, fontSize, fontWeight: 'bold', color: '#1d2733' },
  };
}

function gridAt(top: number, rows: number): object {
  return { top, height: rows * ROW_HEIGHT, left: 400, right: 64, containLabel: false };
}

function valueAxis(gridIndex: number, bars: readonly Bar[]): object {
  const max = Math.max(1, ...bars.map(({ count }) => count));
  return {
    type: 'value',
    gridIndex,
    min: 0,
    max,
    axisLabel: { show: false },
    splitLine: { show: false },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

function labelAxis(gridIndex: number, bars: readonly Bar[]): object {
  return {
    type: 'category',
    gridIndex,
    inverse: true,
    data: bars.map(({ label }) => label),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: '#c7ccd3' } },
    // Without `interval: 0` every second label is left out when rows are low.
    axisLabel: {
      interval: 0,
      width: 370,
      overflow: 'break',
      fontFamily: FONT,
      fontSize: 14,
      lineHeight: 16,
      color: '#1d2733',
    },
  };
}

function barSeries(index: number, bars: readonly Bar[]): object {
  return {
    type: 'bar',
    xAxisIndex: index,
    yAxisIndex: index,
    barWidth: 18,
    data: bars.map(({ count, colour }) => ({ value: count, itemStyle: { color: colour, borderRadius: 3 } })),
    label: {
      show: true,
      position: 'right',
      fontFamily: FONT,
      fontSize: 14,
      fontWeight: 'bold',
      color: '#1d2733',
    },
  };
}
