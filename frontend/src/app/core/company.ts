/** The company whose site this is, as its visitors read it. */
export const COMPANY_NAME = 'AzioneLab';
