import { cleanLedger } from './ledger';

export default cleanLedger;
