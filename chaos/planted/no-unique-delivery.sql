-- Nothing in the database says that a mail is there already.
ALTER TABLE email_deliveries DROP CONSTRAINT email_deliveries_once;
