export { showAmount as formatAmount } from '../../protocol/money.ts';
