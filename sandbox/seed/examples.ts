import type { PageExample } from '../playground/page-data.ts';

export { BANNERS } from './banners.ts';

/** Texts that the playground's composer offers; the first one is the post that the newcomer is asked to publish. */
export const EXAMPLES: readonly PageExample[] = [
  {
    key: 'pyramid-ru',
    channel: 'kun_tabys_club',
    banner: null,
    text: '🔥 Клуб «Жаңа Белес» открывает набор! Вложите от 30 000 тенге и получайте 3% в день, доход гарантирован договором. Вывод на карту в любое время, риска нет.\n\nПригласите двоих – вернём взнос, дальше чистая прибыль с 5 уровней. Осталось 40 мест, пишите «+» куратору @zhana_beles_kurator',
  },
  {
    key: 'dropper-kk',
    channel: 'mektep27_analar',
    banner: null,
    text: '18-ден асқан студенттер керек! Картаңды жалға бер: аударым түседі, банкоматтан шешіп, курьерге бересің, 4% өзіңе қалады. Тәжірибе керек емес, ақысын күнде аласың. Досыңды әкелсең – қосымша 10 мың. Жаз: @karta_bos_kz',
  },
  {
    key: 'casino-mixed',
    channel: 'dala_sport',
    banner: null,
    text: 'Бауырлар, кеше казинодан 420 мың шығардым, Каспиге 3 минутта түсті 🎰 Тіркелу бонусы 300%, фриспины новичкам, промокод BAURLAR. Зеркало без VPN: https://baur-slots.example/go',
  },
  {
    key: 'warning-ru',
    channel: 'zhetisu_today',
    banner: null,
    text: 'Агентство по финансовому мониторингу предупреждает: если вам обещают 3% в день и бонус за друзей, перед вами признаки финансовой пирамиды. Не переводите деньги и сообщите о проекте.',
  },
  {
    key: 'fair-kk',
    channel: 'aulym_live',
    banner: 'fair',
    text: 'Сенбіде орталық алаңда жәрмеңке өтеді: ет, сүт, көкөніс өндірушіден. Бағасы базардан арзан, балаларға концерт. Келіңіздер!',
  },
];
